import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rounds } from '../../tests/support/rounds.js';
import type { Concerned } from './concern.js';
import type { PastEvent } from './effective.js';
import type { Uuid } from './ids.js';
import type { Actor } from './record.js';
import { mayKnow, restrictionOf, type Restricting, type Viewer } from './restriction.js';

const person = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as Uuid;
const [CLERK, MEMBER, OTHER, SUBJECT, CHAIR, DELEGATE] = [1, 2, 3, 4, 5, 6].map(person) as [
  Uuid,
  Uuid,
  Uuid,
  Uuid,
  Uuid,
  Uuid,
];
const TWIN = person(7);
const [WARD, CELL, ITEM, SECOND] = [10, 11, 12, 13].map((n) => `00000000-0000-4000-8000-0000000000${n}` as Uuid) as [
  Uuid,
  Uuid,
  Uuid,
  Uuid,
];

type Said =
  | { type: 'PlanMade'; data: { secret: boolean; team: readonly Uuid[]; subjects: readonly Uuid[]; item?: Uuid } }
  | { type: 'PlanConcluded'; data: { item?: Uuid } };

/** A plan that is secret until it is concluded, as a whole or item by item. */
const restricting: Restricting<Said> = {
  begins: ({ type, data }) =>
    type === 'PlanMade' && data.secret
      ? [{ item: data.item ?? null, shownTo: data.team, orWith: { permission: 'see:plans', organizationId: WARD } }]
      : [],
  lifts: ({ type, data }) => (type === 'PlanConcluded' ? [data.item ?? null] : []),
};
const concerns = {
  of: (said: Said): Concerned => ({
    organizations: [CELL],
    members: said.type === 'PlanMade' ? [...said.data.subjects] : [],
  }),
};
const by = (id: Uuid): Actor => ({ id, role: 'clerk', organizationId: null, delegationId: null });

/** A history. The clerk recorded every entry for which no other person is named. */
const story = (...told: readonly (readonly [type: string, data: object, actor?: Uuid])[]): PastEvent[] =>
  told.map(([type, data, actor = CLERK], revision) => ({ type, data, revision, actor: by(actor) }));
const made = (more: object = {}) =>
  ['PlanMade', { secret: true, team: [MEMBER], subjects: [SUBJECT], ...more }] as const;
const corrected = (revision: number, more: object) =>
  ['PlanMadeCorrected', { corrects: revision, reason: 'x', data: made(more)[1] }, OTHER] as const;
const annulled = (type: string, revision: number) => [`${type}Annulled`, { corrects: revision, reason: 'x' }] as const;

/** The chair holds the permission for the ward; the delegate holds it for the person named. */
const viewer = (personId: Uuid, delegator: Uuid | null = null): Viewer => ({
  personId,
  personIds: new Set([personId]),
  holds: (permission, organizationId, except) =>
    permission === 'see:plans' &&
    organizationId === WARD &&
    (personId === CHAIR || (delegator !== null && !except.includes(delegator))),
});
const seenBy = (past: readonly PastEvent[], item: Uuid | null = null) => {
  const restriction = restrictionOf(restricting, concerns, past, item);
  const all = { CLERK, MEMBER, OTHER, SUBJECT, CHAIR };
  return Object.entries(all).flatMap(([name, id]) => (mayKnow(restriction, viewer(id)) ? [name] : []));
};
const EVERYBODY = ['CLERK', 'MEMBER', 'OTHER', 'SUBJECT', 'CHAIR'];
const THREE = ['CLERK', 'MEMBER', 'CHAIR'];

