/** One call in a queue; `late` once a call before it has failed while this one was already waiting. */
export interface Turn {
  late: boolean;
}

/**
 * One queue per name: what is asked for one name runs one after the other, in the order of the calls. A call that fails
 * spoils those that wait behind it, since they were made in the belief that it would succeed; later ones begin afresh.
 */
export class StreamQueues {
  private readonly queues = new Map<string, { waiting: Set<Turn>; last: Promise<unknown> }>();

  run<T>(name: string, work: (turn: Turn) => Promise<T>): Promise<T> {
    const queue = this.queues.get(name) ?? { waiting: new Set<Turn>(), last: Promise.resolve() };
    this.queues.set(name, queue);
    const turn: Turn = { late: false };
    queue.waiting.add(turn);
    const result = queue.last.then(async () => {
      try {
        return await work(turn);
      } catch (error) {
        if (!turn.late) for (const behind of queue.waiting) behind.late = true;
        throw error;
      } finally {
        queue.waiting.delete(turn);
        if (queue.waiting.size === 0) this.queues.delete(name);
      }
    });
    queue.last = result.catch(() => undefined);
    return result;
  }
}
