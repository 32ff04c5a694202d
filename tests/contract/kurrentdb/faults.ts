/** What a test may do to the next calls; a number says how many of them, where nothing else is said. */
export interface Faults {
  /** Write, then never answer: what a lost reply looks like. */
  swallowReplies: number;
  /** Write, then answer that the write timed out. */
  timeOutAfterWrite: number;
  /** Answer that the write timed out, and write nothing. */
  timeOutBeforeWrite: number;
  notReady: number;
  notLeader: number;
  /** Say of a read or a subscription that another node leads. */
  notLeaderOnReads: number;
  /** Write, then the process is killed before it answers. */
  dieAfterWrite: number;
  /** Say that one event more than asked for was written. */
  wrongRevision: number;
  /** Take a read or a subscription and never send anything. */
  hangReads: number;
  /** Take an append, and neither write nor answer. */
  hangAppends: number;
  /** End a subscription in good order after so many events of its catch-up. */
  endSubscriptionAfter: number;
  /** End any call with the words `Cancelled on client`; an append was written. */
  cancelCalls: number;
  /** Reset the connection of any call, which then reads ECONNRESET; an append was written. */
  resetConnections: number;
  /** Close the connection of any call without a word; an append was written. */
  dropConnections: number;
  /** The process is killed when so many events of the next append of more are visible; all of them are written. */
  dieInsideAppend: number;
  /** Milliseconds between the events of one append as they become visible, until set otherwise. */
  pauseInsideAppends: number;
  /** How many events filtered reads and subscriptions look at in a second, until set otherwise; 0 for no limit. */
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
