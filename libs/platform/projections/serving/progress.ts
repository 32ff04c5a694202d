/** Tells those who wait in this process that a checkpoint moved, so that they need not ask the database in vain. */
export class Progress {
  private readonly waiting = new Set<() => void>();

  moved(): void {
    for (const wake of this.waiting) wake();
  }

  /** Calls at each move, until what is returned is called. */
  onMove(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }

  /** Resolves at the next move, or when `signal` aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted) wake();
    });
  }
}
