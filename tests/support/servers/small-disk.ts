import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '#platform/start-refused';

/** The folder on which a small file system in memory is mounted, for programs started with `under` only. */
export interface SmallDisk {
  /** The command that runs another program with the small disk mounted. */
  readonly under: readonly string[];
  /** The path by which this process reaches what those programs see at `path`. */
  readonly seen: (path: string) => string;
  /** Fills the disk to the last byte. */
  readonly fill: () => void;
  /** Removes what `fill` wrote. */
  readonly free: () => void;
  /** Removes the disk; it also goes when this process ends, in whatever way. */
  readonly remove: () => Promise<void>;
}

/**
 * Mounts a small disk in a mount namespace of its own, so that no mount is left behind. Without root this needs a
 * kernel that gives user namespaces to everybody; if it does not, the call fails with an error.
 */
export async function smallDisk(folder: string, size: string): Promise<SmallDisk> {
  const root = process.geteuid?.() === 0;
  const [unshare, enter] = root
    ? [['--mount'], ['--mount']]
    : [
        ['--user', '--map-current-user', '--keep-caps', '--mount'],
        ['--user', '--preserve-credentials', '--mount'],
      ];
  const script = `mount -t tmpfs -o size=${size},mode=0755 small "$0" && echo mounted && exec cat`;
  const keeper = spawn('unshare', [...unshare, '/bin/sh', '-c', script, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(keeper, 'exit');
  const mounted = once(keeper.stdout, 'data').then(() => true);
  if (!(await Promise.race([mounted, exited.then(() => false)]))) throw new Error('no small disk can be mounted here');

  const pid = z.int().parse(keeper.pid);
  const seen = (path: string) => `/proc/${pid}/root${path}`;
  const fillers: string[] = [];
  return {
    under: ['nsenter', `--target=${pid}`, ...enter, `--wd=${process.cwd()}`],
    seen,
    fill: () => {
      // The first command fills the free space in large pieces, the second one fills the rest.
      for (const bytes of [1024 * 1024, 4096]) {
        const filler = seen(join(folder, `filler-${bytes}`));
        fillers.push(filler);
        const piece = Buffer.alloc(bytes);
        try {
          for (;;) writeFileSync(filler, piece, { flag: 'a' });
        } catch (error) {
          if (systemCode(error) !== 'ENOSPC') throw error;
        }
      }
    },
    free: () => {
      for (const filler of fillers.splice(0)) rmSync(filler);
    },
    remove: async () => {
      keeper.stdin.end();
      await exited;
    },
  };
}
