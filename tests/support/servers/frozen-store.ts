import { type EventStore, Unavailable } from '#platform/event-store/event-store';

type Asked = 'head' | 'readAll' | 'at' | 'read' | 'declaration' | 'append';

/**
 * Makes a running store hang as a server does that is frozen, or that looks through what others wrote: what is asked of it
 * meanwhile is answered after the thaw.
 *
 * @param asked what hangs
 * @returns the thaw
 */
export function freeze(store: EventStore, ...asked: readonly Asked[]): () => void {
  let thaw = (): void => undefined;
  const thawed = new Promise<void>((resolve) => {
    thaw = resolve;
  });
  replace(store, asked, (now) => thawed.then(now));
  return () => {
    restore(store, asked);
    thaw();
  };
}

/** Makes a running store answer as one does whose server is gone. @returns what brings it back */
export function takeAway(store: EventStore, ...asked: readonly Asked[]): () => void {
  replace(store, asked, () => Promise.reject(new Unavailable('taken away')));
  return () => {
    restore(store, asked);
  };
}

function replace(store: EventStore, asked: readonly Asked[], how: (now: () => unknown) => Promise<unknown>): void {
  for (const name of asked) {
    const own: unknown = store[name];
    if (typeof own !== 'function') throw new TypeError(`a store without ${name}`);
    const value = (...args: unknown[]) => how((): unknown => Reflect.apply(own, store, args));
    Object.defineProperty(store, name, { value, configurable: true });
  }
}

function restore(store: EventStore, asked: readonly Asked[]): void {
  for (const name of asked) Reflect.deleteProperty(store, name);
}
