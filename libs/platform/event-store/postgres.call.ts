import type { Connection, PoolClient, Submittable } from 'pg';

/** A statement with a name. Each connection prepares it once, under this name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** The value of a parameter: text, or the bytes of a text in UTF-8. */
export type Value = string | Buffer;

/** The columns of the last row, as text; undefined if there was no row. */
export type Row = readonly (string | null)[] | undefined;

const preparedOn = new WeakMap<Connection, Set<string>>();

/**
 * One call in the protocol. Resolves at ReadyForQuery, not at CommandComplete: the commit comes between and may fail.
 */
class Call implements Submittable {
  #row: Row;
  #done: () => void = () => undefined;

  constructor(
    private readonly statement: Statement,
    private readonly values: Value[],
    private readonly resolve: (row: Row) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    const { name, text } = this.statement;
    const prepared = preparedOn.get(connection) ?? new Set();
    connection.stream.cork();
    if (!prepared.has(name)) {
      connection.parse({ name, text, types: [] }, true);
      this.#done = () => preparedOn.set(connection, prepared.add(name));
    }
    connection.bind({ statement: name, values: this.values }, true);
    connection.execute(null, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#row = fields;
  }

  handleCommandComplete(): void {
    this.#done();
  }

  handleReadyForQuery(): void {
    this.resolve(this.#row);
  }

  handleError(error: Error): void {
    this.reject(error);
  }
}

/**
 * Calls a function that returns at most one row. `client.query` would do the same, but asks the server at each call to
 * describe the columns, and makes objects of the rows. That is a third of what a call costs this program.
 *
 * After an error the connection must be closed, since it is not known whether the statement is prepared on it.
 * @throws the errors of `pg`
 */
export const call = (client: PoolClient, statement: Statement, values: Value[]): Promise<Row> =>
  new Promise((resolve, reject) => {
    client.query(new Call(statement, values, resolve, reject));
  });
