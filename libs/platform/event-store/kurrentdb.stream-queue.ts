/** One queue for each name. The tasks of one name run one after the other, in the order of the calls. */
export class StreamQueues {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const result = (this.last.get(name) ?? Promise.resolve()).then(work);
    const over = result
      .catch(() => undefined)
      .finally(() => {
        if (this.last.get(name) === over) this.last.delete(name);
      });
    this.last.set(name, over);
    return result;
  }
}
