import { z } from 'zod';
import type { Context } from './command.js';
import { type DataOf, permanent, Revision, v1 } from './event.js';
import { Uuid } from './ids.js';
import { refusals } from './rejection.js';
import { type Bilingual, type CodeList, codesOf } from './text.js';

/** Grounds on which a reviewer returns a record. There is no free text, since it could name a person. */
export const RETURN_GROUNDS = {
  DIFFERS: { vi: 'nội dung ghi khác với văn bản', en: 'the entries differ from the papers' },
  PAPER_MISSING: { vi: 'thiếu văn bản để đối chiếu', en: 'a paper to compare with is missing' },
  INCOMPLETE: { vi: 'ghi chưa đủ nội dung của văn bản', en: 'the papers are not recorded in full' },
  WRONG_RECORD: { vi: 'ghi nhầm hồ sơ hoặc đối tượng', en: 'recorded in the wrong record or of the wrong subject' },
  OTHER: { vi: 'lý do khác', en: 'another reason' },
} as const satisfies CodeList;
export const ReturnGround = z.enum(codesOf(RETURN_GROUNDS));

const ContentHash = z.string().regex(/^[0-9a-f]{64}$/);
/** The compared entries: those from 0 to `upTo`, identified by the root of their leaves. */
const bound = { upTo: Revision, contentHash: ContentHash };
const back = { ground: ReturnGround, entries: z.array(Revision).max(200) };

/**
 * "Đúng với văn bản": a second person has compared the record with its papers and found no difference. A
 * confirmation cannot be corrected. It covers the entries before it: after any later entry the record as a whole is not
 * confirmed any more.
 */
export const confirmed = permanent(v1(bound));
/** A second person returns the record to the person who recorded it. */
export const returned = permanent(v1({ ...bound, ...back }));

const compared = { contentHash: ContentHash.describe('The hash of what was compared with the papers') };
export const Confirm = z.strictObject(compared);
export const Return = z.strictObject({
  ...compared,
  ground: back.ground,
  entries: back.entries.default([]).describe('The entries that are wrong'),
});

/** Facts that a confirmation or a return needs. They are about the entries that the reviewer has read (If-Match). */
export const Review = z.strictObject({
  ...bound,
  /** Whether the record is confirmed and has not changed since its confirmation. */
  stands: z.boolean(),
  /**
   * Who recorded the unconfirmed entries, for whom these persons acted, and who is tied to them by a delegation; null:
   * the person cannot be determined.
   */
  recorders: z.array(Uuid.nullable()),
  /** The reviewer, and the person for whom the reviewer acts; null: the person cannot be determined. */
  reviewers: z.array(Uuid.nullable()),
});
export type Review = z.output<typeof Review>;

/** Facts that the approval by a third person needs. */
export const Approving = z.strictObject({
  /** The last entry that the approver has read. */
  upTo: z.int(),
  /** Whether the last entry is a confirmation. */
  confirmed: z.boolean(),
  /**
   * `before`: the persons who recorded, changed or confirmed what is approved, and everybody tied to them by a
   * delegation. `approvers`: the approver. Both lists also hold the persons for whom these persons acted; null: the
   * person cannot be determined.
   */
  before: z.array(Uuid.nullable()),
  approvers: z.array(Uuid.nullable()),
});
export type Approving = z.output<typeof Approving>;

const refuse = refusals({
  ContentDiffers: {
    vi: 'Hồ sơ hiện có nội dung khác với nội dung đã đối chiếu; hãy đọc lại hồ sơ rồi đối chiếu lại với văn bản',
    en: 'The record has another content than the one compared; read the record again and compare it with its papers again',
  },
  ConfirmedAlready: {
    vi: 'Hồ sơ này đã được xác nhận và chưa thay đổi từ đó; không cần xác nhận lại',
    en: 'This record has been confirmed against its papers and has not changed since; no new confirmation is needed',
  },
  OwnEntries: {
    vi: 'Người ghi không được tự xác nhận: phải do người khác xác nhận, và giữa hai người không có ủy quyền cho nhau',
    en: 'A recorder cannot confirm their own entries: another person must, who is not linked to the recorder by delegation',
  },
});

/**
 * Whether the two lists share no person. False if a list holds null: an undetermined person could be anyone.
 */
export const areOthers = (some: readonly (Uuid | null)[], others: readonly (Uuid | null)[]): boolean =>
  ![...some, ...others].includes(null) && !some.some((person) => others.includes(person));

