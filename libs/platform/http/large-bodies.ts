import type { FastifyInstance, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';

/** Most bytes of a refused body that are read and thrown away. */
const MOST = 16 * 1024 * 1024;
const PATIENCE_MS = 5_000;

/**
 * Reads the rest of a body that was refused before the answer is sent. Otherwise the connection is closed while the
 * client still sends: the client gets a reset and never reads the answer. Nothing of the body is kept; a body that is
 * longer than `MOST`, or slower than `PATIENCE_MS`, is cut off after all.
 */
export function answersLargeBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', async (request, reply) => {
    if (reply.statusCode === 413) await drained(request);
  });
}

async function drained({ raw }: FastifyRequest): Promise<void> {
  if (raw.complete || raw.destroyed) return;
  const over = new AbortController();
  const read = new Promise<void>((resolve) => {
    let bytes = 0;
    raw.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST) resolve();
    });
    for (const event of ['end', 'close', 'error'])
      raw.once(event, () => {
        resolve();
      });
    raw.resume();
  });
  const late = sleep(PATIENCE_MS, undefined, { signal: over.signal, ref: false }).catch(() => undefined);
  await Promise.race([read, late]);
  over.abort();
  raw.pause();
}
