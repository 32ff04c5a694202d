import type { Context } from '#kernel/command';
import { concernedBy } from '#kernel/concern';
import type { History } from '#kernel/decider';
import { companionOf, type PastEvent } from '#kernel/effective';
import { idOf, type Uuid } from '#kernel/ids';
import { type AnyEntry, type Engagement, entriesOf, type Entry } from '../engagement-events.js';
import { concerned } from './concerns.js';
import { checkConclusions } from './conclusion.js';
import { checkMilestones, numericDate } from './milestones.js';
import { refuse } from './refusals.js';
import { checkSubjects } from './subjects.js';

/**
 * Refuses an impossible history of an engagement. The whole history is checked, so that corrections and annulments obey
 * the same rules. Only new entries are checked for their ids and their links.
 */
export function possible(
  engagement: Engagement,
  news: readonly PastEvent[],
  before: History<Engagement>,
  { stream }: Pick<Context, 'stream'>,
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
    if (entry.type === 'EngagementEntrusted') checkEntrusted(entry, engagement);
  }
  const [opening] = entriesOf(engagement, 'EngagementOpened');
  if (!opening) return refuse('NotOpened');
  if (news.some(namesPersons))
    checkTeam(engagement, concernedBy({ judged: 'by record', of: concerned }, before.events, news).members);
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

/** Entries that name subjects or persons who work on the engagement. */
const NAMING: readonly string[] = ['EngagementOpened', 'EngagementScopeChanged', 'EngagementEntrusted'];
const namesPersons = (event: PastEvent): boolean => NAMING.includes(companionOf(event)?.base ?? event.type);

/**
 * Nobody whom the engagement concerns or once concerned works on it. Checked only when an entry names persons, so that
 * an older record that breaks the rule can still be concluded.
 */
function checkTeam(engagement: Engagement, subjects: readonly Uuid[]): void {
  const working = entriesOf(engagement, 'EngagementOpened', 'EngagementEntrusted').flatMap((entry) =>
    entry.type === 'EngagementOpened' ? entry.data.team.map(({ memberId }) => memberId) : [entry.data.personId],
  );
  if (working.some((person) => subjects.includes(person))) refuse('SubjectInTeam');
}

function checkEntrusted({ data }: Entry<'EngagementEntrusted'>, engagement: Engagement): void {
  const [opening] = entriesOf(engagement, 'EngagementOpened');
  if (opening?.data.kind !== 'INSP_SIGNS' || entriesOf(engagement, 'SubjectConcluded').length > 0) refuse('NotAPlan');
  if (data.bodyOrganizationId !== opening?.data.decidingBody.organizationId) refuse('EntrustedForOtherBody');
}

function checkLinks({ type, data }: AnyEntry, own: Uuid): void {
  if (type === 'EngagementOpened' && [data.combinedWith, data.arisesFrom?.engagementId].includes(own))
    refuse('RefersToItself');
  if (type === 'EngagementConverted' && data.into === own) refuse('RefersToItself');
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
