import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { engagement } from '#features/engagements';
import type { JsonObject } from '#kernel/canonical-json';
import type { PastEvent } from '#kernel/effective';
import { type StreamId, streamId, Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import type { Authority, HeldRole } from '#platform/access/authority';
import { Caller } from '#platform/access/caller';
import { randomId, testRecord } from './records.js';

const id = (n: number) => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
/** Only a few persons, so that one person is often in a team, a recorder, a subject and a delegator at once. */
export const PEOPLE = [1, 2, 3, 4].map(id) as [Uuid, Uuid, Uuid, Uuid];
/** Two wards; the first one has two cells. */
export const [WARD, CELL, OTHER_CELL, OTHER_WARD] = [id(10), id(11), id(12), id(13)] as const;
const UNDER: ReadonlyMap<Uuid, readonly Uuid[]> = new Map([[WARD, [WARD, CELL, OTHER_CELL]]]);
const under = (above: Uuid): ReadonlySet<Uuid> => new Set(UNDER.get(above) ?? [above]);

const sample = (name: string): JsonObject => {
  const { present } = JSON.parse(readFileSync(`tests/event-catalog/${name}.json`, 'utf8')) as { present: JsonObject };
  return present;
};
const OPENED = sample('EngagementOpened.v2');
const SCOPE_CHANGED = sample('EngagementScopeChanged.v1');
const CONCLUDED = sample('SubjectConcluded.v1');

const person = fc.constantFrom(...PEOPLE);
const organization = fc.constantFrom(WARD, CELL, OTHER_CELL, OTHER_WARD);
const anyOrNone = fc.option(organization, { nil: null });
const subject = fc.record({ organizationId: organization, memberId: fc.option(person, { nil: null, freq: 3 }) });
const subjects = (minLength: number) => fc.array(subject, { minLength, maxLength: 2 });

const opening = fc
  .record({ isPlan: fc.boolean(), body: anyOrNone, team: fc.array(person, { maxLength: 2 }), subjects: subjects(1) })
  .map(({ isPlan, body, team, subjects }) => ({
    ...OPENED,
    kind: isPlan ? 'INSP_SIGNS' : 'INSP_COMPLIANCE',
    decidingBody: { organizationId: body, body: 'INSPECTION_COMMITTEE', name: body === null ? 'UBKT Thành ủy' : null },
    team: team.map((memberId) => ({ memberId, role: 'LEAD' })),
    subjects: subjects.map(asSubject),
  }));
const asSubject = ({ organizationId, memberId }: { organizationId: Uuid; memberId: Uuid | null }, i: number) => ({
  subjectId: id(100 + i),
  organizationId,
  memberId,
  capacity: memberId === null ? 'ORGANIZATION' : 'MEMBER',
  isCommitteeMember: null,
  post: null,
});
const scopeChange = subjects(0).map((added) => ({ ...SCOPE_CHANGED, added: added.map(asSubject) }));

interface Step {
  readonly what: 'open' | 'conclude' | 'scope' | 'correct' | 'annul';
  readonly pick: number;
  readonly by: Uuid;
  readonly opened: JsonObject;
  readonly scope: JsonObject;
}
const step = fc.record({
  what: fc.constantFrom('conclude', 'scope', 'correct', 'correct', 'annul'),
  pick: fc.nat(),
  by: person,
  opened: opening,
  scope: scopeChange,
});

/**
 * Random events of some engagements, many of which are plans to inspect on signs of violation. They are concluded, get
 * other subjects, are corrected and annulled, by changing persons and in any order.
 */
export const engagementsTold = fc
  .array(
    fc.tuple(
      fc.record({ what: fc.constant('open'), pick: fc.nat(), by: person, opened: opening, scope: scopeChange }),
      fc.array(step, { maxLength: 7 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => all.map(([first, more]) => toldAs([first, ...more])));

export interface EngagementTold {
  readonly stream: StreamId;
  readonly past: readonly PastEvent[];
  readonly records: readonly EventRecord[];
  /** The text that a failed test prints. */
  readonly [fc.toStringMethod]: () => string;
}

function toldAs(steps: readonly Step[]): EngagementTold {
  const stream = streamId(engagement.category, randomId());
  const past: (PastEvent & { readonly actor: EventRecord['actor'] })[] = [];
  const gone = new Set<number>();
  for (const { what, pick, by, opened, scope } of steps) {
    const actor = { id: by, role: 'clerk', organizationId: null, delegationId: null };
    const push = (type: string, data: JsonObject) => past.push({ type, revision: past.length, data, actor });
    const standing = past.filter(({ type, revision }) => Object.hasOwn(OWN, type) && !gone.has(revision));
    const entry = standing[pick % (standing.length || 1)];
    if (what === 'open') push('EngagementOpened', opened);
    else if (what === 'conclude') push('SubjectConcluded', CONCLUDED);
    else if (what === 'scope') push('EngagementScopeChanged', scope);
    else if (entry && what === 'annul') {
      gone.add(entry.revision);
      push(`${entry.type}Annulled`, { corrects: entry.revision, reason: 'ghi nhận nhập sai' });
    } else if (entry) {
      const data = { EngagementOpened: opened, EngagementScopeChanged: scope, SubjectConcluded: CONCLUDED }[entry.type];
      push(`${entry.type}Corrected`, { corrects: entry.revision, reason: 'ghi nhận nhập sai', data: data ?? {} });
    }
  }
  const records = past.map(({ type, revision, data, actor }) =>
    testRecord(stream, revision, data as JsonObject, {
      type,
      actor,
      schema: /^EngagementOpened(Corrected)?$/.test(type) ? 2 : 1,
    }),
  );
  const short = past.map(
    ({ type, data, actor }) => `${type} ${JSON.stringify(shortly(data as JsonObject))} by ${actor.id.slice(-1)}`,
  );
  return { stream, past, records, [fc.toStringMethod]: () => short.join('; ') };
}
const shortly = ({ kind, decidingBody, team, subjects, added, corrects, data }: JsonObject): JsonObject =>
  JSON.parse(
    JSON.stringify({ kind, decidingBody, team, subjects, added, corrects, data: data && shortly(data as JsonObject) }),
  ) as JsonObject;
const OWN = { EngagementOpened: true, EngagementScopeChanged: true, SubjectConcluded: true };

const standings = fc.array(
  fc
    .record({ organizationId: anyOrNone, delegatorId: fc.option(person, { nil: null }) })
    .map(({ organizationId, delegatorId }): HeldRole => ({
      role: 'inspector',
      organizationId,
      delegation: delegatorId && { id: id(900), delegatorId },
    })),
  { maxLength: 2 },
);

/** A person who reads engagements on some grounds, and who may also see plans on other grounds. */
export const caller = fc
  .record({ personId: person, reading: standings, seeing: standings, linked: fc.subarray(PEOPLE, { maxLength: 2 }) })
  .map(({ personId, reading, seeing, linked }) => {
    const recordsOf = (of: Uuid) => new Set(linked.includes(of) ? linked : [of]);
    const authority: Authority = {
      secondFactorRoles: new Set(),
      heldRoles: (_, permission) =>
        permission === 'read:engagements' ? reading : permission === 'see:planned-signs' ? seeing : [],
      under,
      isUnder: (one, above) => under(above).has(one),
      recordsOf,
      delegatorOf: () => null,
      isSigner: () => false,
      tiedTo: () => new Set(),
      delegatorsTo: () => new Set(),
      refresh: () => Promise.resolve(),
    };
    const by = new Caller(
      { personId, kind: 'person', permissions: null, secondFactor: false },
      'read:engagements',
      authority,
    );
    return { by, [fc.toStringMethod]: () => JSON.stringify({ personId, reading, seeing, linked }) };
  });
