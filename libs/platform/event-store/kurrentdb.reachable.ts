import { status } from '@grpc/grpc-js';
import { StartStopped } from '../start-refused.js';
import { type Address, addressOf, type Node } from './kurrentdb.address.js';
import { whyNoConnection } from './kurrentdb.diagnosis.js';
import { type Account, DirectNode, leaderNamedBy, statusOf, transportOf } from './kurrentdb.direct.js';
import { pause } from './kurrentdb.pauses.js';
import { inShort, patienceWith, refusalOf, type Trouble } from './kurrentdb.refusals.js';

/** Times for the wait, all in milliseconds. */
export interface Limits {
  /** Maximum time for a server to come up. */
  readonly comingUp: number;
  /** Maximum time for which a server may refuse the account: a new server refuses valid accounts for about 5 s. */
  readonly refusing: number;
  /** Interval between log lines while waiting. */
  readonly telling: number;
  /** Pause between two tries. */
  readonly pausing: number;
  /** Time for one try of one node. */
  readonly trying: number;
}

const LIMITS: Limits = { comingUp: 30_000, refusing: 8_000, telling: 5_000, pausing: 500, trying: 3_000 };

export interface ReachableOptions {
  readonly connectionString: string;
  readonly credentials: Account | undefined;
  /** Writes a line to the program's log. */
  readonly log: (line: string) => void;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  readonly limits?: Partial<Limits>;
  /** Milliseconds since any fixed moment; for tests. */
  readonly now?: () => number;
}

/**
 * Waits until the server answers and the account may read and append. Nothing is written. The wait is for a server that
 * is starting. An error that does not end by waiting (certificate, missing file, plain text to a TLS server) refuses
 * the start at once.
 *
 * @throws StartRefused with the cause, the host and the port, but without the account
 * @throws StartStopped when `signal` aborts
 */
export async function untilReachable(options: ReachableOptions): Promise<void> {
  const { connectionString, log, signal = new AbortController().signal, now = Date.now } = options;
  const limits = { ...LIMITS, ...options.limits };
  const address = addressOf(connectionString);
  const ask = asker(address, options.credentials, limits.trying);
  const began = now();
  let loggedAt = began - limits.telling;
  let refusedSince: number | undefined;
  for (;;) {
    if (signal.aborted) throw new StartStopped();
    const trouble = await ask();
    if (!trouble) return;
    const patience = patienceWith(trouble);
    refusedSince = patience === 'short' ? (refusedSince ?? now()) : undefined;
    const waited = refusedSince === undefined ? now() - began : now() - refusedSince;
    const most = { none: 0, short: limits.refusing, long: limits.comingUp }[patience];
    if (waited >= most) throw refusalOf(trouble, address.place);
    if (now() - loggedAt >= limits.telling) {
      log(`waiting for KurrentDB at ${address.place}: ${inShort(trouble)}`);
      loggedAt = now();
    }
    await pause(limits.pausing, signal);
  }
}

/** Asks the nodes in turn until one works. @returns the most specific trouble, or null */
function asker(address: Address, account: Account | undefined, deadlineMs: number): () => Promise<Trouble | null> {
  const transport = transportOf(address);
  // The client sends no account over plain text, so the check sends none either.
  const sent = address.secure ? account : undefined;
  const at = async (node: Node, mayFollow = true): Promise<Trouble | null> => {
    const direct = new DirectNode(node, transport, sent, deadlineMs);
    try {
      return await asked(direct);
    } catch (error) {
      const leader = leaderNamedBy(error);
      if (leader && mayFollow) return await at(leader, false);
      return troubleOfAccount(error, sent) ?? (await whyNotAnswered(node, address, deadlineMs, error));
    } finally {
      direct.close();
    }
  };
  return async () => {
    let worst: Trouble | null = null;
    for (const node of address.nodes) {
      const trouble = await at(node);
      if (!trouble) return null;
      worst = !worst || weight(trouble) > weight(worst) ? trouble : worst;
    }
    return worst;
  };
}

const weight = (trouble: Trouble): number => ({ none: 2, short: 1, long: 0 })[patienceWith(trouble)];

async function asked(direct: DirectNode): Promise<Trouble | null> {
  await direct.last(null);
  return (await direct.may('append')) ? null : { kind: 'write-refused', detail: status[status.PERMISSION_DENIED] };
}

function troubleOfAccount(error: unknown, account: Account | undefined): Trouble | null {
  const code = statusOf(error);
  if (code !== status.UNAUTHENTICATED && code !== status.PERMISSION_DENIED) return null;
  const kind = code === status.UNAUTHENTICATED ? 'wrong-password' : 'read-refused';
  return { kind: account ? kind : 'no-account', detail: status[code] };
}

async function whyNotAnswered(node: Node, address: Address, deadlineMs: number, error: unknown): Promise<Trouble> {
  const cause = await whyNoConnection(node, address, deadlineMs);
  return cause ?? { kind: 'not-answering', detail: status[statusOf(error)] };
}
