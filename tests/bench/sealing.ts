import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { eventId, streamId, type Uuid } from '#kernel/ids';
import type { KeyOwner } from '#platform/sealing/key-ring';
import { MemoryKeyRing } from '#platform/sealing/memory.key-ring';
import { FOR_THE_PROGRAM } from '#platform/sealing/openings';
import { Sealing, type SealingPlace } from '#platform/sealing/sealing';
import { interleaved, perSecond } from './measure.js';
import type { Figure, Part } from './report.js';

const FIELDS = 5_000;
const ROUNDS = 5;
/** The goal: the most microseconds that sealing one field may take. */
const GOAL = 10;

const uuid = () => randomUUID() as Uuid;

/** Time to seal one field whose key is in memory, beside one call of AES-256-GCM on the same number of bytes. */
export async function sealing(): Promise<Part> {
  const sealer = new Sealing(uuid(), new MemoryKeyRing());
  const measuring = FOR_THE_PROGRAM('a measurement');
  const owner: KeyOwner = { kind: 'person', id: uuid() };
  const stream = streamId('disciplineCase', uuid());
  const places = Array.from({ length: FIELDS }, (_, ordinal): SealingPlace => {
    return { stream, commandId: uuid(), ordinal, type: 'DisciplineDecided', schema: 1, field: 'sealedForm' };
  });
  const sealed: string[] = [];
  for (const place of places) sealed.push(await sealer.seal('EXPULSION', owner, place));
  const standing = places.map(({ commandId, ordinal, ...field }) => ({
    ...field,
    eventId: eventId(stream, commandId, ordinal),
  }));
  const [key, content, bound] = [randomBytes(32), randomBytes(128), randomBytes(300)];
  const bare = () => {
    const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12), { authTagLength: 16 }).setAAD(bound);
    return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
  };
  const nonce = Buffer.alloc(12, 1);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(bound);
  const text = Buffer.concat([cipher.update(content), cipher.final()]);
  const tag = cipher.getAuthTag();
  const bareOpen = () => {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(bound).setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]);
  };
  const measured = await interleaved(
    [
      {
        name: 'seal',
        run: () =>
          perSecond(FIELDS, async () => {
            for (const place of places) await sealer.seal('EXPULSION', owner, place);
          }),
      },
      {
        name: 'bare seal',
        run: () =>
          perSecond(FIELDS, () => {
            for (let n = 0; n < FIELDS; n++) bare();
            return Promise.resolve();
          }),
      },
      {
        name: 'open',
        run: () =>
          perSecond(FIELDS, async () => {
            for (const [n, place] of standing.entries()) await sealer.open(sealed[n] ?? '', place, measuring);
          }),
      },
      {
        name: 'bare open',
        run: () =>
          perSecond(FIELDS, () => {
            for (let n = 0; n < FIELDS; n++) bareOpen();
            return Promise.resolve();
          }),
      },
    ],
    ROUNDS,
  );
  const micros = (name: string) => (measured.get(name) ?? []).map((rate) => 1_000_000 / rate);
  const figures = (['seal', 'open'] as const).map((what): Figure => ({
    figure: `${what} a field of 128 bytes, key in memory`,
    unit: 'µs',
    product: micros(what),
    floor: micros(`bare ${what}`),
    goal: { atMost: GOAL },
  }));
  return {
    figures,
    notes: [
      'Sealing: in this process alone; the floor is one call of AES-256-GCM on the same number of bytes, with an AAD of the same length.',
    ],
  };
}
