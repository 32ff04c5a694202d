import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Uuid } from '#kernel/ids';
import { rounds } from '../support/rounds.js';
import type { KeyPlace } from '../support/servers/key-place.js';
import type { Orders } from './ring-key-destroyer.js';

/** Steps that change something. To die before one of the others is the same as to die before the next of these. */
const CHANGES = /^(write|overwrite|rename|link|sync|remove|insert|update|commit)/;
/** What can be cut off in the middle: a write to a file, or a statement that was sent. */
const CAN_BE_HALF = /^(write|overwrite|insert|update|commit)/;
export const deathsIn = (steps: readonly string[]) =>
  [...steps.entries()].flatMap(([dieAt, name]) => {
    const moments = CAN_BE_HALF.test(name) ? (['before', 'halfway'] as const) : (['before'] as const);
    return CHANGES.test(name) ? moments.map((moment) => ({ dieAt, name, moment })) : [];
  });

/** A short run takes every third death, from a random one on; the full run takes all. */
const STRIDE = 4 - rounds(3);
export const shareOf = <T>(deaths: readonly T[]): readonly T[] => {
  const first = Math.floor(Math.random() * STRIDE);
  return deaths.filter((_, n) => n % STRIDE === first);
};

/** Runs the program. @returns its steps, and whether it was killed */
export async function runDestroyer(
  place: KeyPlace,
  log: Uuid,
  more: Partial<Orders>,
): Promise<{ readonly steps: readonly string[]; readonly killed: boolean }> {
  const { database, masterKeyFile } = place;
  const orders: Orders = Object.assign(
    { keysUrl: database.sideUrls.keys, logUrl: database.appUrl, masterKeyFile, log },
    { victim: null, changes: false, dieAt: null, moment: 'before', fault: null } as const,
    more,
  );
  const program = ['--conditions=source', '--import', './infra/dev/run-typescript.mjs'];
  const args = [...program, 'tests/faults/ring-key-destroyer.ts', JSON.stringify(orders)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
  let said = '';
  child.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  await once(child, 'close');
  const gone = "select from pg_stat_activity where application_name = 'destroyer' and datname = current_database()";
  while ((await place.owner.query(gone)).rowCount !== 0) await sleep(5); // the server may be at its last statement
  const killed = child.signalCode === 'SIGKILL';
  if (!killed && child.exitCode !== 0) throw new Error(`the program failed: ${said}`);
  return { steps: said.split('\n').filter((line) => line !== ''), killed };
}
