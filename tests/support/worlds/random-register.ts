import { type Organization, register, structureOn } from '#features/organizations';
import type { CommandOf } from '#kernel/command';
import { addDays, type PlainDate, plainDate } from '#kernel/dates';
import type { History } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import type { Uuid } from '#kernel/ids';

export type RegisterHistory = History<(typeof register)['initial']>;
export type RegisterCommand = CommandOf<(typeof register)['commands']> | EntryCommand;

/** The random numbers for one command. They are small, so that a failing history can be made smaller. */
export type Choice = readonly [kind: number, a: number, b: number, c: number, day: number];
/** Exclusive upper limits of the numbers of a choice. */
export const CHOICE_ENDS = [100, 1000, 1000, 1000, 40] as const;
export const FIRST_DAY = plainDate('2025-12-01');

const NAMES = ['Chi bộ Tổ dân phố', 'Chi bộ Trường Mầm non', 'Đảng bộ khu dân cư', 'Chi bộ Ủy ban', 'Chi bộ Ốc Đảo'];
const nameOf = (a: number, b: number): string => `${NAMES[a % NAMES.length] ?? ''} ${b % 30}`;
const CHILD: Record<
  string,
  readonly ['BASE_ORGANIZATION' | 'BASE_CELL' | 'SUB_CELL' | 'SECTIONAL_ORGANIZATION', ...string[]]
> = {
  WARD_ORGANIZATION: ['BASE_ORGANIZATION', 'BASE_CELL'],
  BASE_ORGANIZATION: ['SUB_CELL', 'SUB_CELL', 'SECTIONAL_ORGANIZATION'],
  SECTIONAL_ORGANIZATION: ['SUB_CELL'],
};
const SECTORS = [null, 'SCHOOL_PUBLIC', 'RESIDENTIAL_AREA', 'HEALTH'] as const;
const decision = { number: '01-QĐ/ĐU', issuer: null, signedOn: null };

/** A command that people could send about the organizations that exist then. Many of these commands must be refused. */
export function commandFor(choice: Choice, wardId: Uuid, { events, state }: RegisterHistory): RegisterCommand {
  const [kind, a, b, c, day] = choice;
  const effectiveOn = addDays(FIRST_DAY, day);
  const seen = kind % 3 === 0 ? plainDate('2199-01-01') : effectiveOn;
  const all = [...structureOn(state, seen).values()].sort((x, y) => (x.organizationId < y.organizationId ? -1 : 1));
  if (all.length === 0) return founding(null, 'WARD_ORGANIZATION', wardId, FIRST_DAY, a, b);
  const pick = (n: number): Organization => all[n % all.length] as Organization;
  const one = pick(a).organizationId;
  const like = (n: number): Organization => {
    const same = all.filter((other) => other.type === pick(a).type && other.parentId === pick(a).parentId);
    return same[n % same.length] ?? pick(n);
  };
  const cells = {
    founded: { ...kindOf(pick(a)), name: nameOf(b, c), sector: null, parentId: pick(a).parentId ?? one },
  };
  const more = { founded: { ...cells.founded, name: nameOf(c, b) } };
  const two: string[] = [...new Set<string>([one, like(b).organizationId, like(c).organizationId])];
  const children = all.filter((other) => other.parentId !== null && two.includes(other.parentId));
  const reparented = (parentId: unknown) => children.map(({ organizationId }) => ({ organizationId, parentId }));
  const reorganize = (manner: string, from: string[], into: object[], under: unknown) =>
    parsed('ReorganizeOrganizations', {
      manner,
      from,
      into,
      reparented: c % 7 ? reparented(under) : [],
      effectiveOn,
      decision,
    });
  if (kind < 28) {
    const under = c % 2 ? pick(a) : (all.find((other) => other.type.endsWith('ORGANIZATION')) ?? pick(a));
    const kinds = CHILD[under.type] ?? ['SUB_CELL'];
    return founding(under.organizationId, kinds[b % kinds.length] ?? 'SUB_CELL', null, effectiveOn, b, c);
  }
  if (kind < 36)
    return parsed('RenameOrganization', { organizationId: one, name: nameOf(b, c), effectiveOn, decision });
  if (kind < 42)
    return parsed('MoveOrganization', { organizationId: one, parentId: pick(b).organizationId, effectiveOn });
  if (kind < 48) {
    const stated = { type: CHILD[pick(b).type]?.[0] ?? null, sector: SECTORS[c % 4], parentId: pick(b).organizationId };
    const part = c % 3 === 0 ? { sector: SECTORS[1 + (c % 3)] } : stated;
    return parsed('ReclassifyOrganization', { organizationId: one, effectiveOn, ...part });
  }
  if (kind < 53) return parsed('DissolveOrganization', { organizationId: one, effectiveOn });
  if (kind < 55) return parsed('DisbandOrganization', { organizationId: one, effectiveOn });
  if (kind < 62) return reorganize('ABSORPTION', two, [{ organizationId: one }], one);
  if (kind < 68) return reorganize('CONSOLIDATION', two, [cells], { into: 0 });
  if (kind < 73) return reorganize('DIVISION', [one], [cells, more], { into: 1 });
  if (kind < 79)
    return reorganize('SEPARATION', [one], [{ organizationId: one }, cells, ...(b % 2 ? [more] : [])], one);
  if (kind < 88) return parsed('CountMembers', { organizationId: one, count: b, countedOn: effectiveOn });
  const revision = a % events.length;
  const reason = 'ghi nhận nhập sai';
  if (kind < 92) return { type: 'AnnulEntry', data: { corrects: revision, reason } };
  return correction(events, revision, effectiveOn, pick(b).organizationId, nameOf(b, c), kind);
}

const kindOf = ({ type }: Organization) => ({ type: type === 'WARD_ORGANIZATION' ? 'BASE_CELL' : type });

function founding(
  parentId: string | null,
  type: string,
  organizationId: Uuid | null,
  on: PlainDate,
  a: number,
  b: number,
) {
  const data = { organizationId, parentId, type, name: nameOf(a, b), sector: SECTORS[a % 4], establishedOn: on };
  return parsed('EstablishOrganization', data);
}

function correction(
  events: RegisterHistory['events'],
  revision: number,
  on: PlainDate,
  organizationId: string,
  name: string,
  kind: number,
): RegisterCommand {
  let data = events[revision]?.data as Record<string, string | null>;
  for (const later of events) {
    const companion = later.data as { corrects?: number; data?: Record<string, string | null> };
    if (companion.corrects === revision) data = companion.data ?? data;
  }
  const wanted: Record<string, string> =
    kind % 4 === 0
      ? { organizationId, parentId: organizationId }
      : { establishedOn: on, effectiveOn: on, countedOn: on, name };
  const changes = Object.keys(wanted)
    .filter((field) => Object.hasOwn(data, field) && data[field] !== null)
    .map((field) => ({ field, from: data[field] ?? null, to: wanted[field] ?? null }));
  const none = [{ field: 'nothing', from: null, to: null }];
  const corrects = revision;
  return {
    type: 'CorrectEntry',
    data: { corrects, reason: 'ghi nhận nhập sai', changes: changes.length ? changes : none },
  };
}

function parsed(type: keyof (typeof register)['commands'], data: object): RegisterCommand {
  return { type, data: register.commands[type].parse(data) } as RegisterCommand;
}
