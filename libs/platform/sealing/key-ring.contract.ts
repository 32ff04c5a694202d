import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { plainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import type { KeyOwner, KeyRing } from './key-ring.js';

const uuid = () => Uuid.parse(randomUUID());
const person = (): KeyOwner => ({ kind: 'person', id: uuid() });
const on = plainDate('2026-03-01');

/** What every key ring promises to those who open many values at once and keep what they opened. */
export function describeKeyRing(name: string, make: () => Promise<KeyRing>): void {
  describe(`${name} as a key ring`, () => {
    it('finds many keys that are asked for at once, each as it is: present, destroyed or unknown', async () => {
      const keys = await make();
      const owners = Array.from({ length: 30 }, person);
      const ids: Uuid[] = [];
      for (const owner of owners) ids.push((await keys.keyFor(owner)).id);
      const [gone, unknown] = [owners[7] as KeyOwner, uuid()];
      await keys.destroy([{ owner: gone, on }]);
      const found = await Promise.all([...ids, unknown, ids[0] as Uuid].map((id) => keys.get(id)));
      expect(found.map((one) => (one.is === 'key' ? one.owner : one))).toEqual([
        ...owners.map((owner) => (owner === gone ? { is: 'erased', on } : owner)),
        { is: 'unknown' },
        owners[0],
      ]);
    });

    it('tells of another era once a key was destroyed, and of the same one while none was', async () => {
      const [keys, owner] = [await make(), person()];
      await keys.keyFor(owner);
      const before = await keys.era();
      await keys.keyFor(person());
      expect(await keys.era()).toBe(before);
      await keys.destroy([{ owner, on }]);
      const after = await keys.era();
      expect(after).not.toBe(before);
      expect(await keys.era()).toBe(after);
    });
  });
}
