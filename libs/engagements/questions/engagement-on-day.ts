import type { BodyKind, Capacity, Kind, Post, SigningCapacity, Verb } from '#features/papers';
import type { JsonObject } from '#kernel/canonical-json';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { DischargeReason, Milestone, SecrecyGrade } from '../codes.js';
import type { ContentCode, Outcome } from '../rules/outcomes.js';
import type { RemedyState, Status } from './statuses.js';

type Day = PlainDate;
interface Stated {
  /** The entry that states the fact; `item` is the index of the fact in that entry. */
  readonly revision: number;
  readonly item: number;
}

/** All facts of one engagement that a reader may see, of every day. */
export interface KnownEngagement {
  readonly opening: Opening;
  readonly subjects: readonly KnownSubject[];
  readonly removals: readonly { readonly subjectId: Uuid; readonly removedOn: Day }[];
  readonly conclusions: readonly Conclusion[];
  readonly milestones: readonly (Stated & {
    readonly what: Milestone;
    readonly happenedOn: Day | null;
    readonly detail: JsonObject;
  })[];
  readonly revocations: readonly { readonly subjectId: Uuid; readonly revokedOn: Day }[];
  readonly remedies: readonly KnownRemedy[];
  readonly followUps: readonly (Stated & {
    readonly remedyId: Uuid;
    readonly followedUpOn: Day;
    readonly done: boolean;
  })[];
  readonly discharges: readonly Discharge[];
}
export interface Opening {
  readonly kind: Kind;
  readonly verb: Verb;
  readonly bodyOrganizationId: Uuid | null;
  readonly body: BodyKind;
  readonly bodyName: string | null;
  readonly decisionNumber: string | null;
  readonly signedOn: Day | null;
  readonly metOn: Day | null;
  readonly signedAs: SigningCapacity | null;
  readonly theme: string | null;
  readonly contentCodes: readonly ContentCode[];
  readonly reviewFrom: Day | null;
  readonly reviewTo: Day | null;
  readonly dueOn: Day | null;
  readonly team: readonly { readonly memberId: Uuid; readonly role: 'LEAD' | 'MEMBER' }[];
  readonly programmeItemId: Uuid | null;
  readonly combinedWith: Uuid | null;
  readonly arisesFromEngagementId: Uuid | null;
  readonly arisesFromSubjectId: Uuid | null;
  readonly secrecyGrade: SecrecyGrade | null;
  readonly ruleSetId: string | null;
  readonly recordedAt: string;
}
interface KnownSubject extends Stated {
  readonly subjectId: Uuid;
  readonly organizationId: Uuid;
  readonly capacity: Capacity;
  readonly memberId: Uuid | null;
  readonly isCommitteeMember: boolean | null;
  readonly post: Post | null;
  /** The day from which this is a subject; null: from the decision on. */
  readonly since: Day | null;
}
export interface Conclusion extends Stated {
  readonly subjectId: Uuid;
  readonly concludedOn: Day | null;
  readonly noticeNumber: string | null;
  readonly noticeSignedOn: Day | null;
  readonly countsOn: Day | null;
  readonly outcome: Outcome | null;
  readonly sealedOutcome: string | null;
  readonly eventId: Uuid;
  readonly rulings: readonly { readonly ruling: string; readonly disciplineCaseId: Uuid | null }[];
  readonly amounts: readonly { readonly what: string; readonly amount: string; readonly currency: 'VND' }[];
  readonly contentCodes: readonly ContentCode[];
  readonly workedAt: readonly Uuid[];
}
interface KnownRemedy extends Stated {
  readonly remedyId: Uuid;
  readonly subjectId: Uuid;
  readonly what: string;
  readonly eventId: Uuid;
  readonly dueOn: Day | null;
}
interface Discharge extends Stated {
  readonly subjectId: Uuid;
  readonly dischargedOn: Day;
  readonly reason: DischargeReason;
  readonly note: string | null;
  readonly eventId: Uuid;
}

export interface RemedyOnDay extends KnownRemedy {
  readonly state: RemedyState;
  /** Day of the last follow-up on or before the day asked about. */
  readonly followedUpOn: Day | null;
}
export interface SubjectOnDay extends KnownSubject {
  readonly removedOn: Day | null;
  readonly conclusion: Conclusion | null;
  readonly revokedOn: Day | null;
  readonly remedies: readonly RemedyOnDay[];
  readonly discharge: Discharge | null;
}
export interface EngagementOnDay {
  readonly status: Status;
  /** The time limit, including extensions decided on or before the day asked about. */
  readonly dueOn: Day | null;
  /**
   * Whether the time limit is past, while some subject has no conclusion and the engagement is neither ended nor
   * postponed.
   */
  readonly overdue: boolean;
  /** Every current and former subject as of the day. */
  readonly subjects: readonly SubjectOnDay[];
  readonly milestones: KnownEngagement['milestones'];
}

