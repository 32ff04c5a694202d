import { Inject, Injectable } from '@nestjs/common';
import type { Json } from '#kernel/canonical-json';
import { isCompanionName } from '#kernel/effective';
import { fieldLabel, labelIn } from '#kernel/field-labels';
import type { Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { parted, SealBroken, sealedParts } from '#kernel/sealed';
import type { Bilingual } from '#kernel/text';
import type { OpenedRecord } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { sealedWords } from '../history/field-values.js';

/** One value that is sealed for a person, opened. */
export interface SealedTold {
  readonly field: string;
  readonly label: Bilingual;
  readonly value: Bilingual;
}

/** Opens what an entry holds sealed for a person. */
@Injectable()
export class SealedOf {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /**
   * A correction carries sealed values unchanged, so only the entry that first stated them tells them.
   *
   * @param keys the ids of the keys of the person
   * @throws SealBroken | KeysUnavailable
   */
  async open(event: EventRecord, keys: ReadonlySet<Uuid>, into: OpenedRecord): Promise<readonly SealedTold[]> {
    if (isCompanionName(event.type)) return [];
    const theirs = Object.entries(sealedParts(event.data)).filter(([, value]) => keys.has(parted(value).keyId));
    const told: SealedTold[] = [];
    for (const [path, value] of theirs) {
      const field = path.replace(/^\./u, '');
      const opened = await this.#opened(event, field, value, into);
      if (opened === null) continue;
      const label = labelIn(event.type, field) ?? fieldLabel(field);
      told.push({ field, label, value: sealedWords(event.type, field, contentOf(opened)) });
    }
    return told;
  }

  /** A value is bound to the version that its event had when it was first sealed, which later versions keep. */
  async #opened(
    { stream, id: eventId, type, schema: latest }: EventRecord,
    field: string,
    value: string,
    into: OpenedRecord,
  ) {
    for (let schema = latest; ; schema--)
      try {
        const opened = await this.sealing.open(value, { stream, eventId, type, schema, field }, into);
        return typeof opened === 'string' ? opened : null;
      } catch (error) {
        if (!(error instanceof SealBroken) || schema <= 1) throw error;
      }
  }
}

/** Lists and votes are sealed as JSON, everything else as text. */
function contentOf(opened: string): Json {
  if (!/^[[{]/u.test(opened)) return opened;
  try {
    return JSON.parse(opened) as Json;
  } catch {
    return opened;
  }
}
