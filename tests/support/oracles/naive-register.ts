import type { register } from '#features/organizations';
import type { EventOf } from '#kernel/event';

/**
 * The register a second time, as simply and slowly as possible: every query is a loop over all events. It shares no
 * code with the product, so equal answers mean that both are right.
 */
export type Statement = Exclude<EventOf<(typeof register)['events']>, { readonly type: 'OrganizationTwinsRuledOut' }>;
export interface Recorded {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: object;
}
export type Known = Statement & { position: bigint; revision: number; stream: string; day: string };

export interface NaiveOrganization {
  organizationId: string;
  name: string;
  type: string;
  sector: string | null;
  parentId: string | null;
  establishedOn: string;
  members: number | null;
}

const dayOf = ({ data }: Statement): string =>
  'establishedOn' in data ? data.establishedOn : 'countedOn' in data ? data.countedOn : data.effectiveOn;

/** The statements that count at a position of the log, corrected as known then, in order of effect. */
export function knownStatements(log: readonly Recorded[], known: bigint): Known[] {
  const statements: Known[] = [];
  for (const event of log) {
    if (event.position > known) continue;
    if (event.type.endsWith('Corrected') || event.type.endsWith('Annulled')) continue;
    let data = event.data;
    let annulled = false;
    for (const later of log) {
      if (later.position > known || later.stream !== event.stream) continue;
      const companion = later.data as { corrects?: number; data?: object };
      if (companion.corrects !== event.revision) continue;
      if (later.type === `${event.type}Annulled`) annulled = true;
      if (later.type === `${event.type}Corrected`) data = companion.data ?? data;
    }
    const statement = { type: event.type, data } as Statement;
    const { position, revision, stream } = event;
    if (!annulled) statements.push({ ...statement, position, revision, stream, day: dayOf(statement) });
  }
  return statements.sort((a, b) => (a.day === b.day ? Number(a.position - b.position) : a.day < b.day ? -1 : 1));
}

/** The organizations of a day, by id. @param undying an organization whose end is ignored, to see its last state */
export function organizationsOn(
  statements: readonly Known[],
  day: string,
  undying?: string,
): Map<string, NaiveOrganization> {
  const all = new Map<string, NaiveOrganization>();
  const begin = (
    organizationId: string,
    founded: { name: string; type: string; sector: string | null; parentId: string | null },
    establishedOn: string,
  ) => all.set(organizationId, { organizationId, ...founded, establishedOn, members: null });
  for (const statement of statements) {
    if (statement.day > day) continue;
    const { type, data } = statement;
    if (type === 'OrganizationsReorganized') {
      for (const { organizationId, founded } of data.into)
        if (founded) begin(organizationId, founded, data.effectiveOn);
      for (const { organizationId, parentId } of data.reparented) {
        const child = all.get(organizationId);
        if (child) child.parentId = parentId;
      }
      for (const old of data.from)
        if (old !== undying && !data.into.some((part) => part.organizationId === old)) all.delete(old);
      continue;
    }
    if (type === 'OrganizationEstablished') {
      const { name, sector, parentId } = data;
      begin(data.organizationId, { name, type: data.type, sector, parentId }, data.establishedOn);
      continue;
    }
    const one = all.get(data.organizationId);
    if (!one) continue;
    if (type === 'OrganizationRenamed') one.name = data.name;
    if (type === 'OrganizationMoved') one.parentId = data.parentId;
    if (type === 'OrganizationReclassified') {
      if (data.type !== null) one.type = data.type;
      if (data.sector !== null) one.sector = data.sector;
      if (data.parentId !== null) one.parentId = data.parentId;
    }
    if (type === 'OrganizationDissolved' || type === 'OrganizationDisbanded')
      if (data.organizationId !== undying) all.delete(data.organizationId);
    if (type === 'MembersCounted') one.members = data.count;
  }
  return all;
}

/**
 * Whether an organization is under another one, or is that one; also whether it matches the other conditions of the
 * query.
 */
export function standsUnder(all: ReadonlyMap<string, NaiveOrganization>, id: string, scope: string): boolean {
  for (let one = all.get(id); one; one = one.parentId === null ? undefined : all.get(one.parentId))
    if (one.organizationId === scope) return true;
  return false;
}

export interface NaiveLink {
  predecessorId: string;
  successorId: string;
  manner: string;
  effectiveOn: string;
  revision: number;
}

