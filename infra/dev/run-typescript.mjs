// node --conditions=source --import ./infra/dev/run-typescript.mjs FILE.ts
// Runs a TypeScript file without a build, for tests that start and kill processes.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
