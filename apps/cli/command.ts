import type { Logger } from 'pino';
import type { Config } from '#platform/config';
import type { Sentence } from '#platform/start-refused';

/** Arguments and output of a command of the command line. */
export interface Invocation {
  readonly args: readonly string[];
  /** The configuration from the environment; `instead` overrides variables. @throws StartRefused */
  readonly configured: (instead?: Readonly<Record<string, string>>) => Config;
  readonly say: (line: string) => void;
  /** Reads a line typed at the terminal; null without a terminal. @param hidden do not echo the line */
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
