import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Asks at the terminal that started the program; null without a terminal, and after Ctrl-C or Ctrl-D. */
export async function askAtTerminal(question: string, hidden?: 'hidden'): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  // Only this stream echoes what is typed.
  const output = new Writable({
    write: (chunk: Buffer, _, done) => {
      if (!hidden) process.stderr.write(chunk);
      done();
    },
  });
  const terminal = createInterface({ input: process.stdin, output, terminal: true });
  const stopping = new AbortController();
  terminal.once('SIGINT', () => {
    stopping.abort();
  });
  if (hidden) process.stderr.write(question);
  try {
    return await terminal.question(question, { signal: stopping.signal });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return null; // Ctrl-C, and Ctrl-D on an empty line
    throw error;
  } finally {
    terminal.close();
    if (hidden) process.stderr.write('\n');
  }
}
