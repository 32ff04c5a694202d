import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Role } from '#features/access';
import { Uuid } from '#kernel/ids';
import { loadDemo } from '../../apps/demo/load.js';
import { type Answered, described, type Operation, testApi, type TestApi } from '../support/servers/api.js';
import { grantRoles, signedIn } from '../support/worlds/grants.js';
import type { JsonSchema } from '../support/oracles/json-schema.js';

/** The main answers, with their documented schemas. */
const ANSWERS = {
  coverage: '/api/coverage',
  covered: '/api/coverage/organizations',
  series: '/api/coverage/series',
  organizations: '/api/organizations',
  engagements: '/api/engagements',
  engagement: '/api/engagements/{id}',
  facts: '/api/facts',
  cases: '/api/discipline-cases',
  case: '/api/discipline-cases/{id}',
  summary: '/api/discipline-cases/summary',
  history: '/api/streams/{category}/{id}/history',
  obligations: '/api/obligations',
  reminders: '/api/routine-supervision/reminders',
  confirmations: '/api/confirmations',
  readings: '/api/readings',
  grants: '/api/grants',
  accounts: '/api/accounts',
  erasures: '/api/erasures',
} as const;
type Name = keyof typeof ANSWERS;

/** Expands paths in braces: `a.{b,c}` gives `a.b` and `a.c`. */
function written(pattern: string): readonly string[] {
  const found = /\{([^{}]*)\}/.exec(pattern);
  if (!found) return [pattern];
  const [group, choices = ''] = found;
  return choices.split(',').flatMap((one) => written(pattern.replace(group, one)));
}

const STAMP = ['{asOf,knownAt,position,lag,lagSeconds}'];
const RULE = ['rule.{name,version,approved}'];
const COUNTED = '{engagements,organizationTurns,memberTurns}';
const IN_FIGURES = [
  ...STAMP,
  ...RULE,
  '{covered,total,percent,inspected,supervised,both,uncovered}',
  '{organizations,decimals,provisional,unconfirmed}',
  'term.{termId,name,startsOn,startAssumed,endsOn,endAssumed}',
  'pace.{elapsedShare,evenPace,neededPerYear}',
  'states.*',
  'excluded[].{reason,engagements,turns}',
  'alternatives[].{denominator,covered,total,percent,inspected,supervised,both,either}',
  `counters.${COUNTED}`,
  'counters.{distinctOrganizations,distinctMembers}',
  `counters.byVerb.*.${COUNTED}`,
];
const BY_KIND_AND_DEPTH = [
  `counters.byKind.*.${COUNTED}`,
  'depth.{withFaults,organizationTurns}',
  'depth.remedies.{asked,done,open,overdue}',
];
const IN_RULED = [...STAMP, ...RULE];
const IN_SERIES = [
  ...IN_RULED,
  'series[].{asOf,covered,total,percent,inspected,supervised,both,unconfirmed}',
  'series[].{engagements,organizationTurns,distinctOrganizations,evenPace}',
];
const IN_COVERED = [
  ...IN_RULED,
  'next',
  'organizations[].{organizationId,name,type,parentId,parentName,covered,state,ended}',
];
const IN_REGISTER = [
  ...STAMP,
  'next',
  'organizations[].{organizationId,registerId,name,type,sector,parentId,establishedOn}',
  'organizations[].{establishedOnAssumed,members,membersCountedOn}',
];
const BODY = 'decidingBody.{body,name,organizationId,organizationName}';
/** Persons whom an answer names by their codes, to a role that may not read names. */
const NAMING = [...STAMP, 'persons[].{memberId,code,isErased}'];
const IN_ENGAGEMENTS = [
  ...NAMING,
  '{next,withoutDay}',
  'engagements[].{engagementId,verb,kind,theme,status,dueOn,overdue,gaps}',
  `engagements[].${BODY}`,
  'engagements[].decision.{number,signedOn}',
  'engagements[].subjects[].{subjectId,capacity,organizationId,organizationName,memberId,concluded,countsOn}',
];
const IN_SUBJECT = [
  '{subjectId,capacity,organizationId,organizationName,memberId,post,isCommitteeMember}',
  'conclusion.{entry,concludedOn,countsOn,outcome,sealed,workedAt[],rulings[].ruling}',
  'conclusion.notice.{number,signedOn}',
  'remedies[].{remedyId,what,dueOn,state,followedUpOn}',
];
const IN_ENGAGEMENT = [
  ...NAMING,
  '{revision,previous,next}',
  'engagement.{engagementId,entry,revision,recordedAt,verb,kind,theme,status,ruleSetId}',
  'engagement.{contentCodes[],dueOn,overdue}',
  'engagement.reviewPeriod.{from,to}',
  `engagement.${BODY}`,
  'engagement.decision.{number,signedOn}',
  'engagement.team[].{memberId,role}',
  'engagement.milestones[].{entry,happenedOn,what}',
  'engagement.arisesFrom.{engagementId,subjectId}',
  'engagement.milestones[].detail.conductedOn',
  ...IN_SUBJECT.map((path) => `engagement.subjects[].${path}`),
];

