import { eventStoreContract } from '#platform/event-store/event-store.contract';
import { freshStore } from '../support/servers/event-store.js';

eventStoreContract('postgres', () => freshStore());
