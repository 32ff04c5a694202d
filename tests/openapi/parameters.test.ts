import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { previewedApi } from '../support/servers/routes.js';

let api: Awaited<ReturnType<typeof previewedApi>>;
beforeAll(async () => {
  api = await previewedApi();
});

/** Routes that accept any parameter, each with the reason. */
const ANY_PARAMETER: Readonly<Record<string, string>> = {
  'ProviderController.answer': 'an identity provider adds parameters of its own to its answer',
};

/** GET routes without `asOf`, `knownAt` and `after`, each with the reason. */
const WITHOUT_TIME: Readonly<Record<string, string>> = {
  '/api/account': 'the account as it is; its acts are in the history of the account',
  '/api/account/second-factor': 'the account as it is',
  '/api/account/sessions': 'sessions are no records: they are kept in a table and forgotten',
  '/api/accounts': 'accounts are no records: names and credentials are kept in tables only',
  '/api/code-lists': 'a part of the program',
  '/api/code-lists/{name}': 'a part of the program',
  '/api/coverage/default-rule': 'a part of the program',
  '/api/coverage/stream': 'pushes the figures of today, as known now',
  '/api/data-dictionary': 'a part of the program',
  '/api/data-dictionary.md': 'a part of the program',
  '/api/erasures/rules': 'a part of the program',
  '/api/log': 'the state of the log as it is now',
  '/api/read-models/parked': 'the state of the read models as it is now',
  '/api/readings': 'a log of its own, whose entries have one time; `from` and `to` bound it',
  '/api/readings/mine': 'a log of its own, whose entries have one time',
  '/api/readings/report': 'a log of its own, whose entries have one time; `from` and `to` bound it',
  '/api/roles': 'a part of the program',
  '/api/rule-sets': 'a part of the program; `on` is the day',
  '/api/sessions/current': 'the session as it is',
  '/api/set-up': 'the state of the set-up as it is now',
};
const TIME = ['asOf', 'knownAt', 'after'];

describe('a parameter', () => {
  it('that a route does not know is refused, by every route with parameters', () => {
    const refuses = (schema: z.ZodType) =>
      (schema.safeParse({ nothing: '1' }).error?.issues ?? []).some(
        (issue) => issue.code === 'unrecognized_keys' && issue.keys.includes('nothing'),
      );
    const asking = api.routes.filter(({ queries }) => queries.length > 0);
    expect(asking.length).toBeGreaterThan(40);
    const accepting = asking.filter(({ queries }) => !queries.every(refuses)).map(({ name }) => name);
    // Make the query's schema strict: `question({ … })` or `z.strictObject({ … })`.
    expect(accepting).toEqual(Object.keys(ANY_PARAMETER));
  });

  it('of time travel is taken by every GET of records; the other routes are listed with a reason', () => {
    const missing = Object.entries(api.document.paths).flatMap(([path, { get }]) => {
      const names = (get?.parameters ?? []).flatMap((one) => ('name' in one ? [one.name] : []));
      return get && !TIME.every((name) => names.includes(name)) ? [path] : [];
    });
    // A route of records takes `question({ … })` and stamps its answer: see docs/api.md, "Questions".
    expect(missing.sort()).toEqual(Object.keys(WITHOUT_TIME).sort());
  });

  it('of time travel is answered with the moment that it chose', () => {
    const unstamped = Object.entries(api.document.paths).flatMap(([path, { get }]) => {
      const content = get?.responses['200'];
      const json = content && 'content' in content ? content.content['application/json']?.schema : undefined;
      if (!json || path in WITHOUT_TIME) return [];
      const name = '$ref' in json ? json.$ref.split('/').at(-1) : undefined;
      const schema = name === undefined ? json : api.document.components?.schemas?.[name];
      if (schema && 'not' in schema) return []; // the route always refuses
      const members = schema && 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
      return ['asOf', 'knownAt', 'position', 'incomplete'].every((member) => members.includes(member)) ? [] : [path];
    });
    expect(unstamped).toEqual([]);
  });
});
