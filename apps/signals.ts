import type { Logger } from 'pino';
import { explainStartFailure, type StartRefused } from '#platform/start-refused';

export interface Stopped {
  /** Aborts with the first signal. */
  readonly signal: AbortSignal;
  /** Ends the wait because nothing can be relied on any more. */
  readonly fail: (reason: string | StartRefused) => void;
  /** Waits until the program has to stop, closes, and gives the exit code. */
  readonly closing: (close: () => Promise<void>) => Promise<number>;
}

/** Longest that closing may take before the process ends anyway: what was acknowledged is safe by then. */
const PATIENCE_MS = 15_000;

/**
 * The end of a program: a signal, or a fault that it must not outlive. It may come at any time, also while the program
 * starts. A second signal ends it at once.
 */
export function untilStopped(logger: Logger): Stopped {
  let stop: (code: number) => void = () => undefined;
  const stopping = new Promise<number>((resolve) => {
    stop = resolve;
  });
  const stopped = new AbortController();
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (signals++ > 0) process.exit(130);
      stopped.abort();
      stop(0);
    });
  }
  return {
    signal: stopped.signal,
    fail: (reason) => {
      if (typeof reason === 'string') {
        logger.fatal(reason);
        stop(1);
        return;
      }
      // Whoever starts it again is told the same: what cannot go on is no fault of the program.
      const code = explainStartFailure(reason, (line) => {
        console.error(line);
      });
      stop(code);
    },
    closing: async (close) => {
      const code = await stopping;
      setTimeout(() => process.exit(code || 1), PATIENCE_MS).unref();
      await close();
      return code;
    },
  };
}
