// node --conditions=source --import ./infra/dev/run-typescript.mjs FILE.ts
// Runs a TypeScript file in a process of its own, as the tests of crashes need it: no build, no second compiler.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
