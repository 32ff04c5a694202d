import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartRefused } from '../start-refused.js';
import { processIdentity } from './instance-lock.js';
import { type RunAs, asUser } from './run-as.js';

/**
 * A shell that starts and stops the server: the holder. Its standard input is a pipe from the program. When the program
 * ends, even by kill -9, the pipe closes. Then the holder asks the server for a fast stop, and after 20 s for an
 * immediate one. The holder runs in its own session, so that Ctrl-C and the end of a process group do not stop the
 * server before the program is done. For the same reason it ignores SIGHUP and similar signals. It does so only after
 * the server has started, because the server would inherit that.
 */
const HOLD = `
exec 3<&0
"$@" 3<&- </dev/null >&2 &
server=$!
trap '' INT TERM HUP
echo "$server"
{ cat <&3; kill -INT "$server"; sleep 20; kill -QUIT "$server"; } >/dev/null 2>&1 &
holder=$!
wait "$server"
status=$?
kill -KILL "$holder"
exit "$status"
`;

export interface ServerProcess {
  readonly pid: number;
  /** Resolves with the exit code when the server has ended for any reason. */
  readonly ended: Promise<number>;
  /** The last lines written by the server. */
  tail(): string;
  /** Stops the server as the end of the program would, and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

const TAIL = 16_384;

/** Starts the server by a holder. `log` gets each line that the server writes. */
export async function spawnServer(
  command: string,
  args: readonly string[],
  runAs: RunAs,
  log: (line: string) => void,
): Promise<ServerProcess> {
  const holder = spawn('/bin/sh', ['-c', HOLD, 'minh-chung-postgres', command, ...args], {
    ...asUser(runAs),
    detached: true,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let written = '';
  holder.stdin.on('error', () => undefined); // the holder may have ended before the write
  holder.stderr.setEncoding('utf8').on('data', (text: string) => {
    written = (written + text).slice(-TAIL);
    for (const line of text.split('\n')) if (line.trim()) log(line);
  });
  const ended = new Promise<number>((resolve, reject) => {
    holder.once('error', reject);
    holder.once('close', (code) => {
      holder.stdin.destroy();
      resolve(code ?? -1);
    });
  });
  const pid = await new Promise<number>((resolve, reject) => {
    holder.stdout.setEncoding('utf8').once('data', (line: string) => {
      resolve(Number(line));
    });
    ended.then(() => {
      reject(new Error(`the shell that holds the server ended before the server started: ${written}`));
    }, reject);
  });
  return {
    pid,
    ended,
    tail: () => written,
    stop: async () => {
      holder.stdin.end();
      await ended;
    },
  };
}

/** Whether a process is a server on this folder: a server's working directory is its data folder. */
function isServerOn(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') {
      return (
        basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres') &&
        readlinkSync(`/proc/${pid}/cwd`) === cluster
      );
    }
    const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres') && command.includes(cluster);
  } catch {
    return false;
  }
}

/**
 * Stops a server that outlived its program because its holder was killed, too; or waits for a server that is stopping.
 * Such a server is not used again, because it has no holder to stop it. Hold the instance lock during this call: then
 * no running program owns the server.
 * @returns whether there was such a server
 */
export async function stopOrphan(cluster: string, log: (sentence: string) => void): Promise<boolean> {
  const file = join(cluster, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  } catch {
    return false;
  }
  if (!Number.isInteger(pid) || pid <= 1) return false;
  if (processIdentity(pid) === undefined || !isServerOn(pid, cluster)) {
    rmSync(file, { force: true }); // it names a process that is no server; PostgreSQL would wait for that process
    return false;
  }
  log(`A PostgreSQL server (process ${pid}) was left on this data by a program that ended; it is stopped first.`);
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 10],
    ['SIGKILL', 10],
  ] as const) {
    if (!signalled(pid, signal)) return true;
    for (let waited = 0; waited < seconds * 1000; waited += 50) {
      if (processIdentity(pid) === undefined) return true;
      await sleep(50);
    }
  }
  throw new StartRefused('server-left-over', {
    vi: `Tiến trình PostgreSQL ${pid} vẫn giữ dữ liệu ở ${cluster} và không tự dừng; hãy dừng tiến trình đó rồi chạy lại.`,
    en: `The PostgreSQL process ${pid} still holds the data in ${cluster} and does not stop; end that process, then start again.`,
  });
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return processIdentity(pid) !== undefined;
  }
}
