import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { plainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { openSideDatabase } from '#platform/db/side-database';
import { inTransaction } from '#platform/db/transaction';
import type { KeyOwner } from '#platform/sealing/key-ring';
import { openKeyStore } from '#platform/sealing/key-store';
import { PostgresKeyRing } from '#platform/sealing/postgres.key-ring';
import { KEYS_ROLE, keysMigrations } from '../../infra/migrations/keys/index.js';
import { concurrently, interleaved, perSecond } from './measure.js';
import type { Part } from './report.js';
import { type BenchServer, benchPool } from './server.js';

const KEYS = 5_000;
const ROUNDS = 5;
/** The goal: the most milliseconds that one erasure may take in a store with so many keys. */
const GOAL_MS = 2_000;
/** Length of a wrapped key. */
const WRAPPED = 77;

const uuid = () => randomUUID() as Uuid;
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });

/** Time to destroy one key, which wraps all others anew, beside one plain update of as many rows of the same size. */
export async function rotation(server: BenchServer): Promise<Part> {
  const database = await server.database('rotation');
  const pool = await openSideDatabase({
    side: 'keys',
    beside: database.url,
    url: undefined,
    migrations: keysMigrations,
    role: KEYS_ROLE,
    asAnyRole: true,
    max: 4,
    applicationName: 'bench',
    statementTimeoutMs: 0,
  });
  const [plain, logPool] = [benchPool(database.url, 1), benchPool(database.appUrl, 1)];
  try {
    const log = uuid();
    const masterKeyFile = join(server.folder, 'rotation', 'master.key');
    const { rings } = await openKeyStore({ pool, logPool, log, masterKeyFile, hasKeys: false });
    const keys = new PostgresKeyRing({ pool, rings, log });
    await concurrently(4, KEYS, () => keys.keyFor(person()));
    await plain.query(
      'create table plain (key_id uuid primary key, kind text, owner_id uuid, wrapped bytea, ring_id uuid)',
    );
    const ids = Array.from({ length: KEYS }, uuid);
    const values = () => ids.map(() => randomBytes(WRAPPED));
    await plain.query(
      `insert into plain select id, 'person', gen_random_uuid(), wrapped, gen_random_uuid()
       from unnest($1::uuid[], $2::bytea[]) as given (id, wrapped)`,
      [ids, values()],
    );
    await server.settle();
    const measured = await interleaved(
      [
        {
          name: 'rotation',
          run: async () => {
            const owner = person();
            await keys.keyFor(owner);
            return perSecond(KEYS, () => keys.destroy([{ owner, on: plainDate('2026-03-01') }]));
          },
        },
        {
          name: 'plain update',
          run: () => {
            const given = values();
            return perSecond(KEYS, () =>
              inTransaction(plain, (client) =>
                client.query(
                  `update plain set wrapped = given.wrapped, ring_id = $3
                   from unnest($1::uuid[], $2::bytea[]) as given (id, wrapped) where key_id = given.id`,
                  [ids, given, uuid()],
                ),
              ),
            );
          },
        },
      ],
      ROUNDS,
    );
    const ms = (name: string) => (measured.get(name) ?? []).map((rate) => (KEYS / rate) * 1000);
    return {
      figures: [
        {
          figure: `erase one owner, ${KEYS} keys wrapped anew`,
          unit: 'ms',
          product: ms('rotation'),
          floor: ms('plain update'),
          goal: { atMost: GOAL_MS },
        },
      ],
      notes: [
        'Rotation: with the files of both ring keys and every check; the floor is one update of as many rows of the same size, in one transaction, in a table without trigger and foreign key, and without cryptography.',
      ],
    };
  } finally {
    await Promise.all([pool.end(), plain.end(), logPool.end()]);
    await server.drop(database);
  }
}