/** The document describes the detail of milestones as an open object; these are its members. */
const IN_DETAIL = [
  'detail.{deployedOn,conductedOn,reportedOn,cancelledOn,metOn,signedAs,decidedOn,resumesOn,reason,by,paper}',
  'detail.by.{body,organizationId,name}',
  'detail.paper.{number,signedOn}',
].flatMap((path) => written(`.engagement.milestones[].${path}`));

/**
 * The fields that a role gets in each answer, or all documented fields. Answers that are not listed must be refused.
 */
const EVERYTHING = 'every documented field';
type Allowed = Partial<Record<Name, typeof EVERYTHING | readonly string[]>>;
const RECORDS: Allowed = {
  coverage: EVERYTHING,
  covered: EVERYTHING,
  series: EVERYTHING,
  organizations: EVERYTHING,
  engagements: EVERYTHING,
  engagement: EVERYTHING,
  facts: EVERYTHING,
  cases: EVERYTHING,
  case: EVERYTHING,
  summary: EVERYTHING,
  history: EVERYTHING,
  obligations: EVERYTHING,
  reminders: EVERYTHING,
  confirmations: EVERYTHING,
  erasures: EVERYTHING,
};
const ROLES = {
  clerk: RECORDS,
  auditor: { ...RECORDS, readings: EVERYTHING, grants: EVERYTHING, accounts: EVERYTHING },
  viewer: {
    coverage: [...IN_FIGURES, ...BY_KIND_AND_DEPTH],
    covered: IN_COVERED,
    series: IN_SERIES,
    organizations: IN_REGISTER,
  },
  /** Roles that the test grants for one cell only. */
  'cell-secretary': {
    coverage: IN_FIGURES,
    covered: IN_COVERED,
    series: IN_SERIES,
    organizations: IN_REGISTER,
    engagements: IN_ENGAGEMENTS,
    engagement: IN_ENGAGEMENT,
    obligations: [...STAMP, 'open'],
    reminders: STAMP,
  },
  operator: { erasures: [...STAMP, 'withoutDay'] },
} as const satisfies Partial<Record<Role, Allowed>>;
type Tested = keyof typeof ROLES;

let product: TestApi;
let components: Readonly<Record<string, JsonSchema>>;
let operations: readonly Operation[];
let ids: { readonly engagements: readonly string[]; readonly cases: readonly string[]; readonly cell: Uuid };

beforeAll(async () => {
  product = await testApi();
  await loadDemo(product.api.platform);
  const head = await product.api.platform.store.head();
  const readModels = ['disciplineCases', 'engagements', 'organizations', 'confirmations'];
  await product.api.readModels.knowledge.waitFor(head, readModels, 60_000);
  ({ components, operations } = await described(product));
  const { engagements } = z
    .object({
      engagements: z.array(
        z.looseObject({
          engagementId: z.uuid(),
          subjects: z.array(z.looseObject({ organizationId: Uuid.nullable() })),
        }),
      ),
    })
    .parse((await product.get('/api/engagements?limit=200')).json);
  const { cases } = z
    .object({ cases: z.array(z.looseObject({ caseId: z.uuid() })) })
    .parse((await product.get('/api/discipline-cases?limit=200')).json);
  const { organizations } = z
    .object({ organizations: z.array(z.looseObject({ organizationId: Uuid })) })
    .parse((await product.get('/api/organizations?type=BASE_CELL&limit=200')).json);
  const cells = new Set(organizations.map(({ organizationId }) => organizationId));
  const subjects = engagements.flatMap((one) => one.subjects.map(({ organizationId }) => organizationId));
  const cell = subjects.find((one) => one !== null && cells.has(one));
  if (!cell) throw new Error('no cell of the demo was inspected');
  ids = {
    engagements: engagements.map(({ engagementId }) => engagementId),
    cases: cases.map(({ caseId }) => caseId),
    cell,
  };
}, 120_000);
afterAll(() => product.close());

