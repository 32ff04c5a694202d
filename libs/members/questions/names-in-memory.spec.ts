import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { plainDate } from '#kernel/dates';
import { eventId, streamId, Uuid } from '#kernel/ids';
import type { Knowledge } from '#platform/projections/serving';
import { KeyEra } from '#platform/sealing/key-era';
import { KeysUnavailable } from '#platform/sealing/key-ring';
import { MemoryKeyRing } from '#platform/sealing/memory.key-ring';
import { Sealing } from '#platform/sealing/sealing';
import type { MemberRows } from '../facts/member-rows.js';
import type { ResidentMembers } from '../facts/resident-members.queries.js';
import { NamesInMemory } from './names-in-memory.queries.js';

const AGE = 15_000;
const uuid = () => Uuid.parse(randomUUID());
const LOG = uuid();
const knowledge = { checkpoints: () => Promise.resolve({ checkpoints: [] }) } as object as Knowledge;

/** Rows of persons in the register, whose names are sealed with the keys of a ring. */
class Register {
  readonly #rows = new Map<Uuid, MemberRows>();

  constructor(private readonly sealing: Sealing) {}

  async enter(name: string): Promise<Uuid> {
    const [memberId, commandId] = [uuid(), uuid()];
    const stream = streamId('member', memberId);
    const place = { stream, commandId, ordinal: 0, type: 'MemberEntered', schema: 1, field: 'name' };
    const value = await this.sealing.seal(name, { kind: 'person', id: memberId }, place);
    const row = { stream, revision: 0, knownFrom: 1, knownTo: null, eventId: eventId(stream, commandId, 0) };
    const entered = { ...row, number: this.#rows.size + 1, organizationId: null, memberSince: null, status: null };
    const none = { particulars: [], ruledOut: [], posts: [], postEnds: [], memberships: [], statuses: [] };
    const rows = {
      ...none,
      departures: [],
      links: [],
      unlinks: [],
      entered: [{ ...entered, name: value, bornOn: null, cardNumber: null }],
    };
    this.#rows.set(memberId, rows);
    return memberId;
  }

  get resident(): ResidentMembers {
    const rows = this.#rows;
    const resident = {
      get changes() {
        return rows.size;
      },
      follow: () => Promise.resolve(),
      rowsOf: (id: Uuid) => rows.get(id),
      ids: () => rows.keys(),
    };
    return resident as object as ResidentMembers;
  }
}

let asked: number;
class CountingKeyRing extends MemoryKeyRing {
  override get(id: Uuid) {
    asked++;
    return super.get(id);
  }
}

let now: number;
let keys: MemoryKeyRing;
let register: Register;
/** The names in two processes: this one, and one that asks at most once in the age of its keys. */
let [here, there]: NamesInMemory[] = [];
beforeEach(() => {
  [now, asked] = [0, 0];
  keys = new CountingKeyRing();
  const sealing = new Sealing(LOG, keys);
  register = new Register(sealing);
  const era = new KeyEra({ read: () => keys.era(), onNew: () => undefined, ageMs: AGE, now: () => now });
  here = new NamesInMemory(register.resident, knowledge, sealing, keys);
  there = new NamesInMemory(register.resident, knowledge, sealing, {
    get: (id) => keys.get(id),
    era: () => era.current(),
  });
});
const told = async (names: NamesInMemory | undefined) => {
  const all = names ? await names.named(await names.everyone(null)) : [];
  return all.map(({ particulars, isErased }) => particulars?.name ?? (isErased ? 'erased' : null));
};

describe('the names in memory', () => {
  it('are opened once, and only for those who are asked for', async () => {
    const ids = [await register.enter('Nguyễn Văn A'), await register.enter('Trần Thị B')];
    const one = async () => here?.named(await here.registered([ids[1] as Uuid, uuid()]));
    expect(await one()).toMatchObject([{ memberId: ids[1], particulars: { name: 'Trần Thị B' } }]);
    const before = asked;
    await one();
    expect(asked).toBe(before);
    expect(await told(here)).toEqual(['Nguyễn Văn A', 'Trần Thị B']);
  });

  it('are gone once a key is destroyed: at once here, in another process within the age of its keys', async () => {
    const id = await register.enter('Nguyễn Văn A');
    await register.enter('Trần Thị B');
    expect([await told(here), await told(there)]).toEqual([await told(here), ['Nguyễn Văn A', 'Trần Thị B']]);
    await keys.destroy([{ owner: { kind: 'person', id }, on: plainDate('2026-03-01') }]);
    expect(await told(here)).toEqual(['erased', 'Trần Thị B']);
    now = AGE - 1;
    expect(await told(there)).toEqual(['Nguyễn Văn A', 'Trần Thị B']);
    now = AGE;
    expect(await told(there)).toEqual(['erased', 'Trần Thị B']);
  });

  it('are not given while the key store does not answer, though they are in memory', async () => {
    await register.enter('Nguyễn Văn A');
    await told(here);
    keys.era = () => Promise.reject(new KeysUnavailable());
    await expect(told(here)).rejects.toThrow(KeysUnavailable);
  });
});