/** Every link from an organization to those from which it arose, and to those that arose from it, up to the day. */
export function linksOf(statements: readonly Known[], id: string, day: string, way: 'back' | 'on'): NaiveLink[] {
  const found = new Map<string, NaiveLink>();
  const follow = (from: string, reached: number) => {
    for (const [i, { type, data, revision }] of statements.entries()) {
      if (type !== 'OrganizationsReorganized' || data.effectiveOn > day) continue;
      if (way === 'back' ? i >= reached : i <= reached) continue;
      for (const predecessorId of data.from)
        for (const { organizationId: successorId } of data.into) {
          const [here, there] = way === 'back' ? [successorId, predecessorId] : [predecessorId, successorId];
          if (here !== from || here === there) continue;
          const { manner, effectiveOn } = data;
          const key = `${revision} ${predecessorId} ${successorId}`;
          found.set(key, { predecessorId, successorId, manner, effectiveOn, revision });
          follow(there, i);
        }
    }
  };
  follow(id, way === 'back' ? Infinity : -1);
  return [...found.values()];
}

/** One organization as a query about a day returns it; null if no entry founds it. */
export function oneOn(statements: readonly Known[], id: string, day: string) {
  const begun = statements.find(
    ({ type, data }) =>
      (type === 'OrganizationEstablished' && data.organizationId === id) ||
      (type === 'OrganizationsReorganized' && data.into.some((part) => part.founded && part.organizationId === id)),
  );
  if (!begun) return null;
  const ended = statements.find(
    ({ type, data }) =>
      ((type === 'OrganizationDissolved' || type === 'OrganizationDisbanded') && data.organizationId === id) ||
      (type === 'OrganizationsReorganized' &&
        data.from.some((old) => old === id) &&
        !data.into.some((part) => part.organizationId === id)),
  );
  const hasEnded = ended !== undefined && ended.day <= day;
  const seen = organizationsOn(statements, begun.day > day ? begun.day : day, id).get(id);
  const status = begun.day > day ? 'NOT_YET' : hasEnded ? 'ENDED' : 'EXISTING';
  return { ...seen, status, endedOn: hasEnded ? ended.day : null };
}

/** Revisions of the entries that name an organization, in order of effect. */
export const entriesAbout = (statements: readonly Known[], id: string): number[] =>
  statements
    .filter(({ type, data }) =>
      type === 'OrganizationsReorganized'
        ? [...data.from, ...[...data.into, ...data.reparented].map((part) => part.organizationId)].some((x) => x === id)
        : data.organizationId === id,
    )
    .map(({ revision }) => revision);

const MAY_STAND_UNDER: Record<string, string[]> = {
  WARD_ORGANIZATION: ['nothing'],
  BASE_ORGANIZATION: ['WARD_ORGANIZATION'],
  BASE_CELL: ['WARD_ORGANIZATION'],
  SECTIONAL_ORGANIZATION: ['BASE_ORGANIZATION'],
  SUB_CELL: ['BASE_ORGANIZATION', 'SECTIONAL_ORGANIZATION'],
};

/** What is impossible on a day, in words; empty if nothing is. */
export function impossibleOn(statements: readonly Known[], day: string): string[] {
  const all = organizationsOn(statements, day);
  const faults: string[] = [];
  let wards = 0;
  for (const one of all.values()) {
    const parent = one.parentId === null ? undefined : all.get(one.parentId);
    if (one.parentId === null) wards++;
    else if (!parent) faults.push(`${one.organizationId} stands under nothing that exists`);
    const above = one.parentId === null ? 'nothing' : (parent?.type ?? '');
    if (!MAY_STAND_UNDER[one.type]?.includes(above)) faults.push(`a ${one.type} stands under ${above}`);
    let steps = 0;
    for (let up = parent; up; up = up.parentId === null ? undefined : all.get(up.parentId))
      if (++steps > 10) throw new Error('a cycle');
  }
  if (wards > 1) faults.push(`${wards} wards`);
  const yesterday = organizationsOn(
    statements.filter((statement) => statement.day < day),
    day,
  );
  const begun = new Set<string>();
  for (const { day: own, type, data } of statements) {
    const founded =
      type === 'OrganizationsReorganized'
        ? data.into.filter((part) => part.founded).map((part) => part.organizationId as string)
        : type === 'OrganizationEstablished'
          ? [data.organizationId as string]
          : [];
    for (const id of founded) {
      if (begun.has(id)) faults.push(`${id} begins twice`);
      begun.add(id);
    }
    if (own !== day) continue;
    const named =
      type === 'OrganizationsReorganized'
        ? [...data.from, ...data.reparented.map((child) => child.organizationId)]
        : [data.organizationId];
    for (const id of named)
      if (!all.has(id) && !yesterday.has(id) && !begun.has(id))
        faults.push(`${type} speaks of ${id}, which is not there`);
  }
  return faults;
}
