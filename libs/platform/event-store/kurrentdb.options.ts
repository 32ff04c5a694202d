import type { IntegrityAlarm } from './event-store.js';
import type { Credentials } from './kurrentdb.connection.js';

export interface KurrentDbOptions {
  /** `kurrentdb://…`; what it says about TLS, nodes and credentials holds. */
  readonly connectionString: string;
  /** Of every call, where they are not to stand in the connection string. Without TLS the client sends none. */
  readonly credentials?: Credentials;
  /** Begins the name of every stream of ours; that of no other log on the server may begin so. */
  readonly prefix?: string;
  /** Milliseconds that a question has with all its tries, and that one try of an append has. */
  readonly deadline?: number;
  /** How often a call is tried before the caller is told. */
  readonly tries?: number;
  /** Milliseconds of silence after which a subscription that has not caught up is opened anew. */
  readonly patience?: number;
  /** Least milliseconds between two clients. */
  readonly betweenClients?: number;
  /** Told of every alarm that a call or a subscription ends with. */
  readonly onAlarm?: (alarm: IntegrityAlarm) => void;
  /** Takes a line for the log of the program. */
  readonly log?: (line: string) => void;
}
