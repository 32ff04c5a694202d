/** What a test may do to the next calls; a number says how many of them. */
export interface Faults {
  /** Write, then never answer: what a lost reply looks like. */
  swallowReplies: number;
  /** Write, then answer that the write timed out. */
  timeOutAfterWrite: number;
  /** Answer that the write timed out, and write nothing. */
  timeOutBeforeWrite: number;
  notReady: number;
  notLeader: number;
  /** Write, then the process is killed before it answers. */
  dieAfterWrite: number;
  /** Say that one event more than asked for was written. */
  wrongRevision: number;
  /** Take a read or a subscription and never send anything. */
  hangReads: number;
  /** End a subscription in good order after so many events of its catch-up. */
  endSubscriptionAfter: number;
}

export const noFaults = (): Faults => ({
  swallowReplies: 0,
  timeOutAfterWrite: 0,
  timeOutBeforeWrite: 0,
  notReady: 0,
  notLeader: 0,
  dieAfterWrite: 0,
  wrongRevision: 0,
  hangReads: 0,
  endSubscriptionAfter: 0,
});

/** Uses a fault up once. */
export function strikes(faults: Faults, name: keyof Faults): boolean {
  if (faults[name] <= 0) return false;
  faults[name] -= 1;
  return true;
}
