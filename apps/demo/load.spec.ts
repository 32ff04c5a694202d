import { beforeEach, describe, expect, it } from '@jest/globals';
import { register } from '#features/organizations';
import type { Instant } from '#kernel/dates';
import { eventId, idOf, streamId, Uuid } from '#kernel/ids';
import { personsIn } from '#kernel/persons';
import type { EventRecord } from '#kernel/record';
import { CommandHasher, MemoryCommandKeys } from '#platform/commands/command-hash';
import { BEGINNING, type EventStore, OutcomeUnknown, Unavailable } from '#platform/event-store/event-store';
import { Executor } from '#platform/commands/execute';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { openStore } from '#platform/commands/store-declaration';
import { MemoryKeyRing } from '#platform/sealing/memory.key-ring';
import { Sealing } from '#platform/sealing/sealing';
import { ENTERED_TWICE, STEP_BY_STEP } from './engagements.js';
import { loadDemo } from './load.js';
import { MEMBERS } from './members.js';
import { DEMO_ACTOR, DEMO_PERSONS } from './persons.js';

const LOG = Uuid.parse('00000000-0000-4000-8000-00000000000a');
const keys = new MemoryCommandKeys();
const ring = new MemoryKeyRing();

/** A store that fails after some appends. The last append may be written without an acknowledgment. */
class Failing extends MemoryEventStore {
  left = Infinity;
  told = true;
  /** Records parsed from their text, as durable stores return them. */
  override async read(...args: Parameters<EventStore['read']>): ReturnType<EventStore['read']> {
    const events = await super.read(...args);
    return events.map((event) => ({ ...event, record: JSON.parse(event.text) as EventRecord }));
  }
  override async append(...args: Parameters<EventStore['append']>): ReturnType<EventStore['append']> {
    if (this.left-- > 0) return super.append(...args);
    if (this.left < -1 || this.told) throw new Unavailable('the machine was switched off');
    await super.append(...args);
    throw new OutcomeUnknown(args[0]);
  }
}

const targetOn = (store: EventStore) => ({
  store,
  executor: new Executor({ store, log: LOG, hasher: new CommandHasher(keys), acceptsInjectedClock: true }),
  sealing: new Sealing(LOG, ring),
});
const opened = async (store: EventStore) => {
  await openStore(targetOn(store).executor, LOG, 'DEMO');
  return store;
};
const recordsOf = async (store: EventStore) => (await store.readAll(BEGINNING, 10_000)).map(({ record }) => record);
const textsOf = async (store: EventStore) => (await store.readAll(BEGINNING, 10_000)).map(({ text }) => text);

const whole = await opened(new MemoryEventStore());
await loadDemo(targetOn(whole));
const records = await recordsOf(whole);

describe('the recorded demo', () => {
  it('has recording times that never go back, up to 2 November 2026, 8:00 in Việt Nam', () => {
    const times = records.map(({ recordedAt }) => recordedAt as string);
    expect(times).toEqual([...times].sort());
    expect((times.at(-1) ?? '') <= '2026-11-02T01:00:00.000Z').toBe(true);
    expect(new Set(records.map(({ clock }) => clock))).toEqual(new Set(['injected']));
  });

  it('has a record for each of 34 engagements, the second entry of one, and 25 that do not count', () => {
    const openings = records.filter(({ type }) => type === 'EngagementOpened');
    expect(openings).toHaveLength(34 + 1 + 17 + 1 + 2 + 5);
    const wholeFiles = openings.filter(({ commandId, stream }) =>
      records.some((other) => other.stream === stream && other.commandId === commandId && other.type.startsWith('Sub')),
    );
    expect(openings.length - wholeFiles.length).toBe(STEP_BY_STEP.length + 5);
    const annulled = records.filter(({ type }) => type === 'EngagementOpenedAnnulled');
    expect(annulled.map(({ recordedAt }) => recordedAt)).toEqual([ENTERED_TWICE.annulledAt]);
  });

  it('contains no outcome of a person as plain text', () => {
    const person = new Map<unknown, boolean>();
    for (const { type, data } of records) {
      if (type === 'EngagementOpened')
        for (const { subjectId, memberId } of data.subjects as { subjectId: string; memberId: string | null }[])
          person.set(subjectId, memberId !== null);
      if (type !== 'SubjectConcluded') continue;
      const sealed = person.get(data.subjectId);
      expect([data.outcome === null, data.sealedOutcome !== null]).toEqual([sealed, sealed]);
    }
  });

  it('enters each person before the first record that names the person, and nobody whom no record names', () => {
    const [entered, named] = [new Set<string>(), new Set<string>()];
    for (const { type, data, stream } of records) {
      if (type === 'MemberEntered') entered.add(idOf(stream));
      for (const { id } of personsIn(data)) {
        expect([type, id, entered.has(id)]).toEqual([type, id, true]);
        named.add(id);
      }
    }
    const acting = [...entered].filter((id) => !named.has(id));
    expect(acting.every((id) => Object.values<string>(DEMO_PERSONS).includes(id))).toBe(true);
    expect([entered.size, acting.length]).toEqual([MEMBERS.length, 7]);
    const text = records.map((record) => JSON.stringify(record)).join();
    expect(MEMBERS.filter(({ name }) => text.includes(name))).toEqual([]);
  });

  it('names the rule set of the day of each decision', () => {
    const openings = records.filter(({ type }) => type === 'EngagementOpened');
    const sets = new Set(openings.map(({ data }) => data.ruleSetId));
    expect(sets).toEqual(new Set(['KTGS-296', 'KTGS-21']));
  });
});

describe('loading the demo', () => {
  let store: Failing;
  beforeEach(async () => {
    store = new Failing();
    await opened(store);
  });

  it('a second time records nothing', async () => {
    expect(await loadDemo(targetOn(whole))).toBe('found');
    expect(await recordsOf(whole)).toHaveLength(records.length);
  });

  it.each([
    [0, true],
    [7, false],
    [260, true],
    [301, false],
    [340, true],
  ])('continues after a stop at append %i (acknowledged: %s), with the same records', async (appends, told) => {
    Object.assign(store, { left: appends, told });
    await expect(loadDemo(targetOn(store))).rejects.toThrow();
    store.left = Infinity;
    expect(await loadDemo(targetOn(store))).toBe('loaded');
    expect(await textsOf(store)).toEqual(await textsOf(whole));
  });

  it('records only the grants in a store with other data', async () => {
    const own = Uuid.parse('00000000-0000-4000-8000-00000000000b');
    const ward = register.commands.EstablishOrganization.parse({
      organizationId: own,
      name: 'Đảng bộ phường khác',
      type: 'WARD_ORGANIZATION',
      parentId: null,
      establishedOn: '2025-07-01',
    });
    const { executor } = targetOn(store);
    await executor.execute(
      register,
      streamId(register.category, own),
      { type: 'EstablishOrganization', data: ward },
      {
        commandId: own,
        actor: DEMO_ACTOR,
        correlationId: own,
        causationId: null,
        expectedRevision: null,
        facts: {},
        recordedAt: '2026-11-20T00:00:00.000Z' as Instant,
      },
    );
    expect(await loadDemo(targetOn(store))).toBe('other data');
    const found = await recordsOf(store);
    const rights = found.filter(({ type }) => type === 'RoleGranted');
    expect(found.filter((one) => !rights.includes(one)).map(({ id }) => id)).toEqual([
      expect.anything(), // the opening of the store
      eventId(streamId(register.category, own), own, 0),
    ]);
    expect(new Set(rights.map(({ data }) => data.organizationId))).toEqual(new Set([null]));
  });
});