/** An engagement as of a day. Undated facts count as already happened; facts dated after `asOf` are ignored. */
export function engagementOn(facts: KnownEngagement, asOf: Day): EngagementOnDay {
  const past = (on: Day | null): boolean => on === null || on <= asOf;
  const milestones = facts.milestones.filter(({ happenedOn }) => past(happenedOn)).sort(byDay);
  const subjects = facts.subjects.filter(({ since }) => past(since)).map((subject) => subjectOn(facts, subject, asOf));
  const status = begun(facts, asOf) ? statusOf(subjects, milestones, asOf) : 'NOT_YET';
  const limits = milestones.flatMap(({ what, detail }) => (what === 'EXTENDED' ? [detail.dueOn as Day] : []));
  const dueOn = [facts.opening.dueOn, ...limits].reduce((a, b) => (a === null || (b !== null && b > a) ? b : a));
  return { status, dueOn, overdue: dueOn !== null && dueOn < asOf && RUNNING.includes(status), subjects, milestones };
}

const RUNNING: readonly Status[] = ['DECIDED', 'DEPLOYED', 'CONDUCTED', 'REPORTED', 'PARTLY_CONCLUDED'];

type Dated = Pick<KnownEngagement['milestones'][number], 'happenedOn' | 'revision'>;
const byDay = (a: Dated, b: Dated): number =>
  (a.happenedOn ?? NO_DAY) < (b.happenedOn ?? NO_DAY)
    ? -1
    : (a.happenedOn ?? NO_DAY) > (b.happenedOn ?? NO_DAY)
      ? 1
      : a.revision - b.revision;
const NO_DAY = '9999';

/**
 * Whether the engagement was decided on or before a day. A decision without a day counts as earlier than every other
 * fact of the engagement.
 */
function begun({ opening, milestones, conclusions }: KnownEngagement, asOf: Day): boolean {
  if (opening.signedOn !== null) return opening.signedOn <= asOf;
  const days = [...milestones.map(({ happenedOn }) => happenedOn), ...conclusions.map(({ countsOn }) => countsOn)];
  const knownDays = days.filter((on) => on !== null);
  return knownDays.length === 0 || knownDays.some((on) => on <= asOf);
}

function statusOf(
  subjects: readonly SubjectOnDay[],
  milestones: KnownEngagement['milestones'],
  asOf: Day,
): Exclude<Status, 'NOT_YET'> {
  const reached = (what: Milestone): boolean => milestones.some((milestone) => milestone.what === what);
  const left = subjects.filter(({ removedOn }) => removedOn === null);
  const withConclusion = left.filter(({ conclusion }) => conclusion !== null);
  if (reached('CANCELLED')) return 'CANCELLED';
  if (reached('CONVERTED')) return 'CONVERTED';
  if (withConclusion.length > 0 && withConclusion.every(({ revokedOn }) => revokedOn !== null)) return 'REVOKED';
  if (reached('CLOSED')) return 'CLOSED';
  if (withConclusion.length > 0) return withConclusion.length === left.length ? 'CONCLUDED' : 'PARTLY_CONCLUDED';
  const last = milestones.findLast(({ what, happenedOn }) => happenedOn !== null && what in STEPS);
  const resumesOn = last?.what === 'POSTPONED' ? last.detail.resumesOn : asOf;
  if (typeof resumesOn !== 'string' || resumesOn > asOf) return 'POSTPONED';
  if (reached('REPORTED')) return 'REPORTED';
  if (reached('CONDUCTED')) return 'CONDUCTED';
  return reached('DEPLOYED') ? 'DEPLOYED' : 'DECIDED';
}
/** Milestones that end a postponement if they come after the postponement. */
const STEPS: Partial<Record<Milestone, true>> = { POSTPONED: true, DEPLOYED: true, CONDUCTED: true, REPORTED: true };

function subjectOn(facts: KnownEngagement, subject: KnownSubject, asOf: Day): SubjectOnDay {
  const ofSubject = ({ subjectId }: { readonly subjectId: Uuid }): boolean => subjectId === subject.subjectId;
  const conclusion =
    facts.conclusions.find(
      (conclusion) => ofSubject(conclusion) && (conclusion.countsOn === null || conclusion.countsOn <= asOf),
    ) ?? null;
  return {
    ...subject,
    removedOn: facts.removals.find((removal) => ofSubject(removal) && removal.removedOn <= asOf)?.removedOn ?? null,
    conclusion,
    revokedOn:
      facts.revocations.find((revocation) => ofSubject(revocation) && revocation.revokedOn <= asOf)?.revokedOn ?? null,
    remedies: conclusion
      ? facts.remedies.filter(ofSubject).map((remedy) => remedyOn(remedy, facts.followUps, asOf))
      : [],
    discharge: facts.discharges.find((discharge) => ofSubject(discharge) && discharge.dischargedOn <= asOf) ?? null,
  };
}

function remedyOn(remedy: KnownRemedy, followUps: KnownEngagement['followUps'], asOf: Day): RemedyOnDay {
  const last = followUps
    .filter(({ remedyId, followedUpOn }) => remedyId === remedy.remedyId && followedUpOn <= asOf)
    .reduce<KnownEngagement['followUps'][number] | null>(
      (latest, next) =>
        latest === null ||
        next.followedUpOn > latest.followedUpOn ||
        (next.followedUpOn === latest.followedUpOn && next.revision > latest.revision)
          ? next
          : latest,
      null,
    );
  const open = remedy.dueOn === null ? 'NO_LIMIT' : remedy.dueOn < asOf ? 'OVERDUE' : 'IN_TIME';
  return { ...remedy, state: last?.done ? 'DONE' : open, followedUpOn: last?.followedUpOn ?? null };
}
