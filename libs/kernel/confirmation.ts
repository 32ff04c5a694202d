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
  INCOMPLETE: { vi: 'ghi chưa đủ nội dung của văn bản', en: 'not all of the papers is recorded' },
  WRONG_RECORD: { vi: 'ghi nhầm hồ sơ hoặc đối tượng', en: 'recorded of the wrong file or subject' },
  OTHER: { vi: 'lý do khác', en: 'another reason' },
} as const satisfies CodeList;
export const ReturnGround = z.enum(codesOf(RETURN_GROUNDS));

const ContentHash = z.string().regex(/^[0-9a-f]{64}$/);
/** The entries from 0 to `upTo`, identified by the hash of their tree. Later entries are not covered. */
const bound = { upTo: Revision, contentHash: ContentHash };
const back = { ground: ReturnGround, entries: z.array(Revision).max(200) };

/**
 * "Đúng với văn bản": a second person has compared the record with its papers. Cannot be corrected; any later entry
 * voids it.
 */
export const confirmed = permanent(v1(bound));
/** A second person returns the record to its recorder. */
export const returned = permanent(v1({ ...bound, ...back }));

const compared = { contentHash: ContentHash.describe('The hash of what was compared with the papers') };
export const Confirm = z.strictObject(compared);
export const Return = z.strictObject({
  ...compared,
  ground: back.ground,
  entries: back.entries.default([]).describe('The entries that are wrong'),
});

/** Facts that a verdict needs, read by the sender of the command: the entries up to If-Match. */
export const Review = z.strictObject({
  ...bound,
  /** Whether the record is confirmed and unchanged since. */
  stands: z.boolean(),
  /** Recorders of the unconfirmed entries and the persons they act for; null for a person who cannot be determined. */
  recorders: z.array(Uuid.nullable()),
  /** The reviewer and the persons they act for; null for a person who cannot be determined. */
  reviewers: z.array(Uuid.nullable()),
});
export type Review = z.output<typeof Review>;

/** Facts that the approval by a third person needs, read by the sender of the command. */
export const Approving = z.strictObject({
  /** The last entry that the approver has read. */
  upTo: z.int(),
  /** Whether the last entry is a confirmation. */
  confirmed: z.boolean(),
  /**
   * `before`: the persons who recorded, changed or confirmed what is approved; `approvers`: the approver. Both include
   * the persons they act for.
   */
  before: z.array(Uuid.nullable()),
  approvers: z.array(Uuid.nullable()),
});
export type Approving = z.output<typeof Approving>;

const refuse = refusals({
  ContentDiffers: {
    vi: 'Hồ sơ hiện có nội dung khác với nội dung đã đối chiếu; hãy đọc lại rồi đối chiếu lại',
    en: 'The record has changed since it was compared; read it again and compare again',
  },
  ConfirmedAlready: {
    vi: 'Hồ sơ này đã được xác nhận đúng với văn bản và chưa thay đổi từ đó',
    en: 'This record was confirmed and has not changed since',
  },
  OwnEntries: {
    vi: 'Người ghi không được tự xác nhận: phải do người khác xác nhận, và giữa hai người không có ủy quyền cho nhau',
    en: 'A recorder cannot confirm their own entries: another person must, who is not linked to the recorder by delegation',
  },
});

/**
 * Whether the two lists share no person. An undetermined person (null) could be anyone, so the answer is then false.
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
 * Decides a confirmation, bound to the content hash that the reviewer compared.
 *
 * @throws Rejection when the content has changed since, when the reviewer recorded it or is linked to a recorder by
 * delegation, or when it is already confirmed and unchanged
 */
export function confirming(command: z.output<typeof Confirm>, { facts }: Context): DataOf<typeof confirmed> {
  const review = Review.parse(facts.review);
  if (review.stands) refuse('ConfirmedAlready');
  return boundTo(command, review);
}

/** Decides a return; a confirmed record may be returned, too. @throws Rejection ContentDiffers or OwnEntries */
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
  /** The event after which the entries before it need no comparison any more. */
  readonly ended?: string;
  /** @throws Rejection when the record has nothing to compare */
  readonly compared?: (state: S) => void;
}

export type VerdictCommands<As extends string> = { readonly [K in As as `Confirm${K}`]: typeof Confirm } & {
  readonly [K in As as `Return${K}`]: typeof Return;
};
export type VerdictEvents<As extends string> = { readonly [K in As as `${K}Confirmed`]: typeof confirmed } & {
  readonly [K in As as `${K}Returned`]: typeof returned;
};

/** Names of the commands and events of both verdicts for a kind of record. */
export const verdictNames = <As extends string>(as: As) =>
  ({ confirm: `Confirm${as}`, return: `Return${as}`, confirmed: `${as}Confirmed`, returned: `${as}Returned` }) as const;

/** The sentences of both verdicts. */
export const verdictSentences = {
  confirmed: ({ upTo }: { readonly upTo: number }): Bilingual => ({
    vi: `Xác nhận đúng với văn bản, đến ghi nhận số ${upTo}`,
    en: `Confirmed as true to the papers, up to entry ${upTo}`,
  }),
  returned: ({ upTo, ground, entries }: DataOf<typeof returned>): Bilingual => {
    const [why, which] = [RETURN_GROUNDS[ground], entries.length === 0 ? '' : ` (${entries.join(', ')})`];
    return {
      vi: `Trả lại để ghi lại, đã đối chiếu đến ghi nhận số ${upTo}: ${why.vi}${which}`,
      en: `Sent back, compared up to entry ${upTo}: ${why.en}${which}`,
    };
  },
};
