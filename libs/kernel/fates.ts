import { type Confirmable, verdictNames } from './confirmation.js';
import { companionOf, effective, type PastEvent } from './effective.js';
import type { DataOf, Declarations } from './event.js';
import { proposalNames, proposalsIn, type Takes } from './proposal.js';

/**
 * What became of an entry. COUNTS: it is in force. CORRECTED, ANNULLED: by a later entry about it. VOID: what it hangs
 * on is withdrawn. OVERTAKEN: a later entry took its place.
 */
export const FATES = ['COUNTS', 'CORRECTED', 'ANNULLED', 'VOID', 'OVERTAKEN'] as const;
export interface Fate {
  readonly status: (typeof FATES)[number];
  /** The entry that corrected, annulled or overtook it, or the entry on which it hangs; null if it counts. */
  readonly by: number | null;
}

/** An entry in force, as the events of a decider declare it. */
type InForce<E extends Declarations> = {
  readonly [K in keyof E & string]: { readonly type: K; readonly data: DataOf<E[K]>; readonly revision: number };
}[keyof E & string];

/** One entry that another one replaced. */
export interface Replaced {
  readonly entry: number;
  readonly by: number;
}

/** How the entries of one kind of record depend on each other. */
export interface Depending<E extends Declarations> {
  /** The event on which every other entry hangs: if it is annulled, nothing in the record counts. */
  readonly on?: keyof E & string;
  /** Entries in force of which later entries in force took the place. */
  readonly replaced?: (inForce: readonly InForce<E>[]) => readonly Replaced[];
}

/** The same of any kind of record. */
export interface AnyDepending {
  readonly on?: string;
  readonly replaced?: (inForce: readonly any[]) => readonly Replaced[];
}

/** Of entries with one key, each is replaced by the next one. Entries with a null key are left out. */
export function replacedByNext<T extends { readonly revision: number }>(
  entries: readonly T[],
  keyOf: (entry: T) => string | null,
): readonly Replaced[] {
  const last = new Map<string, number>();
  return entries.flatMap((entry) => {
    const key = keyOf(entry);
    if (key === null) return [];
    const earlier = last.get(key);
    last.set(key, entry.revision);
    return earlier === undefined ? [] : [{ entry: earlier, by: entry.revision }];
  });
}

const COUNTS: Fate = { status: 'COUNTS', by: null };

interface Kind {
  readonly depending: 'none' | AnyDepending;
  readonly confirmable: Confirmable<any, string> | null;
  readonly takes: Takes<any, any, any, string> | null;
}

/** What became of each entry of a stream, by its revision. Cost: a few passes over the events. */
export function fatesOf(kind: Kind, past: readonly PastEvent[]): ReadonlyMap<number, Fate> {
  const changes = new Map<number, PastEvent[]>();
  for (const event of past) {
    const companion = companionOf(event);
    if (companion) changes.set(companion.corrects, [...(changes.get(companion.corrects) ?? []), event]);
  }
  const dependent = dependentsOf(kind, past);
  const steps = stepsOf(kind, past);
  const ofEntry = ({ revision }: PastEvent): Fate => {
    const change = changes.get(revision)?.at(-1);
    const how = change && companionOf(change)?.how;
    if (change && how === 'annulled') return { status: 'ANNULLED', by: change.revision };
    const fate = steps.get(revision) ?? dependent.get(revision) ?? COUNTS;
    if (!change || fate.status === 'VOID') return fate;
    return { status: 'CORRECTED', by: change.revision };
  };
  const ofCorrection = (event: PastEvent, corrects: number): Fate => {
    const later = changes.get(corrects)?.find(({ revision }) => revision > event.revision);
    if (!later) return dependent.get(corrects) ?? COUNTS;
    if (companionOf(later)?.how === 'corrected') return { status: 'OVERTAKEN', by: later.revision };
    return { status: 'VOID', by: corrects };
  };
  return new Map(
    past.map((event) => {
      const companion = companionOf(event);
      if (companion?.how === 'annulled') return [event.revision, COUNTS];
      return [event.revision, companion ? ofCorrection(event, companion.corrects) : ofEntry(event)];
    }),
  );
}

/** Entries that are void or overtaken by what the decider says about its entries in force. */
function dependentsOf({ depending, ...kind }: Kind, past: readonly PastEvent[]): ReadonlyMap<number, Fate> {
  if (depending === 'none') return new Map();
  const inForce = effective(past);
  const base = past.findLast(({ type }) => type === depending.on);
  if (base && !inForce.some(({ type }) => type === depending.on)) {
    const isStep = isStepOf(kind);
    const void_ = inForce.filter((event) => !isStep(event.type));
    return new Map(void_.map(({ revision }) => [revision, { status: 'VOID', by: base.revision }]));
  }
  const replaced: readonly Replaced[] = depending.replaced?.(inForce) ?? [];
  return new Map(replaced.map(({ entry, by }) => [entry, { status: 'OVERTAKEN', by }]));
}

/** Verdicts and steps of proposals, which any later entry may overtake. */
function stepsOf({ confirmable, takes }: Kind, past: readonly PastEvent[]): ReadonlyMap<number, Fate> {
  const fates = new Map<number, Fate>();
  const verdicts = confirmable && verdictNames(confirmable.as);
  if (verdicts)
    past.forEach(({ type, revision }, i) => {
      const next = past[i + 1];
      if (next && (type === verdicts.confirmed || type === verdicts.returned))
        fates.set(revision, { status: 'OVERTAKEN', by: next.revision });
    });
  if (!takes) return fates;
  const names = proposalNames(takes.as);
  for (const { entry, taken, persons, declined, outdated } of proposalsIn(takes.as, past)) {
    const isAbout = (event: PastEvent) => (event.data as { readonly proposal?: number }).proposal === entry;
    const isOpen = taken.length < persons;
    const end = declined
      ? past.find((event) => event.type === names.declined && isAbout(event))
      : outdated && isOpen
        ? past.find((event) => event.revision > entry && !isStepOf({ confirmable, takes })(event.type))
        : undefined;
    if (end) for (const { revision } of taken) fates.set(revision, { status: 'OVERTAKEN', by: end.revision });
  }
  return fates;
}

const isStepOf = ({ confirmable, takes }: Pick<Kind, 'confirmable' | 'takes'>) => {
  const verdicts = confirmable && verdictNames(confirmable.as);
  const names = takes && proposalNames(takes.as);
  const steps = [verdicts?.confirmed, verdicts?.returned, names?.proposed, names?.agreed, names?.declined];
  return (type: string): boolean => steps.some((step) => step === type);
};
