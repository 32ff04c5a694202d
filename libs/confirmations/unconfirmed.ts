/** Event names of the verdicts on a record. */
export interface Verdicts {
  readonly confirmed: string;
  readonly returned: string;
  /** Event after which earlier entries no longer need comparison. */
  readonly ended?: string;
}

/**
 * The entries of a record that no second person has confirmed, oldest first: all after the last confirmation in force.
 * A confirmation is in force until the record is sent back. Verdicts do not count as entries.
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
