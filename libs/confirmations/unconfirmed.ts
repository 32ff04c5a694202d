/** The types of what a second person says of a record. */
export interface Verdicts {
  readonly confirmed: string;
  readonly returned: string;
  /** Of what was confirmed and then ended: nothing before it is to be compared any more. */
  readonly ended?: string;
}

/**
 * What of a record nobody else has confirmed, oldest first: all since the last confirmation that stands. One that was sent
 * back after it does not; verdicts are no entries.
 */
export function unconfirmed<E>(
  events: readonly E[],
  typeOf: (event: E) => string,
  { confirmed, returned, ended }: Verdicts,
): readonly E[] {
  let [since, before] = [0, 0];
  events.forEach((event, i) => {
    const type = typeOf(event);
    if (type === confirmed) [since, before] = [i + 1, since];
    else if (type === ended) [since, before] = [i + 1, i + 1];
    else if (type === returned) since = before;
  });
  return events.slice(since).filter((event) => ![confirmed, returned].includes(typeOf(event)));
}
