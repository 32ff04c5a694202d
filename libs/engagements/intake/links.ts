import type { Json } from '#kernel/canonical-json';
import type { History } from '#kernel/decider';
import { Uuid } from '#kernel/ids';
import type { Engagement, Entry } from '../engagement-events.js';
import { type Link, linkedEngagement, type LinkingAct } from '../rules/links.js';

/** The links that a request states, and the act that states them; null if it states none. */
export interface Linking {
  readonly act: LinkingAct;
  readonly links: readonly Link[];
}

type Opening = Pick<
  Entry<'EngagementOpened'>['data'],
  'kind' | 'decidingBody' | 'decision' | 'combinedWith' | 'arisesFrom'
>;
interface Named {
  readonly organizationId: Uuid;
  readonly memberId: Uuid | null;
}

/** The links of an engagement that a request opens. */
export function linksOfOpening(opening: Opening & { readonly subjects: readonly Named[] }): Linking {
  const { kind, decidingBody, decision, combinedWith, arisesFrom } = opening;
  const links: Link[] = [];
  if (combinedWith !== null) links.push({ how: 'COMBINED', id: combinedWith, field: 'combinedWith' });
  if (arisesFrom !== null) {
    const { engagementId: id, subjectId } = arisesFrom;
    links.push({ how: 'SOURCE', id, subjectId, field: 'arisesFrom.engagementId' });
  }
  return { act: { kind, body: decidingBody, decision, subjects: opening.subjects }, links };
}

/** The link of a conversion. */
export function linkOfConversion(engagement: Engagement, into: Uuid, field: string): Linking | null {
  const act = linkedEngagement(engagement);
  return act && { act, links: [{ how: 'INTO', id: into, field }] };
}

/**
 * The links that a correction changes. Links that it leaves as they are were judged when they were recorded; a correction
 * of what they are compared with is reported in the answer about the record.
 */
export function linksOfCorrection(
  { events, state }: History<Engagement>,
  { corrects, changes }: { readonly corrects: number; readonly changes: readonly { field: string; to: Json }[] },
): Linking | null {
  const act = linkedEngagement(state);
  const entry = state.find(({ revision }) => revision === corrects);
  if (!act || !entry || !events[corrects]) return null;
  const links = changes.flatMap(({ field, to }, i): Link[] => {
    const at = `changes.${i}.to`;
    const id = Uuid.safeParse(to).data;
    if (entry.type === 'EngagementConverted') return field === 'into' && id ? [{ how: 'INTO', id, field: at }] : [];
    if (entry.type !== 'EngagementOpened') return [];
    if (field === 'combinedWith') return id ? [{ how: 'COMBINED', id, field: at }] : [];
    const source = sourceAfter(entry.data.arisesFrom, field, to);
    return source ? [{ how: 'SOURCE', ...source, field: at }] : [];
  });
  return { act, links };
}

/** The source that a change of one field leads to; null if the change names none. */
function sourceAfter(was: Opening['arisesFrom'], field: string, to: Json) {
  const whole = field === 'arisesFrom' && typeof to === 'object' && to !== null ? (to as Record<string, Json>) : null;
  const engagementId = whole ? whole.engagementId : field === 'arisesFrom.engagementId' ? to : was?.engagementId;
  const subjectId = whole ? whole.subjectId : field === 'arisesFrom.subjectId' ? to : was?.subjectId;
  const id = Uuid.safeParse(engagementId).data;
  if (!id || !(field === 'arisesFrom' || field.startsWith('arisesFrom.'))) return null;
  return { id, subjectId: Uuid.safeParse(subjectId).data ?? null };
}
