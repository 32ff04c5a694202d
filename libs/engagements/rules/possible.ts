import type { Json } from '#kernel/canonical-json';
import { dayOf, PlainDate } from '#kernel/dates';
import type { Context } from '#kernel/command';
import type { History } from '#kernel/decider';
import { companionOf, type PastEvent } from '#kernel/effective';
import { idOf, type Uuid } from '#kernel/ids';
import { type AnyEntry, type Engagement, entriesOf, type Entry } from '../engagement-events.js';
import { checkConclusions } from './conclusion.js';
import { checkMilestones, numericDate } from './milestones.js';
import { refuse } from './refusals.js';
import { checkSubjects } from './subjects.js';

/**
 * Refuses an impossible history of an engagement. The whole history is checked, so that corrections and annulments obey
 * the same rules. Only new entries are checked for their ids, their links and days after the day of recording.
 */
export function possible(
  engagement: Engagement,
  news: readonly PastEvent[],
  before: History<Engagement>,
  { now, stream }: Pick<Context, 'now' | 'stream'>,
): void {
  for (const event of news) {
    const companion = companionOf(event);
    // Once the opening is annulled, no entry of the engagement counts, so nothing is left to check.
    if (companion?.how === 'annulled' && companion.base === 'EngagementOpened') return;
    if (companion?.how === 'annulled') continue;
    const entry = { type: companion?.base ?? event.type, data: (companion?.data ?? event.data) as object } as AnyEntry;
    if (companion) {
      const first = before.events[companion.corrects] as AnyEntry | undefined;
      if (first && idsGivenBy(first).join() !== idsGivenBy(entry).join()) refuse('IdFixed');
    } else if (entry.type === 'EngagementOpened' && event.revision > 0) refuse('AlreadyOpened');
    checkLinks(entry, idOf(stream));
    checkDays(entry.data, dayOf(now));
  }
  const [opening] = entriesOf(engagement, 'EngagementOpened');
  if (!opening) return refuse('NotOpened');
  checkContent(engagement, opening);
  checkMeetings(engagement);
  const roster = checkSubjects(engagement);
  checkConclusions(engagement, opening, roster);
  checkMilestones(engagement, opening, roster);
}

/** The ids that an entry assigns. An assigned id never changes, because other entries and other records refer to it. */
function idsGivenBy({ type, data }: AnyEntry): readonly Uuid[] {
  switch (type) {
    case 'EngagementOpened':
      return data.subjects.map(({ subjectId }) => subjectId);
    case 'EngagementScopeChanged':
      return data.added.map(({ subjectId }) => subjectId);
    case 'SubjectConcluded':
      return data.remedies.map(({ remedyId }) => remedyId);
    default:
      return [];
  }
}

function checkLinks({ type, data }: AnyEntry, own: Uuid): void {
  if (type === 'EngagementOpened' && [data.combinedWith, data.arisesFrom?.engagementId].includes(own))
    refuse('RefersToItself');
  if (type === 'EngagementConverted' && data.into === own) refuse('RefersToItself');
}

/** Fields whose day may be after the day of recording. */
const AHEAD = ['dueOn', 'resumesOn'];

/** Refuses a day after the day of recording. Every field named `…On` holds the day of a fact. */
function checkDays(data: Json, today: PlainDate, path = ''): void {
  if (typeof data !== 'object' || data === null) return;
  for (const [name, value] of Object.entries(data)) {
    const field = path === '' ? name : `${path}.${name}`;
    if (typeof value === 'object') checkDays(value, today, field);
    else if (name.endsWith('On') && !AHEAD.includes(name) && typeof value === 'string' && value > today)
      refuse('InTheFuture', {
        field,
        on: value,
        day: numericDate(PlainDate.parse(value)),
        today,
        todayText: numericDate(today),
      });
  }
}

/** Refuses a decision that was signed or took effect before the meeting of the body that made it. */
function checkMeetings(engagement: Engagement): void {
  for (const { type, data } of engagement) {
    if (!('metOn' in data) || data.metOn === null) continue;
    const paper = type === 'EngagementOpened' ? data.decision : data.paper;
    const day = type === 'EngagementOpened' ? null : type === 'EngagementCancelled' ? data.cancelledOn : data.revokedOn;
    for (const on of [paper.signedOn, day])
      if (on !== null && on < data.metOn)
        refuse('DecidedBeforeMeeting', {
          on,
          day: numericDate(on),
          metOn: data.metOn,
          metDay: numericDate(data.metOn),
        });
  }
}

function checkContent(engagement: Engagement, { data: opened }: Entry<'EngagementOpened'>): void {
  const bodies = [opened.decidingBody, ...engagement.flatMap(({ data }) => ('by' in data ? [data.by] : []))];
  if (bodies.some(({ organizationId, name }) => organizationId === null && name === null)) refuse('BodyUnnamed');
  const { reviewPeriod: period } = opened;
  if (period && period.to < period.from)
    refuse('PeriodReversed', { ...period, fromDay: numericDate(period.from), toDay: numericDate(period.to) });
  const contents = entriesOf(engagement, 'EngagementOpened', 'SubjectConcluded');
  if (
    opened.secrecyGrade !== null &&
    (opened.theme !== null || contents.some(({ data }) => data.contentCodes.length > 0))
  )
    refuse('SecretContent');
}
