import { type EventStore, Unavailable } from '#platform/event-store/event-store';

type Asked = 'head' | 'readAll' | 'at' | 'read' | 'declaration' | 'append';

/**
 * Makes methods of a running store hang, as with a server that is frozen or that scans the events of others. Calls
 * during that time are answered after the thaw.
 *
 * @param asked the methods that hang
 * @returns a function that ends it
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

/** Makes methods of a running store fail, as with a server that is gone. @returns a function that ends it */
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
