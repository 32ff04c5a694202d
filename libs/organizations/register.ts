import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import type { Concerned } from '#kernel/concern';
import { dayOf, PlainDate } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import { decider } from '#kernel/decider';
import { companionOf, type PastEvent } from '#kernel/effective';
import { type DataOf, type EventOf, v1 } from '#kernel/event';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { OrganizationType, Sector } from './codes.js';
import { replaced } from './rules/depending.js';
import { refuse } from './rules/refusals.js';
import {
  Decision,
  factsOfReorganization,
  fitsManner,
  Name,
  reorganizationCommand,
  reorganizationShape,
  reorganized,
} from './rules/reorganization.js';
import { namesakes, papersApart } from './rules/twins.js';
import {
  annalsOf,
  emptyTimeline,
  type Fact,
  factOf,
  firstConflict,
  type Timeline,
  withFact,
} from './rules/timeline.js';

const change = { organizationId: Uuid, effectiveOn: PlainDate, decision: Decision };

const events = {
  OrganizationEstablished: v1({
    organizationId: Uuid,
    name: Name,
    type: OrganizationType,
    sector: Sector.nullable(),
    parentId: Uuid.nullable(),
    establishedOn: PlainDate,
    establishedOnAssumed: z.boolean(),
    decision: Decision,
  }),
  OrganizationRenamed: v1({ ...change, name: Name }),
  OrganizationMoved: v1({ ...change, parentId: Uuid }),
  // One decision may change several attributes: a chi bộ trực thuộc that becomes a chi bộ cơ sở changes kind and
  // parent. Null leaves a value unchanged.
  OrganizationReclassified: v1({
    ...change,
    type: OrganizationType.nullable(),
    sector: Sector.nullable(),
    parentId: Uuid.nullable(),
  }),
  OrganizationDissolved: v1(change),
  OrganizationDisbanded: v1({ ...change, disciplineCaseId: Uuid.nullable() }),
  OrganizationsReorganized: v1(reorganizationShape),
  MembersCounted: v1({
    organizationId: Uuid,
    count: z.int().min(0).max(1_000_000),
    countedOn: PlainDate,
    source: text(300).nullable(),
  }),
};
type Events = typeof events;

const commands = {
  EstablishOrganization: z.strictObject({
    organizationId: Uuid.nullable().default(null),
    name: Name,
    type: OrganizationType,
    sector: Sector.nullable().default(null),
    parentId: Uuid.nullable(),
    establishedOn: PlainDate,
    establishedOnAssumed: z.boolean().default(false),
    decision: Decision,
  }),
  RenameOrganization: z.strictObject({ ...change, name: Name }),
  MoveOrganization: z.strictObject({ ...change, parentId: Uuid }),
  ReclassifyOrganization: z.strictObject({
    ...change,
    type: OrganizationType.nullable().default(null),
    sector: Sector.nullable().default(null),
    parentId: Uuid.nullable().default(null),
  }),
  DissolveOrganization: z.strictObject(change),
  DisbandOrganization: z.strictObject({ ...change, disciplineCaseId: Uuid.nullable().default(null) }),
  ReorganizeOrganizations: reorganizationCommand,
  CountMembers: z.strictObject({
    organizationId: Uuid,
    count: z.int().min(0).max(1_000_000),
    countedOn: PlainDate,
    source: text(300).nullable().default(null),
  }),
};

/** The path of the request names the organization, so the body does not. */
const named = { organizationId: true } as const;
export type RegisterCommand = CommandOf<typeof commands>;

/** The facts that each entry states, by organization. */
const saying: { readonly [K in keyof Events]: (e: DataOf<Events[K]>, revision: number) => readonly Fact[] } = {
  OrganizationEstablished: (e, revision) => [
    {
      on: e.establishedOn,
      revision,
      organizationId: e.organizationId,
      what: 'begun',
      count: null,
      entry: e,
      name: e.name,
      type: e.type,
      sector: e.sector,
      parentId: e.parentId,
      assumed: e.establishedOnAssumed,
    },
  ],
  OrganizationRenamed: (e, revision) => [factOf(e, revision, 'changed', e.effectiveOn, { name: e.name })],
  OrganizationMoved: (e, revision) => [factOf(e, revision, 'changed', e.effectiveOn, { parentId: e.parentId })],
  OrganizationReclassified: (e, revision) => {
    const { effectiveOn, type, sector, parentId } = e;
    return [factOf(e, revision, 'changed', effectiveOn, { type, sector, parentId })];
  },
  OrganizationDissolved: (e, revision) => [factOf(e, revision, 'ended', e.effectiveOn)],
  OrganizationDisbanded: (e, revision) => [factOf(e, revision, 'ended', e.effectiveOn)],
  OrganizationsReorganized: factsOfReorganization,
  MembersCounted: (e, revision) => [factOf(e, revision, 'counted', e.countedOn, { count: e.count })],
};
const factsOf = ({ type, data, revision }: PastEvent): readonly Fact[] =>
  (saying[type as keyof Events] as (e: object, revision: number) => readonly Fact[])(data as object, revision);

