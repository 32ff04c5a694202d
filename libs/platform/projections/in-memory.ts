import { type Catalog } from '#kernel/catalog';
import type { StoredEvent } from '../event-store/event-store.js';
import type { Projection, RowsOf, Tables } from './declaring/projection.js';
import { decode, type LogEvent } from './folding/decode.js';
import { Fold } from './folding/fold.js';

/** The rows in force of each table, in the order of their entries. */
export type RowsInForce<T extends Tables> = { readonly [K in keyof T]: readonly RowsOf<T>[K][] };

/**
 * The tables of a projection for the events of one stream, folded in memory as the runner folds them: for a question
 * about a moment between two entries that no table answers.
 */
export class InMemoryTables<N extends string, T extends Tables> {
  readonly #fold: Fold;
  readonly #events = new Map<number, LogEvent>();

  constructor(
    private readonly projection: Projection<N, T>,
    private readonly catalog: Catalog,
  ) {
    this.#fold = new Fold(projection, (_, revision) => this.#events.get(revision));
  }

  /** Adds the next event of the stream. @throws the error that would park the stream */
  apply(stored: StoredEvent): void {
    const event = decode(this.catalog, stored);
    this.#events.set(event.revision, event);
    this.#fold.apply(event);
  }

  /** Cost: the rows of the stream. */
  rows(): RowsInForce<T> {
    const tables = Object.entries(this.projection.tables).map(([name, { columns }]) => {
      const names = Object.keys(columns);
      const rows = [...this.#fold.rowsOf(name).written]
        .filter(({ knownTo }) => knownTo === null)
        .sort((a, b) => a.revision - b.revision || a.item - b.item)
        .map(({ cells, stream, revision, item, position, knownFrom, knownTo }) =>
          Object.assign(Object.fromEntries(names.map((column, i) => [column, cells[i]])), {
            stream,
            revision,
            item,
            position,
            knownFrom,
            knownTo,
          }),
        );
      return [name, rows];
    });
    return Object.fromEntries(tables) as RowsInForce<T>;
  }
}
