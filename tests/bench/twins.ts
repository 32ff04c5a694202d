import { randomUUID } from 'node:crypto';
import { engagement } from '#features/engagements';
import { register } from '#features/organizations';
import { paperKey } from '#features/papers';
import { plainDate } from '#kernel/dates';
import type { Decider } from '#kernel/decider';
import { idOf, itemId, streamId, type Uuid } from '#kernel/ids';
import { keyText } from '#kernel/twins';
import { CommandHasher, MemoryCommandKeys } from '#platform/commands/command-hash';
import { Executor } from '#platform/commands/execute';
import { ofProgram } from '#platform/commands/store-declaration';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { interleaved, quantile } from './measure.js';
import type { Part } from './report.js';

const KEYS = 100_000;
const COMMANDS = 1_000;
const SIBLINGS = 300;
const ROUNDS = 7;

const randomId = () => randomUUID() as Uuid;
const WARD = randomId();
const BODY = { organizationId: WARD, body: 'COMMITTEE' } as const;
const DAY = plainDate('2026-03-02');

/** An executor whose index holds the papers of as many engagements as a city records in decades. */
async function executorWithKeys(): Promise<Executor> {
  const store = new MemoryEventStore();
  const log = randomId();
  await store.declare(log);
  const hasher = new CommandHasher(new MemoryCommandKeys());
  const executor = new Executor({ store, log, hasher, acceptsInjectedClock: false });
  for (let n = 0; n < KEYS; n++) {
    const keys = paperKey({ number: `${n}-QĐ/TV`, signedOn: DAY }, { ...BODY, name: null });
    const texts = keys.map(({ kind, issuer, key }) => keyText(kind, issuer ?? '', key));
    executor.twinIndex.take(streamId(engagement.category, randomId()), texts);
  }
  return executor;
}

/** Sends commands of one kind, one after the other. @returns the milliseconds of each */
type Sending = (executor: Executor, compared: boolean) => Promise<readonly number[]>;

/** The kind of record, or the same kind whose records are not looked for. */
const of = (kind: Decider, compared: boolean): Decider => (compared ? kind : { ...kind, twins: null });

async function timed(count: number, one: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    await one(n);
    times.push(performance.now() - began);
  }
  return times;
}

const opening = (number: string) => ({
  kind: 'INSP_COMPLIANCE',
  decidingBody: BODY,
  decision: { number, signedOn: DAY },
  subjects: [{ organizationId: WARD, capacity: 'ORGANIZATION' }],
});

const openings: Sending = (executor, compared) => {
  const kind = of(engagement, compared);
  const data = Array.from({ length: COMMANDS }, (_, n) =>
    engagement.commands.OpenEngagement.parse(opening(`${n}-QĐ/ĐU`)),
  );
  return timed(COMMANDS, (n) =>
    executor.execute(
      kind,
      streamId(kind.category, randomId()),
      { type: 'OpenEngagement', data: data[n] } as never,
      ofProgram(randomId()),
    ),
  );
};

/** Renames cells of one parent, each of which is compared with all others. */
const renamings: Sending = async (executor, compared) => {
  const kind = of(register, compared);
  const stream = streamId(register.category, randomId());
  const send = (type: keyof typeof register.commands, data: object, commandId = randomId()) =>
    executor.execute(kind, stream, { type, data: register.commands[type].parse(data) } as never, ofProgram(commandId));
  const establish = async (name: string, type: string, parentId: Uuid | null): Promise<Uuid> => {
    const commandId = randomId();
    const organizationId = parentId === null ? idOf(stream) : null;
    const data = { organizationId, name, type, parentId, establishedOn: DAY, decision: null };
    await send('EstablishOrganization', data, commandId);
    return organizationId ?? itemId(stream, commandId, 0);
  };
  const ward = await establish('Đảng bộ phường', 'WARD_ORGANIZATION', null);
  const base = await establish('Đảng bộ cơ sở', 'BASE_ORGANIZATION', ward);
  const cells: Uuid[] = [];
  for (let n = 0; n < SIBLINGS; n++) cells.push(await establish(`Chi bộ ${n}`, 'SUB_CELL', base));
  return timed(SIBLINGS, (n) => {
    const data = { organizationId: cells[n], name: `Chi bộ số ${SIBLINGS + n}`, effectiveOn: DAY, decision: null };
    return send('RenameOrganization', data);
  });
};

/** What looking for twins adds to a command, beside the same command of a kind of record that is not compared. */
export async function twins(): Promise<Part> {
  const executor = await executorWithKeys();
  const compare = async (name: string, sending: Sending) => {
    const p50 = async (compared: boolean) => {
      const times = await sending(executor, compared);
      // As the read model does each second; else the claims of all rounds would be kept.
      executor.twinIndex.passed(2n ** 62n);
      return 1 / quantile(times, 0.5);
    };
    const rates = await interleaved(
      [
        { name: `${name}, compared`, run: () => p50(true) },
        { name: `${name}, not compared`, run: () => p50(false) },
      ],
      ROUNDS,
    );
    const [withCheck = [], without = []] = [...rates.values()].map((all) => all.map((rate) => 1 / rate));
    return [
      { figure: `${name}, in memory, p50`, unit: 'ms', product: withCheck, floor: without, goal: null },
      {
        figure: `${name}: looking for twins adds, p50`,
        unit: 'ms',
        product: withCheck.map((ms, i) => ms - (without[i] ?? NaN)),
        floor: null,
        goal: { atMost: 0.1 },
      },
    ];
  };
  return {
    figures: [
      ...(await compare('open an inspection', openings)),
      ...(await compare(`rename one of ${SIBLINGS} cells of one parent`, renamings)),
    ],
    notes: [
      `Twins: in this process alone, with a store in memory and ${KEYS.toLocaleString('en-US')} keys in the index, none of which is met; ${COMMANDS} openings and ${SIBLINGS} renamings a round, one after the other. The floor is the same command of a kind of record that is not compared.`,
    ],
  };
}
