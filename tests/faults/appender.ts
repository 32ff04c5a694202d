// A program that appends until it is killed, and prints each answer as a line: `<id> <position>`.
import { writeSync } from 'node:fs';
import { openPool } from '#platform/db/pools';
import type { EventStore } from '#platform/event-store/event-store';
import { PostgresEventStore } from '#platform/event-store/postgres.event-store';
import { keepAppending } from '../support/oracles/log-oracle.js';
import { answersEarly } from './answers-early.js';

const [url = '', kind = '', round = ''] = process.argv.slice(2);
const pool = openPool({ url, max: 2, applicationName: 'appender', statementTimeoutMs: 10_000 });
const real = new PostgresEventStore({ pool, listenUrl: url });
const store: Pick<EventStore, 'append'> = kind === 'early' ? answersEarly(real) : real;
await real.head();
writeSync(1, 'ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
for (let writer = 0; writer < 8; writer++)
  void keepAppending(
    store,
    `${round}.${writer}`,
    () => true,
    (id, position) => writeSync(1, `${id} ${position}\n`),
  );
