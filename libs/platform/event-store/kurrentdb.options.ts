import type { IntegrityAlarm } from './event-store.js';
import type { Credentials } from './kurrentdb.connection.js';

export interface KurrentDbOptions {
  /** The connection string `kurrentdb://…`. Its nodes, TLS settings and credentials are used. */
  readonly connectionString: string;
  /** Credentials of every call, if the connection string has none. The client sends no credentials without TLS. */
  readonly credentials?: Credentials;
  /** Prefix of the names of all streams of this log. No other log on the server may use names that begin with it. */
  readonly prefix?: string;
  /** Maximum milliseconds for all tries of a read together, and for one try of an append. */
  readonly deadline?: number;
  /** Number of tries of a call before it fails. */
  readonly tries?: number;
  /** Milliseconds of silence after which a subscription that has not caught up is reopened. */
  readonly patience?: number;
  /** Minimum milliseconds between two clients. */
  readonly betweenClients?: number;
  /** Called for every alarm that ends a call or a subscription. */
  readonly onAlarm?: (alarm: IntegrityAlarm) => void;
  /** Writes a line to the program's log. */
  readonly log?: (line: string) => void;
}
