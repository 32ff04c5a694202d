import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { StartRefused, refusalOfFile, systemCode } from '../start-refused.js';

const Holder = z.object({ pid: z.int(), identity: z.string() });
type Holder = z.infer<typeof Holder>;

/**
 * Identifies a process since the last boot of this machine, so that a reused process id is not taken for the holder of
 * the lock. Undefined if the process does not exist or is a zombie.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // the name before it may contain spaces
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19] ?? ''}`;
    } catch {
      return undefined;
    }
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function read(file: string): Holder | 'absent' | 'unreadable' {
  try {
    return Holder.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? 'absent' : 'unreadable';
  }
}

const sameHolder = (a: Holder, b: Holder) => a.pid === b.pid && a.identity === b.identity;

/**
 * Allows one program per data folder. The lock file names the process that holds it. The lock of an ended process is
 * taken over.
 * @throws StartRefused `already-running` while the holder is alive
 */
export function takeInstanceLock(file: string): { readonly release: () => void } {
  const own: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? '' };
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, JSON.stringify(own), { mode: 0o644, flush: true });
    for (;;) {
      try {
        linkSync(draft, file); // the file appears complete or not at all
        return {
          release: () => {
            const holder = read(file);
            if (typeof holder === 'object' && sameHolder(holder, own)) rmSync(file, { force: true });
          },
        };
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
      const holder = read(file);
      if (typeof holder === 'object' && processIdentity(holder.pid) === holder.identity)
        throw running(file, holder.pid);
      if (holder !== 'absent') moveAside(file, holder);
    }
  } catch (error) {
    throw refusalOfFile(error, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes a stale lock. Two programs may do this at once: the one that moved away a live lock by mistake restores it.
 */
function moveAside(file: string, stale: Holder | 'unreadable'): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  try {
    if (typeof moved === 'object' && (typeof stale !== 'object' || !sameHolder(moved, stale))) linkSync(aside, file);
  } finally {
    rmSync(aside, { force: true });
  }
}

const running = (file: string, pid: number) =>
  new StartRefused('already-running', {
    vi: `Minh Chứng đang chạy trên dữ liệu này (tiến trình ${pid}, tệp khóa ${file}); hãy dừng chương trình đó hoặc chọn DATA_DIR khác.`,
    en: `Minh Chứng already runs on this data (process ${pid}, lock file ${file}); stop that program or choose another DATA_DIR.`,
  });