/** The addresses of each answer, with ids of the demo. */
function addressesOf(name: Name): readonly string[] {
  const path = ANSWERS[name];
  if (!path.includes('{')) return [path];
  const of = name === 'engagement' ? ids.engagements : ids.cases;
  return of.map((id) => path.replace('{category}', 'disciplineCase').replace('{id}', id));
}

async function asked(role: Tested): Promise<(name: Name) => Promise<readonly Answered[]>> {
  const person = Uuid.parse(randomUUID());
  await grantRoles(product.api, person, [role], role === 'cell-secretary' ? ids.cell : null);
  const headers = await signedIn(product.api, person);
  return (name) => Promise.all(addressesOf(name).map((path) => product.get(path, headers)));
}

/** The paths in an answer whose values are neither null nor empty. */
function told(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => told(one, `${path}[]`));
  if (typeof value !== 'object') return [path];
  // codes are content, not field names
  const open = (key: string) => (/^(?:INSP|SUP|[A-Z])[A-Z_]*$/.test(key) ? '*' : key);
  return Object.entries(value ?? {}).flatMap(([key, one]) =>
    told(one, path === '' ? open(key) : `${path}.${open(key)}`),
  );
}

/** Fields of an answer that none of its documented schemas has. */
function undocumented(value: unknown, schemas: readonly JsonSchema[], path = ''): readonly string[] {
  const shapes = schemas.flatMap(function shapesOf(schema: JsonSchema): readonly JsonSchema[] {
    const name = schema.$ref?.split('/').at(-1);
    const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
    const named = name === undefined ? [] : [components[name] ?? {}];
    return [schema, ...[...inner, ...named].flatMap(shapesOf)];
  });
  if (Array.isArray(value)) {
    const items = shapes.flatMap((shape) => shape.items ?? []);
    return value.flatMap((one) => undocumented(one, items, `${path}[]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => {
    const fitting = shapes.flatMap(({ properties = {}, additionalProperties: more }) => {
      const own = properties[key];
      return own ? [own] : typeof more === 'object' && Object.keys(more).length > 0 ? [more] : [];
    });
    if (IN_DETAIL.includes(`${path}.${key}`)) return undocumented(one, [], `${path}.${key}`);
    return fitting.length === 0 ? [`${path}.${key}`] : undocumented(one, fitting, `${path}.${key}`);
  });
}

const schemaOf = (name: Name): readonly JsonSchema[] =>
  operations
    .filter(({ method, path }) => method === 'GET' && path === ANSWERS[name])
    .flatMap((one) => one.answers['200'] ?? []);

describe('the fields of an answer', () => {
  it.each(Object.keys(ROLES) as Tested[])('are those that %s may see, and no others', async (role) => {
    const ask = await asked(role);
    const allowed: Allowed = ROLES[role];
    for (const name of Object.keys(ANSWERS) as Name[]) {
      const answers = await ask(name);
      const fields = allowed[name];
      const statuses = new Set(answers.map(({ status }) => status));
      if (fields === undefined) {
        expect([name, [...statuses]]).toEqual([name, [403]]);
        continue;
      }
      expect([name, statuses.has(200), [...statuses].filter((one) => one !== 200 && one !== 404)]).toEqual([
        name,
        true,
        [],
      ]);
      const given = answers.filter(({ status }) => status === 200).map(({ json }) => json);
      expect([name, [...new Set(given.flatMap((json) => undocumented(json, schemaOf(name))))]]).toEqual([name, []]);
      if (fields === EVERYTHING) continue;
      const may = new Set(fields.flatMap(written));
      const extra = new Set(given.flatMap((json) => told(json)).filter((path) => !may.has(path)));
      expect([name, [...extra]]).toEqual([name, []]);
    }
  });

  it('are checked: an undocumented field is detected, and so is a field that the role may not see', async () => {
    const schema = schemaOf('case');
    const [{ json }] = (await (await asked('clerk'))('case')) as [Answered];
    const { case: found } = json as { case: { subject: object } };
    expect(undocumented(json, schema)).toEqual([]);
    expect(
      undocumented({ ...(json as object), case: { ...found, subject: { ...found.subject, name: 'x' } } }, schema),
    ).toEqual(['.case.subject.name']);
    const may = new Set<string>(ROLES['cell-secretary'].coverage.flatMap(written));
    const [{ json: all }] = (await (await asked('viewer'))('coverage')) as [Answered];
    expect(told(all).filter((path) => !may.has(path))).toEqual(
      expect.arrayContaining(BY_KIND_AND_DEPTH.slice(1).flatMap(written)),
    );
  });
});
