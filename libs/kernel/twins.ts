import { z } from 'zod';
import type { PlainDate } from './dates.js';
import { companionOf, effective, type PastEvent } from './effective.js';
import { type DataOf, v1 } from './event.js';
import { streamId, Uuid } from './ids.js';
import type { Names } from './names.js';
import { type Bilingual, type CodeList, codesOf } from './text.js';

/** By what two records, or two organizations of a register, may be one. */
export const TWIN_KINDS = {
  PAPER: { vi: 'trùng cơ quan ban hành, số và ngày văn bản', en: 'same issuing body, number and day of a paper' },
  CASE: { vi: 'trùng đối tượng, nguồn và ngày lập hồ sơ', en: 'same subject, source and day of a disciplinary case' },
  ORGANIZATION: {
    vi: 'trùng tên và cấp trên trong cùng thời gian',
    en: 'same name of an organization under the same parent at the same time',
  },
  MEMBER: {
    vi: 'trùng số thẻ đảng viên, trùng họ tên và ngày sinh, hoặc trùng họ tên trong một tổ chức đảng',
    en: 'same number of the card, same name and day of birth, or same name in one organization',
  },
} as const satisfies CodeList;
export const TwinKind = z.enum(codesOf(TWIN_KINDS));
export type TwinKind = z.output<typeof TwinKind>;

/** What the name of a record's category is in lists of twins; an organization is no record of its own. */
export const TwinCategory = z.string().regex(/^[a-z][a-zA-Z]{0,39}$/);

/**
 * What one entry states that makes its record comparable with others: a key; that the record begins, with the body that
 * issues its papers, if one does; that it is tied to another record, so that they may share papers. A record whose
 * beginning is annulled has no keys.
 */
export type TwinStatement =
  TwinKey | { readonly says: 'begins'; readonly issuer: string | null } | { readonly says: 'tie'; readonly to: Uuid };

/** Two records with one key may be one. `issuer` and `key` are folded (`sameness.ts`). */
export interface TwinKey {
  readonly says: 'key';
  readonly kind: 'PAPER' | 'CASE';
  /** Null: the body that issues the papers of the record; if the record names none, there is no key. */
  readonly issuer: string | null;
  readonly key: string;
  /** The number and the day as recorded, for lists. */
  readonly number: string | null;
  readonly day: PlainDate | null;
}

/** Two items of one record that may be one. */
export interface InnerTwin {
  readonly item: Uuid;
  readonly twin: Uuid;
  readonly name: string;
}

/**
 * How the records of a kind are compared. The kernel adds the event `<As>TwinsRuledOut` with its sentence, which a
 * command records that names twins in `notTwinOf`. It changes no state.
 */
export interface Twins<S, E, As extends string = string> {
  readonly as: As;
  readonly of: (event: E) => readonly TwinStatement[];
  /**
   * The items of the record that may be one, of those that entries are about. For a record of many items, all in one
   * stream. Called for every command, so it looks at the neighbors of those items only.
   */
  readonly within?: (state: () => S, about: readonly E[]) => readonly InnerTwin[];
  /** Why the papers of these events do not tell that two records may be one. */
  readonly apart: Readonly<Record<string, string>>;
}

/** Somebody compared, and says that these are others. */
export const twinsRuledOut = v1({
  ruledOut: z
    .array(
      z.strictObject({
        kind: TwinKind,
        category: TwinCategory.describe('Category of the other record; "organization" for one of a register'),
        id: Uuid.describe('The other record, or the other organization'),
        item: Uuid.nullable().describe('The item of this record that was compared; null: the record'),
      }),
    )
    .min(1)
    .max(50),
});
export type TwinsRuledOut = DataOf<typeof twinsRuledOut>;

export type TwinEvents<As extends string> = { readonly [K in As as `${K}TwinsRuledOut`]: typeof twinsRuledOut };

export const ruledOutName = <As extends string>(as: As) => `${as}TwinsRuledOut` as const;