describe('a restricted record', () => {
  it('is visible to its team, its recorder and holders of the permission for its body', () => {
    expect(seenBy(story(made()))).toEqual(THREE);
  });
  it('is never visible to the persons it affects, whatever they hold', () => {
    expect(seenBy(story(made({ team: [SUBJECT], subjects: [SUBJECT, CHAIR] })))).toEqual(['CLERK']);
  });
  it('is hidden from a person under whatever id, and shown under the id that it names alone', () => {
    const seen = (past: readonly PastEvent[], as: Uuid) =>
      mayKnow(restrictionOf(restricting, concerns, past), { ...viewer(as), personIds: new Set([as, TWIN]) });
    expect(seen(story(made({ subjects: [TWIN] })), CHAIR)).toBe(false);
    expect(seen(story(made({ subjects: [TWIN] })), MEMBER)).toBe(false);
    expect(seen(story(made({ team: [TWIN] })), OTHER)).toBe(false);
    expect(seen([...story(made()), ...story(['PlanMade', made()[1], TWIN])], OTHER)).toBe(false);
    expect(seen(story(made({ team: [TWIN] })), TWIN)).toBe(true);
  });
  it('is not visible through a delegation from a person it affects', () => {
    const restriction = restrictionOf(restricting, concerns, story(made({ subjects: [SUBJECT] })));
    expect(mayKnow(restriction, viewer(DELEGATE, SUBJECT))).toBe(false);
    expect(mayKnow(restriction, viewer(DELEGATE, CHAIR))).toBe(true);
  });
  it('is visible to every reader once an entry in force lifts the restriction', () => {
    expect(seenBy(story(made(), ['PlanConcluded', {}]))).toEqual(EVERYBODY);
  });
  it('is restricted again where that entry is annulled', () => {
    expect(seenBy(story(made(), ['PlanConcluded', {}], annulled('PlanConcluded', 1)))).toEqual(THREE);
  });
  it('stays restricted where the entry that restricted it is annulled, and has no team then', () => {
    expect(seenBy(story(made(), annulled('PlanMade', 0)))).toEqual(['CLERK', 'CHAIR']);
  });
  it('stays restricted where a correction says that it is no secret', () => {
    expect(seenBy(story(made(), corrected(0, { secret: false })))).toEqual(['CLERK', 'CHAIR']);
  });
  it('is restricted from the correction on that says that it is one', () => {
    expect(seenBy(story(made({ secret: false })))).toEqual(EVERYBODY);
    expect(seenBy(story(made({ secret: false }), corrected(0, {})))).toEqual(THREE);
  });
  it('is hidden from a person whom a correction removes from the team, and stays hidden from a person it once affected', () => {
    expect(seenBy(story(made(), corrected(0, { team: [OTHER], subjects: [] })))).toEqual(['CLERK', 'OTHER', 'CHAIR']);
  });
  it('is visible to the team and permission holders only when the recorder is unknown', () => {
    const [first] = story(made());
    const nameless = [{ type: first?.type ?? '', revision: 0, data: first?.data as object }];
    expect(seenBy(nameless)).toEqual(['MEMBER', 'CHAIR']);
  });
});

describe('a restricted item', () => {
  const past = story(made({ secret: false }), made({ item: ITEM }), made({ item: SECOND }), [
    'PlanConcluded',
    { item: SECOND },
  ]);
  it('restricts itself alone', () => {
    expect([seenBy(past), seenBy(past, ITEM), seenBy(past, SECOND)]).toEqual([EVERYBODY, THREE, EVERYBODY]);
  });
  it('of a restricted record is visible to readers whom both restrictions admit', () => {
    const both = story(made({ team: [OTHER] }), made({ item: ITEM, team: [OTHER, MEMBER] }));
    expect([seenBy(both), seenBy(both, ITEM)]).toEqual([
      ['CLERK', 'OTHER', 'CHAIR'],
      ['CLERK', 'OTHER', 'CHAIR'],
    ]);
  });
});

describe('whatever is corrected or annulled', () => {
  const change = fc.oneof(
    fc.constant(annulled('PlanMade', 0)),
    fc.boolean().map((secret) => corrected(0, { secret })),
    fc.subarray([MEMBER, OTHER]).map((team) => corrected(0, { team })),
  );
  it('never shows a plan without a conclusion to an outsider or to whom it concerns', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const past = story(made(), ...changes);
        const seen = seenBy(past);
        const wasInTeam = changes.some(([, data]) => JSON.stringify(data).includes(OTHER));
        expect(seen).not.toContain('SUBJECT');
        expect(seen).toEqual(expect.arrayContaining(['CLERK', 'CHAIR']));
        if (!wasInTeam) expect(seen).not.toContain('OTHER');
      }),
      { numRuns: rounds(1_000) },
    );
  });
});
