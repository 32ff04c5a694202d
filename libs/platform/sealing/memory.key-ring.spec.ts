import { describeKeyRing } from './key-ring.contract.js';
import { MemoryKeyRing } from './memory.key-ring.js';

describeKeyRing('the key ring in memory', () => Promise.resolve(new MemoryKeyRing()));