/** @throws Rejection ContentDiffers or OwnEntries */
function boundTo({ contentHash }: { readonly contentHash: string }, review: Review) {
  if (contentHash !== review.contentHash) refuse('ContentDiffers');
  if (!areOthers(review.recorders, review.reviewers)) refuse('OwnEntries');
  return { upTo: review.upTo, contentHash };
}

/**
 * Decides a confirmation. The command names the hash of the content that the reviewer compared.
 *
 * @throws Rejection if the content has changed since the comparison, if the reviewer recorded an entry or is linked to
 * a recorder by delegation, or if the record is confirmed and has not changed since
 */
export function confirming(command: z.output<typeof Confirm>, { facts }: Context): DataOf<typeof confirmed> {
  const review = Review.parse(facts.review);
  if (review.stands) refuse('ConfirmedAlready');
  return boundTo(command, review);
}

/** Decides a return. A confirmed record may also be returned. @throws Rejection ContentDiffers or OwnEntries */
export function sendingBack(command: z.output<typeof Return>, { facts }: Context): DataOf<typeof returned> {
  const { ground, entries } = command;
  return { ...boundTo(command, Review.parse(facts.review)), ground, entries };
}

/**
 * A kind of record that a second person confirms. The kernel adds the commands `Confirm<As>` and `Return<As>` and the
 * events `<As>Confirmed` and `<As>Returned` with their sentences. Neither event changes the state.
 */
export interface Confirmable<S, As extends string> {
  readonly as: As;
  /** Code of the kind in lists of records that wait for a reviewer. */
  readonly kind: string;
  /** Path of one record below the API's base path, for example `engagements/:id`. */
  readonly at: string;
  /** Suffix of the operation names `review…`, `confirm…` and `return…` in the API's document. */
  readonly operations: string;
  /** The permission to read a record. */
  readonly read: string;
  /** After this event, the entries before it need no confirmation. */
  readonly ended?: string;
  /** How the history tells a confirmation where there is no paper to compare with. */
  readonly verdict?: Bilingual;
  /** @throws Rejection if the record has no content to compare with papers */
  readonly compared?: (state: S) => void;
}

export type VerdictCommands<As extends string> = { readonly [K in As as `Confirm${K}`]: typeof Confirm } & {
  readonly [K in As as `Return${K}`]: typeof Return;
};
export type VerdictEvents<As extends string> = { readonly [K in As as `${K}Confirmed`]: typeof confirmed } & {
  readonly [K in As as `${K}Returned`]: typeof returned;
};

/** The names of the commands and events of confirmation and return for a kind of record. */
export const verdictNames = <As extends string>(as: As) =>
  ({ confirm: `Confirm${as}`, return: `Return${as}`, confirmed: `${as}Confirmed`, returned: `${as}Returned` }) as const;

const TRUE_TO_THE_PAPERS: Bilingual = { vi: 'Xác nhận đúng với văn bản', en: 'Confirmed as true to the papers' };

/** The sentences of confirmation and return in a history. */
export const verdictSentences = ({ verdict = TRUE_TO_THE_PAPERS }: { readonly verdict?: Bilingual | undefined }) => ({
  confirmed: ({ upTo }: { readonly upTo: number }): Bilingual => ({
    vi: `${verdict.vi}, đến mục ghi số ${upTo}`,
    en: `${verdict.en}, up to entry ${upTo}`,
  }),
  returned: ({ upTo, ground, entries }: DataOf<typeof returned>): Bilingual => {
    const [why, which] = [RETURN_GROUNDS[ground], entries.length === 0 ? '' : ` (${entries.join(', ')})`];
    return {
      vi: `Trả lại để ghi lại, đã đối chiếu đến mục ghi số ${upTo}: ${why.vi}${which}`,
      en: `Sent back, compared up to entry ${upTo}: ${why.en}${which}`,
    };
  },
});

/** Commands, events and decisions of confirmation and return, added to each kind of record that is confirmed. */
export function verdictsOf<S>({ as, compared }: Confirmable<S, string>) {
  const names = verdictNames(as);
  return {
    commands: { [names.confirm]: Confirm, [names.return]: Return },
    events: { [names.confirmed]: confirmed, [names.returned]: returned },
    decide: {
      [names.confirm]: (command: z.output<typeof Confirm>, state: S, context: Context) => {
        compared?.(state);
        return [{ type: names.confirmed, data: confirming(command, context) }];
      },
      [names.return]: (command: z.output<typeof Return>, state: S, context: Context) => {
        compared?.(state);
        return [{ type: names.returned, data: sendingBack(command, context) }];
      },
    },
  };
}
