/**
 * A wait that ends after a time, when `end` is called, or when `signal` aborts. It has no AbortController of its own: each
 * abort creates an error with a stack, which costs more than reading a batch.
 */
export function rest(ms: number, signal: AbortSignal): { readonly over: Promise<void>; readonly end: () => void } {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
  return { over, end };
}
