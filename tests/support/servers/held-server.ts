import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { openPool } from '#platform/db/pools';
import { processIdentity } from '#platform/embedded-postgres/instance-lock';

const Held = z.object({
  url: z.string(),
  pid: z.int(),
  home: z.string(),
  replacedOrphan: z.boolean(),
  log: z.array(z.string()),
});
const Refused = z.object({ refused: z.string(), vi: z.string(), en: z.string() });

export interface HeldServer extends z.infer<typeof Held> {
  /** The program; it leads a process group of its own. */
  readonly program: ChildProcess;
  readonly programPid: number;
  /** Makes the program end normally, and waits for its end. */
  readonly end: () => Promise<void>;
}

export interface Order {
  readonly dataDir: string;
  readonly packageFolder?: string;
  readonly uid?: number;
  /** A command that runs the program, such as one that gives it file systems of its own. */
  readonly under?: readonly string[];
}

async function launch({ under = [], ...order }: Order): Promise<{ program: ChildProcess; told: unknown }> {
  const [command, ...args] = [
    ...under,
    process.execPath,
    '--conditions=source',
    '--import',
    './infra/dev/run-typescript.mjs',
    'tests/support/servers/hold-server.ts',
    JSON.stringify(order),
  ];
  const program = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  let told = '';
  for await (const text of program.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    told += z.string().parse(text);
    if (told.endsWith('\n')) break;
  }
  program.stdout.resume();
  if (told === '') throw new Error('the program ended without a word');
  return { program, told: JSON.parse(told) };
}

/** Starts a server in a program of its own, which a test may kill. */
export async function hold(order: Order): Promise<HeldServer> {
  const { program, told } = await launch(order);
  const held = Held.safeParse(told);
  if (!held.success) throw new Error(`the start was refused: ${JSON.stringify(told)}`);
  const exited = once(program, 'exit');
  return {
    ...held.data,
    program,
    programPid: z.int().parse(program.pid),
    end: async () => {
      program.stdin?.end();
      await exited;
    },
  };
}

/** Starts a server that must not start, and returns the reason that the program prints. */
export async function refusedStart(order: Order): Promise<z.infer<typeof Refused>> {
  const { program, told } = await launch(order);
  const refused = Refused.safeParse(told);
  program.stdin?.end();
  if (!refused.success) throw new Error('the start was not refused');
  return refused.data;
}

/** Waits until a process has ended; only the time limit of the test ends the wait. */
export async function gone(pid: number): Promise<void> {
  while (processIdentity(pid) !== undefined) await sleep(20);
}

/** The rows of one statement, over a connection of its own. */
export async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const pool = openPool({ url, max: 1, applicationName: 'test', statementTimeoutMs: 30_000 });
  try {
    return (await pool.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await pool.end();
  }
}
