import { randomUUID } from 'node:crypto';
import { register } from '#features/organizations';
import { pastEvent } from '#kernel/catalog';
import type { Context } from '#kernel/command';
import { type PlainDate } from '#kernel/dates';
import { itemId, type Uuid } from '#kernel/ids';
import { type EventRecord, leafHash, recordText } from '#kernel/record';
import { freshRecords } from './append.js';
import { histories, overFiveYears } from './histories.js';
import { interleaved, perSecond } from './measure.js';
import type { Figure, Part } from './report.js';

const RECORDS = 5_000;
const COMMANDS = 500;
const LENGTHS = [100, 10_000];
const CELLS = 40;

interface Named {
  readonly organizationId: string;
  readonly from: readonly string[];
}

/** Decides and folds commands that count members, one after the other, on a register with a history of this length. */
function commandsOn(length: number): () => Promise<number> {
  const options = { events: length, log: randomUUID() as Uuid, seed: length, perStream: length + 1, atATime: 1 };
  const records: EventRecord[] = [...histories({ ...options, recordedAt: overFiveYears(length), clock: 'injected' })];
  const past = records.map((record) => pastEvent(register.catalog, record));
  const founded = register.append(register.empty, past);
  const ended = new Set(
    past.flatMap(({ type, data }) => {
      const { organizationId, from } = data as Named;
      return type === 'OrganizationDissolved' ? [organizationId] : type === 'OrganizationsReorganized' ? from : [];
    }),
  );
  const cells = records
    .filter(({ type, revision, data }) => {
      return type === 'OrganizationEstablished' && revision > 8 && !ended.has(data.organizationId as string);
    })
    .slice(-CELLS);
  const [first] = cells;
  if (!first) throw new RangeError(`a history of ${length} events has no cell`);
  const { stream, recordedAt: now, actor } = first;
  const at = { now, actor, stream, facts: {}, newId: () => randomUUID() as Uuid };
  register.possible?.(founded.state, past.slice(0, 1), register.empty, at);
  return () => {
    let history = founded;
    return perSecond(COMMANDS, () => {
      for (let n = 0; n < COMMANDS; n++) {
        const commandId = randomUUID() as Uuid;
        const context: Context = {
          ...at,
          newId: (ordinal) => itemId(stream, commandId, ordinal),
        };
        const cell = cells[n % cells.length] ?? first;
        const organizationId = cell.data.organizationId as Uuid;
        const countedOn = cell.data.establishedOn as PlainDate;
        const data = { organizationId, count: n, countedOn, source: null };
        const events = register.handle({ type: 'CountMembers', data }, history, context);
        const revision = history.size;
        const news = events.map(({ type, data: said }, i) => ({ type, data: said, revision: revision + i }));
        history = register.append(history, news);
      }
      return Promise.resolve();
    });
  };
}

/** The cost of the pure parts, which do no I/O. */
export async function kernel(): Promise<Part> {
  const records = freshRecords(randomUUID() as Uuid, RECORDS, 1);
  const contestants = [
    {
      name: 'canonical text and leaf hash of a record',
      run: () =>
        perSecond(RECORDS, () => {
          for (const record of records) leafHash(recordText(record));
          return Promise.resolve();
        }),
    },
    {
      name: 'JSON.stringify of a record, for comparison',
      run: () =>
        perSecond(RECORDS, () => {
          for (const record of records) JSON.stringify(record);
          return Promise.resolve();
        }),
    },
    ...LENGTHS.map((length) => ({
      name: `decide and fold a command, ${length.toLocaleString('en-US')} events before it`,
      run: commandsOn(length),
    })),
  ];
  const measured = await interleaved(contestants, 5);
  const figures = [...measured].map(([name, rates]): Figure => ({
    figure: name,
    unit: 'µs',
    product: rates.map((rate) => 1_000_000 / rate),
    floor: null,
    goal: null,
  }));
  return {
    figures,
    notes: ['Kernel: in this process alone, without a database; a command is a member count, decided and folded.'],
  };
}
