import { type Events, OUTCOMES } from '#features/engagements';
import { CAPACITIES, type Capacity, type Kind, KINDS, type Verb } from '#features/papers';
import type { EventOf } from '#kernel/event';

/** An event of a register or of an engagement, as the log contains it. */
export interface Logged {
  readonly position: bigint;
  readonly recordedAt: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: object;
}

/** One subject of one engagement, with everything that decides whether the act on it counts. */
export interface NaiveAct {
  readonly engagementId: string;
  readonly subjectId: string;
  readonly organizationId: string;
  readonly capacity: Capacity;
  readonly memberId: string | null;
  readonly kind: Kind;
  readonly verb: Verb;
  readonly body: { readonly organizationId: string | null; readonly body: string };
  readonly reached: boolean;
  readonly day: string | null;
  /**
   * Orders acts of one day: position of the entry that states the milestone, position of the entry that names the
   * subject, index of the subject in that entry.
   */
  readonly place: readonly number[];
  /** The day of the change that added the subject; null for a subject of the opening. */
  readonly since: string | null;
  /** A null day is unknown. */
  readonly decided: { readonly day: string | null };
  readonly concluded: { readonly day: string | null } | null;
  readonly workedAt: readonly string[];
  readonly combinedWith: string | null;
  readonly ends: readonly { readonly why: 'CANCELLED' | 'REVOKED'; readonly on: string }[];
  readonly fault: boolean;
  /** The remedies of the conclusion, each with its follow-ups in the order of the log. */
  readonly remedies: readonly {
    readonly dueOn: string | null;
    readonly followUps: readonly { readonly on: string; readonly done: boolean }[];
  }[];
}

type Told = EventOf<Events> & { readonly position: number };

/** The events of one engagement that count at a position, corrected as known then, in the order of the log. */
function knownOf(log: readonly Logged[], stream: string, known: bigint): Told[] {
  const events = log.filter((event) => event.stream === stream && event.position <= known);
  const told: Told[] = [];
  for (const event of events) {
    let data: object | null = event.data;
    for (const later of events) {
      const said = later.data as { corrects?: number; data?: object };
      if (said.corrects !== event.revision) continue;
      if (later.type === `${event.type}Corrected`) data = said.data ?? null;
      if (later.type === `${event.type}Annulled`) data = null;
    }
    if (event.type.endsWith('Corrected') || event.type.endsWith('Annulled') || data === null) continue;
    told.push({ type: event.type, data, position: Number(event.position) } as Told);
  }
  return told;
}

/**
 * Every act that is known at a position. A subject that was added later counts from the day of the change that added
 * it. If the opening is annulled, the engagement has no acts.
 */
export function actsKnown(log: readonly Logged[], known: bigint, milestone: string): NaiveAct[] {
  const streams = new Set(log.map(({ stream }) => stream).filter((stream) => stream.startsWith('engagement-')));
  return [...streams].flatMap((stream) => actsOf(stream, knownOf(log, stream, known), milestone));
}

/** The plans that are restricted by the whole log: once said to be on signs of violation, and not concluded. */
export function restrictedNow(log: readonly Logged[]): ReadonlySet<string> {
  const end = log.reduce((last, { position }) => (position > last ? position : last), 0n);
  const wasPlan = log.filter(({ type, data }) => {
    const { kind, data: corrected } = data as { kind?: string; data?: { kind?: string } };
    return (
      (type === 'EngagementOpened' && kind === 'INSP_SIGNS') ||
      (type === 'EngagementOpenedCorrected' && corrected?.kind === 'INSP_SIGNS')
    );
  });
  const isConcluded = (stream: string) => knownOf(log, stream, end).some(({ type }) => type === 'SubjectConcluded');
  const streams = [...new Set(wasPlan.map(({ stream }) => stream))].filter((stream) => !isConcluded(stream));
  return new Set(streams.map((stream) => stream.slice('engagement-'.length)));
}

function actsOf(stream: string, told: readonly Told[], milestone: string): NaiveAct[] {
  const opening = told.find((event) => event.type === 'EngagementOpened');
  if (opening?.type !== 'EngagementOpened') return [];
  const { kind, decidingBody, decision, combinedWith } = opening.data;
  const named = told.flatMap((event) => {
    const since = event.type === 'EngagementScopeChanged' ? event.data.decidedOn : null;
    const subjects =
      event.type === 'EngagementOpened'
        ? event.data.subjects
        : event.type === 'EngagementScopeChanged'
          ? event.data.added
          : [];
    return subjects.map((subject, i) => ({ subject, since, position: event.position, i }));
  });
  return named.map(({ subject, since, position, i }) => {
    let decided: { day: string | null; at: number } = { day: decision.signedOn, at: opening.position };
    if (since !== null) decided = { day: since, at: position };
    let conducted: typeof decided | null = null;
    let concluded: typeof decided | null = null;
    let workedAt: readonly string[] = [];
    let remedies: NaiveAct['remedies'] = [];
    let fault = false;
    const ends: { why: 'CANCELLED' | 'REVOKED'; on: string }[] = [];
    for (const { type, data, position: at } of told) {
      if (type === 'ConductBegun')
        conducted = { day: since !== null && since > data.conductedOn ? since : data.conductedOn, at };
      if (type === 'SubjectConcluded' && data.subjectId === subject.subjectId) {
        concluded = { day: data.notice.signedOn ?? data.concludedOn, at };
        workedAt = data.workedAt;
        remedies = data.remedies.map(({ remedyId, dueOn }) => ({
          dueOn,
          followUps: told.flatMap((other) =>
            other.type === 'EngagementFollowedUp'
              ? other.data.remedies
                  .filter((remedy) => remedy.remedyId === remedyId)
                  .map(({ done }) => ({ on: other.data.followedUpOn, done }))
              : [],
          ),
        }));
        fault = data.outcome !== null && OUTCOMES[data.outcome].fault;
      }
      if (type === 'EngagementCancelled') ends.push({ why: 'CANCELLED', on: data.cancelledOn });
      if (type === 'EngagementScopeChanged' && data.removed.includes(subject.subjectId))
        ends.push({ why: 'CANCELLED', on: data.decidedOn });
      if (type === 'ConclusionRevoked' && data.subjectIds.includes(subject.subjectId))
        ends.push({ why: 'REVOKED', on: data.revokedOn });
    }
    const reached = milestone === 'DECIDED' ? decided : milestone === 'CONDUCTED' ? conducted : concluded;
    return {
      engagementId: stream.slice('engagement-'.length),
      subjectId: subject.subjectId,
      organizationId: subject.organizationId,
      capacity: subject.capacity,
      memberId: subject.memberId,
      kind,
      verb: KINDS[kind].verb,
      body: decidingBody,
      combinedWith,
      workedAt,
      remedies,
      ends,
      fault,
      since,
      reached: reached !== null,
      day: reached?.day ?? null,
      place: [reached?.at ?? 0, position, i],
      decided,
      concluded,
    };
  });
}

export const isOfPerson = (act: NaiveAct): boolean => CAPACITIES[act.capacity].person;

/** Orders two acts by day, then by place. @param reach how directly each reaches the organization, if that matters */
export function earlier(a: NaiveAct, b: NaiveAct, reach: readonly number[] = [0, 0]): number {
  if (a.day !== b.day) return (a.day ?? '') < (b.day ?? '') ? -1 : 1;
  const [first, ...others] = a.place.map((place, i) => place - (b.place[i] ?? 0));
  const direct = (reach[0] ?? 0) - (reach[1] ?? 0);
  return [first ?? 0, direct, ...others].find((difference) => difference !== 0) ?? 0;
}
