import { describe, expect, it } from '@jest/globals';
import { idOf, newStreamId, streamId } from '#kernel/ids';
import type { SealFormat } from '#kernel/sealed';
import { KeyReused } from '#platform/commands/envelope';
import { MemoryEventStore } from '#platform/event-store/memory.event-store';
import { MemoryKeyRing } from '#platform/sealing/memory.key-ring';
import { Sealing } from '#platform/sealing/sealing';
import { envelope, executorOn, log } from '../../../tests/support/worlds/counter.js';
import { disciplineCase } from '../discipline-case.js';
import { CELL, MEMBER } from '../testing.js';
import { CaseSealer } from './case-sealer.handler.js';
import { plainCommands } from './plain-commands.js';

const plainOf = (note: string) =>
  plainCommands.OpenDisciplineCase.parse({
    subject: { class: 'OFFICIAL_MEMBER', organizationId: CELL, memberId: MEMBER },
    source: { other: 'CELL_PROPOSAL' },
    openedOn: null,
    note,
  });

describe('a request that is sent again', () => {
  it.each<[SealFormat]>([['mcs1'], ['mcs2']])(
    'is answered with its first receipt if it was sealed as %s at first, and refused with other content',
    async (format) => {
      const sent = envelope();
      const caseId = newStreamId(disciplineCase.category, sent.actor.id, sent.commandId);
      const stream = streamId(disciplineCase.category, caseId);
      const sealer = new CaseSealer(new Sealing(log, new MemoryKeyRing()));
      const store = new MemoryEventStore();
      const at = { caseId: idOf(stream), commandId: sent.commandId };
      const opening = (note: string, sealedIn?: SealFormat) =>
        sealer.opening({ ...at, format: sealedIn }, plainOf(note));
      const first = await executorOn(store).execute(
        disciplineCase,
        stream,
        async () => ({ command: await opening('điều riêng', format) }),
        sent,
      );
      const again = (note: string) =>
        executorOn(store).execute(
          disciplineCase,
          stream,
          async (_, __, sealedIn) => ({ command: await opening(note, sealedIn) }),
          sent,
        );
      expect((await store.read(stream))[0]?.record.data.sealedNote).toMatch(new RegExp(`^${format}\\.`));
      expect(await again('điều riêng')).toEqual({ ...first, repeated: true });
      await expect(again('điều khác')).rejects.toThrow(KeyReused);
    },
  );
});
