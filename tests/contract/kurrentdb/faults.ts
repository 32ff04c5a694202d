/** Faults of the next calls. A number is the count of calls, unless stated otherwise. */
export interface Faults {
  /** Write, then never answer, as with a lost reply. */
  swallowReplies: number;
  /** Write, then answer that the write timed out. */
  timeOutAfterWrite: number;
  /** Answer that the write timed out, and write nothing. */
  timeOutBeforeWrite: number;
  notReady: number;
  notLeader: number;
  /** Answer a read or a subscription with “not leader”. */
  notLeaderOnReads: number;
  /** Write, then kill the process before it answers. */
  dieAfterWrite: number;
  /** Answer that one event more was written. */
  wrongRevision: number;
  /** Accept a read or a subscription and never send anything. */
  hangReads: number;
  /** Accept an append, and neither write nor answer. */
  hangAppends: number;
  /** End a subscription normally after so many events of its catch-up. */
  endSubscriptionAfter: number;
  /** End any call with `Cancelled on client`; an append is written. */
  cancelCalls: number;
  /** Reset the connection of any call (ECONNRESET at the client); an append is written. */
  resetConnections: number;
  /** Close the connection of any call; an append is written. */
  dropConnections: number;
  /** Kill the process when so many events of the next larger append are visible; all of them are written. */
  dieInsideAppend: number;
  /** Milliseconds between the events of one append becoming visible, until changed. */
  pauseInsideAppends: number;
  /** Events per second that filtered reads and subscriptions scan, until changed; 0 for no limit. */
  scanPerSecond: number;
}

export const noFaults = (): Faults => ({
  swallowReplies: 0,
  timeOutAfterWrite: 0,
  timeOutBeforeWrite: 0,
  notReady: 0,
  notLeader: 0,
  notLeaderOnReads: 0,
  dieAfterWrite: 0,
  wrongRevision: 0,
  hangReads: 0,
  hangAppends: 0,
  endSubscriptionAfter: 0,
  cancelCalls: 0,
  resetConnections: 0,
  dropConnections: 0,
  dieInsideAppend: 0,
  pauseInsideAppends: 0,
  scanPerSecond: 0,
});

/** Uses a fault up once. */
export function strikes(faults: Faults, name: keyof Faults): boolean {
  if (faults[name] <= 0) return false;
  faults[name] -= 1;
  return true;
}