/**
 * The register of one ward: every Party organization of the ward from founding to end, with its changes (docs/domain.md
 * 0.3, 3.3). It is one stream, `register-<id of the ward's own organization>`, so that concurrent commands are checked
 * against each other. The ward is established first, with the id of the register; every other organization is assigned
 * an id. A fact may be recorded long after its day, or before it. A command is refused only if it makes the timeline
 * impossible on some date, past or future; the refusal names the first such day and the entry that causes it.
 */
export const register = decider<Timeline>()({
  category: 'register',
  commands,
  routes: {
    ifMatch: 'optional',
    asked: {
      EstablishOrganization: commands.EstablishOrganization.omit(named),
      RenameOrganization: commands.RenameOrganization.omit(named),
      MoveOrganization: commands.MoveOrganization.omit(named),
      ReclassifyOrganization: commands.ReclassifyOrganization.omit(named),
      DissolveOrganization: commands.DissolveOrganization.omit(named),
      DisbandOrganization: commands.DisbandOrganization.omit(named),
      CountMembers: commands.CountMembers.omit(named),
    },
    of: {
      EstablishOrganization: { path: 'organizations', name: 'establish', body: 'Establishment', ifMatch: 'optional' },
      RenameOrganization: { path: 'organizations/:id/renaming', name: 'rename', body: 'Renaming' },
      MoveOrganization: { path: 'organizations/:id/move', name: 'move', body: 'Move' },
      ReclassifyOrganization: {
        path: 'organizations/:id/reclassification',
        name: 'reclassify',
        body: 'Reclassification',
      },
      DissolveOrganization: { path: 'organizations/:id/dissolution', name: 'dissolve', body: 'Dissolution' },
      DisbandOrganization: { path: 'organizations/:id/disbandment', name: 'disband', body: 'Disbandment' },
      CountMembers: { path: 'organizations/:id/member-counts', name: 'count', body: 'MemberCount' },
      ReorganizeOrganizations: {
        path: 'reorganizations',
        name: 'reorganize',
        body: 'Reorganization',
        ifMatch: 'optional',
      },
    },
    entries: 'organizations/:id',
  },
  events,
  initial: emptyTimeline,
  decide: {
    EstablishOrganization: (c, s, { newId }) => {
      if ((c.organizationId === null) !== (s.wardId !== null)) refuse(s.wardId ? 'SecondWard' : 'WardNotEstablished');
      return [{ type: 'OrganizationEstablished', data: { ...c, organizationId: c.organizationId ?? newId(0) } }];
    },
    RenameOrganization: (c, s) => unlessStated(s, { type: 'OrganizationRenamed', data: c }, c.effectiveOn),
    MoveOrganization: (c, s) => unlessStated(s, { type: 'OrganizationMoved', data: c }, c.effectiveOn),
    ReclassifyOrganization: (c, s) => unlessStated(s, { type: 'OrganizationReclassified', data: c }, c.effectiveOn),
    DissolveOrganization: (c, s) => unlessStated(s, { type: 'OrganizationDissolved', data: c }, c.effectiveOn),
    DisbandOrganization: (c, s) => unlessStated(s, { type: 'OrganizationDisbanded', data: c }, c.effectiveOn),
    CountMembers: (c, s) => unlessStated(s, { type: 'MembersCounted', data: c }, c.countedOn),
    ReorganizeOrganizations: (c, _, { newId }) => [
      {
        type: 'OrganizationsReorganized',
        data: reorganized(c, newId) ?? refuse('NotOfThatManner', { manner: c.manner }),
      },
    ],
  },
  evolve: {
    OrganizationEstablished: (s, e, revision) => saying.OrganizationEstablished(e, revision).reduce(withFact, s),
    OrganizationRenamed: (s, e, revision) => saying.OrganizationRenamed(e, revision).reduce(withFact, s),
    OrganizationMoved: (s, e, revision) => saying.OrganizationMoved(e, revision).reduce(withFact, s),
    OrganizationReclassified: (s, e, revision) => saying.OrganizationReclassified(e, revision).reduce(withFact, s),
    OrganizationDissolved: (s, e, revision) => saying.OrganizationDissolved(e, revision).reduce(withFact, s),
    OrganizationDisbanded: (s, e, revision) => saying.OrganizationDisbanded(e, revision).reduce(withFact, s),
    OrganizationsReorganized: (s, e, revision) => saying.OrganizationsReorganized(e, revision).reduce(withFact, s),
    MembersCounted: (s, e, revision) => saying.MembersCounted(e, revision).reduce(withFact, s),
  },
  // A decision often founds or changes an organization from a later day on.
  ahead: ['establishedOn', 'effectiveOn'],
  concerns: {
    judged: 'by entry',
    of: concerned,
    isOpen: 'who the Party organizations are is no secret (decision 019)',
  },
  restriction: 'none',
  depending: { replaced },
  twins: {
    as: 'Organization',
    of: () => [],
    within: (timeline, about) => namesakes(timeline, about.flatMap(placedBy)),
    apart: papersApart(events),
  },
  possible: (timeline, news, before, { now }) => {
    let corrected = false;
    for (const event of news) {
      const companion = companionOf(event);
      corrected ||= companion !== null;
      if (companion?.how === 'annulled') continue;
      const entry = { type: companion?.base ?? event.type, data: companion?.data ?? (event.data as object) } as Said;
      const first = companion && (before.events[companion.corrects]?.data as Said['data']);
      if (first && !isDeepStrictEqual(idsFoundedBy(first), idsFoundedBy(entry.data))) refuse('FoundedIdFixed');
      if (entry.type === 'OrganizationsReorganized' && !fitsManner(entry.data))
        refuse('NotOfThatManner', { manner: entry.data.manner });
      if (entry.type === 'OrganizationReclassified' && saysNothing(entry.data)) refuse('NothingReclassified');
    }
    const first = firstConflict(timeline, corrected ? undefined : news.flatMap(factsOf), dayOf(now));
    if (first) {
      const { conflict, on, organizationId, revision } = first;
      refuse(conflict, { conflict, on, day: dayText(on).vi, organizationId, entry: revision });
    }
  },
});

