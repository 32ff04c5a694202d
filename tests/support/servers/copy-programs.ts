import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from './built.js';

export interface Ended {
  readonly code: number | null;
  readonly said: string;
}

export interface RunningProgram {
  /** Everything that the program has written so far to stdout and stderr. */
  readonly said: () => string;
  readonly ended: Promise<Ended>;
  /** Kills the program with SIGKILL; resolves when it has ended. */
  readonly kill: () => Promise<Ended>;
}

/**
 * Starts a program of the product in a process of its own. @param environment variables besides those of this process
 */
export function startProgram(
  environment: Readonly<Record<string, string>>,
  file: string,
  ...args: readonly string[]
): RunningProgram {
  const child = spawn(process.execPath, [built(file), ...args], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 110_000, // no program outlives a failed test
    killSignal: 'SIGKILL',
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, said }));
  return {
    said: () => said,
    ended,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** Waits until a program prints something. @throws with the program's output if it ends before */
export async function until(running: RunningProgram, holds: () => boolean | Promise<boolean>): Promise<void> {
  const over = new AbortController();
  void running.ended.then(() => {
    over.abort();
  });
  while (!(await holds())) {
    if (over.signal.aborted) throw new Error(running.said());
    await sleep(5);
  }
}

/** Runs a program to its end. */
export const runProgram = (...all: Parameters<typeof startProgram>): Promise<Ended> => startProgram(...all).ended;

export const COPY = 'apps/cli/main.ts';
export const TO_KURRENTDB = ['copy-log', '--from', 'postgres', '--to', 'kurrentdb'] as const;
export const TO_POSTGRES = ['copy-log', '--from', 'kurrentdb', '--to', 'postgres'] as const;

/** Every program that works with a log, with the arguments to start it. */
export const PROGRAMS: readonly (readonly [file: string, ...args: string[]])[] = [
  ['apps/api/main.ts'],
  ['apps/worker/main.ts'],
  ['apps/cli/main.ts', 'migrate'],
  ['apps/cli/main.ts', 'rebuild', 'organizations'],
  ['apps/cli/main.ts', 'init', 'data/none'],
];
