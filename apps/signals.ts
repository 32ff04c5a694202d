import type { Logger } from 'pino';
import { explainStartFailure, type StartRefused } from '#platform/start-refused';

export interface Stopped {
  /** Aborts with the first signal. */
  readonly signal: AbortSignal;
  /** Stops the program because of an error after which it must not go on. */
  readonly fail: (reason: string | StartRefused) => void;
  /** Waits until the program has to stop, closes, and returns the exit code. */
  readonly closing: (close: () => Promise<void>) => Promise<number>;
}

/** Maximum time for closing; after it the process exits anyway. Acknowledged records are durable before that. */
const PATIENCE_MS = 15_000;

/** Signals within this time count as one: Ctrl-C reaches the program from the terminal and, again, from npm. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Stops the program on a signal or on a fatal error, also while it is still starting. A later second signal ends it at
 * once.
 */
export function untilStopped(logger: Logger): Stopped {
  let stop: (code: number) => void = () => undefined;
  const stopping = new Promise<number>((resolve) => {
    stop = resolve;
  });
  const stopped = new AbortController();
  let first: number | null = null;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now();
      if (first !== null && now - first < SAME_SIGNAL_MS) return;
      if (first !== null) process.exit(130);
      first = now;
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
      // The next start would be refused with the same sentence, so print it as a start failure.
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
