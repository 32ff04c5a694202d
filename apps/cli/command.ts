import type { Logger } from 'pino';
import type { Config } from '#platform/config';
import type { Sentence } from '#platform/start-refused';

/** What a command line command is given: its arguments, and where to say things. */
export interface Invocation {
  readonly args: readonly string[];
  /** The configuration of the environment; what is named here goes before it. @throws StartRefused */
  readonly configured: (instead?: Readonly<Record<string, string>>) => Config;
  readonly say: (line: string) => void;
  /** What somebody types at the terminal; null where there is none. @param hidden nothing is shown of it */
  readonly ask: (question: string, hidden?: 'hidden') => Promise<string | null>;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

export interface CliCommand {
  readonly usage: string;
  readonly about: Sentence;
  /** @returns the exit code */
  readonly run: (invocation: Invocation) => Promise<number>;
}