/** The twins of a decider, with the events of the kernel taken in. */
export const twinsOf = <S, E>({ as, of, within, apart }: Twins<S, E>): Twins<S, any> => ({
  as,
  of: (event: PastEvent) => {
    if (event.type !== ruledOutName(as)) return of(event as E);
    const { ruledOut } = event.data as TwinsRuledOut;
    return ruledOut.flatMap(({ kind, id: to }) => (kind === 'ORGANIZATION' ? [] : [{ says: 'tie', to } as const]));
  },
  ...(within && { within }),
  apart,
});

/** The entries whose content new events state: the content of corrections, and what an annulment withdraws. */
export function entriesBehind(
  news: readonly Pick<PastEvent, 'type' | 'data'>[],
  before: readonly PastEvent[],
): { readonly stated: readonly PastEvent[]; readonly withdrawn: readonly PastEvent[] } {
  const stated: PastEvent[] = [];
  const withdrawn: PastEvent[] = [];
  for (const [i, event] of news.entries()) {
    const entry = { ...event, revision: before.length + i };
    const companion = companionOf(entry);
    if (companion === null) stated.push(entry);
    else if (companion.how === 'corrected') stated.push({ ...entry, type: companion.base, data: companion.data });
    const first = companion && before[companion.corrects];
    if (first && companion.how === 'annulled') withdrawn.push(first);
  }
  return { stated, withdrawn };
}

/** One text for each key, whose issuer is known. */
export const keyText = (kind: string, issuer: string, key: string): string => `${kind} ${issuer} ${key}`;

/** The keys of a record, each with the first entry that states it, and the records that it is tied to. */
export function twinMarks(
  { of }: Pick<Twins<any, any>, 'of'>,
  events: readonly PastEvent[],
): { readonly keys: ReadonlyMap<string, PastEvent & { readonly kind: TwinKind }>; readonly ties: ReadonlySet<Uuid> } {
  const inForce = effective(events).map((event) => ({ event, statements: of(event) }));
  const ties = new Set<Uuid>();
  let own: string | null | undefined;
  for (const { statements } of inForce)
    for (const statement of statements) {
      if (statement.says === 'tie') ties.add(statement.to);
      if (statement.says === 'begins') own = statement.issuer;
    }
  const keys = new Map<string, PastEvent & { readonly kind: TwinKind }>();
  for (const { event, statements } of inForce)
    for (const statement of statements) {
      if (statement.says !== 'key' || own === undefined) continue;
      const issuer = statement.issuer ?? own;
      if (issuer === null) continue;
      const text = keyText(statement.kind, issuer, statement.key);
      if (!keys.has(text)) keys.set(text, { ...event, kind: statement.kind });
    }
  return { keys, ties };
}

/** The pairs of items that a record says are not one, as texts that `pairText` makes. */
export function pairsRuledOut(as: string, events: readonly PastEvent[]): ReadonlySet<string> {
  const type = ruledOutName(as);
  return new Set(
    effective(events)
      .filter((event) => event.type === type)
      .flatMap(({ data }) => (data as TwinsRuledOut).ruledOut)
      .flatMap(({ item, id }) => (item === null ? [] : [pairText(item, id)])),
  );
}

export const pairText = (a: Uuid, b: Uuid): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** The sentence of the event in a history. */
export const ruledOutSentence = ({ ruledOut }: TwinsRuledOut, names: Names): Bilingual => {
  const records = ruledOut.filter(({ kind }) => kind !== 'ORGANIZATION').map(named(names));
  const pairs = ruledOut.flatMap(({ kind, item, id }) =>
    kind === 'ORGANIZATION' && item !== null ? [[names.organization(item), names.organization(id)] as const] : [],
  );
  const others =
    records.length > 0 ? [{ vi: `không phải là ${records.join(', ')}`, en: `not ${records.join(', ')}` }] : [];
  const two = pairs.map(([a, b]) => ({
    vi: `${a} và ${b} là hai tổ chức khác nhau`,
    en: `${a} and ${b} are two organizations`,
  }));
  const said = [...two, ...others];
  return {
    vi: `Đã đối chiếu với nội dung có thể trùng: ${said.map(({ vi }) => vi).join('; ')}`,
    en: `Compared with possible twins: ${said.map(({ en }) => en).join('; ')}`,
  };
};
const named =
  (names: Names) =>
  ({ category, id }: TwinsRuledOut['ruledOut'][number]): string =>
    names.record(streamId(category, id));
