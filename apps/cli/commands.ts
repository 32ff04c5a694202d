import type { Logger } from 'pino';
import type { Sentence } from '#platform/start-refused';
import { init } from './init.js';
import { migrate } from './migrate.js';
import { rebuildReadModels } from './rebuild.js';

/** What a command line command is given: its arguments, and where to say things. */
export interface Invocation {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface CliCommand {
  readonly usage: string;
  readonly about: Sentence;
  /** @returns the exit code */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** Every command of `minhchung` besides `start`, `test` and `bench`, which the launcher itself knows. */
export const commands: Readonly<Record<string, CliCommand>> = { init, migrate, rebuild: rebuildReadModels };