type Said = EventOf<Events>;

/**
 * The organizations that an entry concerns: the changed ones and the new parent. A founding concerns only the parent.
 */
function concerned({ type, data }: Said): Concerned {
  switch (type) {
    case 'OrganizationEstablished':
      return { organizations: [data.parentId], members: [] };
    case 'OrganizationMoved':
      return { organizations: [data.organizationId, data.parentId], members: [] };
    case 'OrganizationReclassified':
      return { organizations: [data.organizationId, ...(data.parentId ? [data.parentId] : [])], members: [] };
    case 'OrganizationsReorganized':
      return {
        organizations: [
          ...data.from,
          ...data.into.map(({ organizationId, founded }) => founded?.parentId ?? organizationId),
          ...data.reparented.flatMap(({ organizationId, parentId }) => [organizationId, parentId]),
        ],
        members: [],
      };
    case 'OrganizationRenamed':
    case 'OrganizationDissolved':
    case 'OrganizationDisbanded':
    case 'MembersCounted':
      return { organizations: [data.organizationId], members: [] };
  }
}

/** The organizations whose name, parent or life an entry states. */
function placedBy({ type, data }: Said): readonly Uuid[] {
  if (type === 'MembersCounted') return [];
  if (type !== 'OrganizationsReorganized') return [data.organizationId];
  return [...data.from, ...data.into, ...data.reparented].map((one) =>
    typeof one === 'string' ? one : one.organizationId,
  );
}

/** Returns the event, or none if the last entry about the organization for that day has the same content. */
function unlessStated(
  timeline: Timeline,
  event: Exclude<Said, { type: 'OrganizationsReorganized' }>,
  on: PlainDate,
): readonly Said[] {
  const { facts, counts } = annalsOf(timeline, event.data.organizationId);
  const last = (event.type === 'MembersCounted' ? counts : facts).findLast((fact) => fact.on <= on);
  return last?.on === on && isDeepStrictEqual(last.entry, event.data) ? [] : [event];
}

const saysNothing = (e: DataOf<Events['OrganizationReclassified']>): boolean =>
  e.type === null && e.sector === null && e.parentId === null;

/** An id is never changed once assigned: other entries, other streams and papers refer to it. */
const idsFoundedBy = (data: Said['data']): readonly Uuid[] => {
  if ('establishedOn' in data) return [data.organizationId];
  return 'into' in data ? data.into.flatMap((part) => (part.founded ? [part.organizationId] : [])) : [];
};
