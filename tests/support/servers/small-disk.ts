import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemCode } from '#platform/start-refused';

/** A small file system of memory in place of a folder, which only programs started `under` it see there. */
export interface SmallDisk {
  /** The command that runs another one where the small disk is. */
  readonly under: readonly string[];
  /** The path by which this process reaches what those programs have at `path`. */
  readonly seen: (path: string) => string;
  /** Writes until not a byte more fits. */
  readonly fill: () => void;
  /** Takes away what `fill` wrote. */
  readonly free: () => void;
  /** Removes it; it also goes when this process ends, however it ends. */
  readonly remove: () => Promise<void>;
}

/**
 * Mounts a small disk in a mount namespace of its own, so that no mount is ever left behind. Without root it needs a
 * kernel that gives user namespaces to everybody, and fails loudly where there is none.
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
      // The first takes what is free in large pieces, the second the rest of it.
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
