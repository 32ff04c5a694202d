import type { Paper } from '#features/papers';
import type { PlainDate } from '#kernel/dates';
import type { StreamId, Uuid } from '#kernel/ids';
import type { SealedText } from '#kernel/sealed';
import type { LinkBasis } from '../codes.js';
import type { Career } from '../rules/career.js';
import { linksInForce } from '../rules/links.js';

/** A row of the read model `members`, with the positions of the log between which it counts. */
export interface Row {
  readonly stream: StreamId;
  readonly revision: number;
  readonly knownFrom: number;
  readonly knownTo: number | null;
}
interface Papered extends Row {
  readonly paperNumber: string | null;
  readonly paperSignedOn: PlainDate | null;
}

/** Sealed particulars, with the event to which they are bound. */
export interface SealedParticulars extends Row {
  readonly name: SealedText;
  readonly bornOn: SealedText | null;
  readonly cardNumber: SealedText | null;
  readonly eventId: Uuid;
}
export interface LinkRow extends Row {
  readonly otherId: Uuid;
  readonly foundOn: PlainDate;
  readonly basis: LinkBasis;
  readonly note: SealedText | null;
  readonly eventId: Uuid;
}

/** Every row of one person, closed ones included, by table. */
export interface MemberRows {
  readonly entered: readonly (SealedParticulars & Omit<Career['entered'], 'entry'>)[];
  readonly particulars: readonly (SealedParticulars & { readonly statedOn: PlainDate })[];
  readonly ruledOut: readonly (Row & { readonly otherId: Uuid })[];
  readonly posts: readonly (Papered &
    Pick<Career['posts'][number], 'postId' | 'post' | 'organizationId'> & {
      readonly startsOn: PlainDate | null;
      readonly endsOn: PlainDate | null;
    })[];
  readonly postEnds: readonly (Papered & { readonly postId: Uuid; readonly endedOn: PlainDate })[];
  readonly memberships: readonly (Papered & Pick<Career['moves'][number], 'organizationId' | 'movedOn'>)[];
  readonly statuses: readonly (Papered & Pick<Career['statuses'][number], 'status' | 'changedOn'>)[];
  readonly departures: readonly (Papered &
    Pick<Career['departures'][number], 'how' | 'reason'> & { readonly departedOn: PlainDate })[];
  readonly links: readonly LinkRow[];
  readonly unlinks: readonly (Row & { readonly otherId: Uuid; readonly unlinkedOn: PlainDate })[];
}

/** The columns of each table that `MemberRows` holds besides those of every row. */
export const MIRRORED_COLUMNS = {
  entered: ['number', 'organizationId', 'memberSince', 'status', 'name', 'bornOn', 'cardNumber', 'eventId'],
  particulars: ['statedOn', 'name', 'bornOn', 'cardNumber', 'eventId'],
  ruledOut: ['otherId'],
  posts: ['postId', 'post', 'organizationId', 'startsOn', 'endsOn', 'paperNumber', 'paperSignedOn'],
  postEnds: ['postId', 'endedOn', 'paperNumber', 'paperSignedOn'],
  memberships: ['organizationId', 'movedOn', 'paperNumber', 'paperSignedOn'],
  statuses: ['status', 'changedOn', 'paperNumber', 'paperSignedOn'],
  departures: ['how', 'departedOn', 'reason', 'paperNumber', 'paperSignedOn'],
  links: ['otherId', 'foundOn', 'basis', 'note', 'eventId'],
  unlinks: ['otherId', 'unlinkedOn'],
} as const;

/** A position of the log up to which entries count; null: all that are known. */
export type Position = bigint | null;

/** The rows that count at a position, in the order of recording. */
export function rowsAt<R extends Row>(rows: readonly R[], position: Position): readonly R[] {
  const at = position === null ? null : Number(position);
  const counts = ({ knownFrom, knownTo }: R) =>
    at === null ? knownTo === null : knownFrom <= at && (knownTo === null || knownTo > at);
  return rows.filter(counts).sort((a, b) => a.revision - b.revision);
}

/** The career of a person as known at a position; null if the person is not entered then. */
export function careerAt(rows: MemberRows, position: Position): Career | null {
  const [first] = rowsAt(rows.entered, position);
  if (!first) return null;
  const { number, organizationId, memberSince, status, revision } = first;
  return {
    entered: { number, organizationId, memberSince, status, entry: revision },
    posts: rowsAt(rows.posts, position).map((row) => ({
      postId: row.postId,
      post: row.post,
      organizationId: row.organizationId,
      from: row.startsOn,
      to: row.endsOn,
      decision: paperOf(row),
      entry: row.revision,
    })),
    postEnds: rowsAt(rows.postEnds, position).map((row) => ({
      postId: row.postId,
      on: row.endedOn,
      decision: paperOf(row),
      entry: row.revision,
    })),
    moves: rowsAt(rows.memberships, position).map((row) => ({
      organizationId: row.organizationId,
      movedOn: row.movedOn,
      decision: paperOf(row),
      entry: row.revision,
    })),
    statuses: rowsAt(rows.statuses, position).map((row) => ({
      status: row.status,
      changedOn: row.changedOn,
      decision: paperOf(row),
      entry: row.revision,
    })),
    departures: rowsAt(rows.departures, position).map((row) => ({
      how: row.how,
      on: row.departedOn,
      reason: row.reason,
      decision: paperOf(row),
      entry: row.revision,
    })),
  };
}

const paperOf = ({ paperNumber, paperSignedOn }: Papered): Paper | null =>
  paperNumber === null && paperSignedOn === null ? null : { number: paperNumber, signedOn: paperSignedOn };

/** The sealed particulars last stated at a position; null if the person is not entered then. */
export function particularsAt(rows: MemberRows, position: Position): (SealedParticulars & { type: string }) | null {
  const [first] = rowsAt(rows.entered, position);
  if (!first) return null;
  const anew = rowsAt(rows.particulars, position).at(-1);
  return anew ? { ...anew, type: 'ParticularsStated' } : { ...first, type: 'MemberEntered' };
}

/** The links that one record states, as in force at a position. */
export const linksAt = ({ links, unlinks }: MemberRows, position: Position): readonly LinkRow[] =>
  linksInForce(rowsAt(links, position), rowsAt(unlinks, position));
