import { Inject, Injectable } from '@nestjs/common';
import type { Uuid } from '#kernel/ids';
import { type OpenedPlace, Opener } from '#platform/sealing/opener';
import type { Openings } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import {
  type LinkRow,
  type MemberRows,
  particularsAt,
  type Position,
  type SealedParticulars,
} from '../facts/member-rows.js';
import { BornOn, CardNumber, Note, PersonName, SEALED_SCHEMA } from '../rules/shapes.js';

/** Opens what is sealed in the records of persons, for a permitted reader. */
@Injectable()
export class MemberReader {
  constructor(@Inject(SEALING) private readonly sealing: Sealing) {}

  /**
   * The particulars last stated at a position.
   *
   * @throws SealBroken | KeysUnavailable
   */
  async particulars(memberId: Uuid, rows: MemberRows, position: Position, openings: Openings) {
    const sealed = particularsAt(rows, position);
    if (!sealed) return { particularsEntry: 0, name: null, bornOn: null, cardNumber: null, erased: [] };
    const opener = new Opener(this.sealing, openings.record(sealed.stream, [memberId]));
    const at = (field: string) => placeOf(sealed, sealed.type, field);
    const name = PersonName.nullable().parse(await opener.open(sealed.name, at('name')));
    const bornOn = BornOn.nullable().parse(await opener.open(sealed.bornOn, at('bornOn')));
    const cardNumber = CardNumber.nullable().parse(await opener.open(sealed.cardNumber, at('cardNumber')));
    return { particularsEntry: sealed.revision, name, bornOn, cardNumber, erased: opener.erased };
  }

  /** The note of a link, and what of it was erased. @throws SealBroken | KeysUnavailable */
  async note(recordId: Uuid, link: LinkRow, openings: Openings): Promise<string | null> {
    if (link.note === null) return null;
    const opener = new Opener(this.sealing, openings.record(link.stream, [recordId]));
    return Note.nullable().parse(await opener.open(link.note, placeOf(link, 'SamePersonLinked', 'note')));
  }
}

const placeOf = (
  { stream, eventId, revision }: Pick<SealedParticulars, 'stream' | 'eventId' | 'revision'>,
  type: string,
  field: string,
): OpenedPlace => ({ stream, eventId, type, field, schema: SEALED_SCHEMA, entry: revision });
