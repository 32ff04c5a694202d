import { Injectable } from '@nestjs/common';
import type { PlainDate } from '#kernel/dates';
import { streamId, type Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Openings } from '#platform/sealing/openings';
import { member } from '../member.js';
import { byGivenName, type Fit, fitsTyped, sameCard } from '../rules/names.js';
import { type NamedPerson, NamesInMemory, type Particulars } from './names-in-memory.queries.js';
import { mayReadNames } from './readable.queries.js';
import { organizationOn } from './registered.js';

/** What a person typed to find somebody; all that is given must agree. */
export interface Typed {
  readonly name?: string | undefined;
  readonly cardNumber?: string | undefined;
  readonly code?: string | undefined;
}

export interface Found {
  readonly memberId: Uuid;
  readonly code: string | null;
  readonly name: string;
  readonly bornOn: string | null;
  readonly organizationId: Uuid | null;
}

interface Hit extends NamedPerson {
  readonly particulars: Particulars;
  readonly fit: Fit;
}

/** Finds persons by what is sealed of them, in memory, among those whose names the reader may read. */
@Injectable()
export class MemberSearch {
  constructor(private readonly names: NamesInMemory) {}

  /**
   * The best matches first, each named in the collection of what the answer opens.
   *
   * Cost: a pass over the register; the first search after a start, or after an erasure, opens every name.
   *
   * @throws ReadModelRebuilding | KeysUnavailable
   */
  async find(
    typed: Typed,
    { position, asOf }: { readonly position: bigint; readonly asOf: PlainDate },
    { by, openings, limit }: { readonly by: Caller; readonly openings: Openings; readonly limit: number },
  ): Promise<{ readonly members: readonly Found[]; readonly isMore: boolean }> {
    const readable = (await this.names.everyone(position)).filter(mayReadNames(by));
    const fits = fitOf(typed);
    const hits = fits === null ? [] : (await this.names.named(readable)).flatMap(fits);
    hits.sort((a, b) => a.fit - b.fit || byGivenName(a.particulars, b.particulars));
    const members = hits.slice(0, limit).map(({ memberId, rows, outline, particulars: { name, bornOn } }) => {
      openings.record(streamId(member.category, memberId), [memberId]);
      return {
        memberId,
        code: outline.code,
        name,
        bornOn,
        organizationId: organizationOn(rows, asOf, position),
      };
    });
    return { members, isMore: hits.length > limit };
  }
}

/** Null if what was typed can find nobody. */
function fitOf({ name, cardNumber, code }: Typed): ((person: NamedPerson) => Hit[]) | null {
  const fits = name === undefined ? () => 0 : fitsTyped(name);
  const card = cardNumber === undefined ? undefined : sameCard(cardNumber);
  const asked = code === undefined ? null : sameCode(code);
  if (fits === null || card === null || (name ?? cardNumber ?? code) === undefined) return null;
  return (person) => {
    const { particulars, outline } = person;
    if (particulars === null) return [];
    if (asked !== null && sameCode(outline.code ?? '') !== asked) return [];
    if (card !== undefined && particulars.card !== card) return [];
    const fit = fits(particulars);
    return fit === null ? [] : [{ ...person, particulars, fit }];
  };
}

/** "ĐV-0412", "dv 412" and "412" are one code. */
const sameCode = (code: string): string => (sameCard(code) ?? '').replace(/^dv/u, '').replace(/^0+/u, '');
