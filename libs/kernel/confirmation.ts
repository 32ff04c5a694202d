import { z } from 'zod';
import type { Context } from './command.js';
import { type DataOf, permanent, Revision, v1 } from './event.js';
import { Uuid } from './ids.js';
import { refusals } from './rejection.js';
import { type Bilingual, type CodeList, codesOf } from './text.js';

/** Why somebody who compared a record with its papers sends it back. No free text: it could name a person. */
export const RETURN_GROUNDS = {
  DIFFERS: { vi: 'nội dung ghi khác với văn bản', en: 'the entries differ from the papers' },
  PAPER_MISSING: { vi: 'thiếu văn bản để đối chiếu', en: 'a paper to compare with is missing' },
  INCOMPLETE: { vi: 'ghi chưa đủ nội dung của văn bản', en: 'not all of the papers is recorded' },
  WRONG_RECORD: { vi: 'ghi nhầm hồ sơ hoặc đối tượng', en: 'recorded of the wrong file or subject' },
  OTHER: { vi: 'lý do khác', en: 'another reason' },
} as const satisfies CodeList;
export const ReturnGround = z.enum(codesOf(RETURN_GROUNDS));

const ContentHash = z.string().regex(/^[0-9a-f]{64}$/);
/** All entries of a record up to one, by the hash of their tree: whatever is added later is not covered. */
const bound = { upTo: Revision, contentHash: ContentHash };
const back = { ground: ReturnGround, entries: z.array(Revision).max(200) };

/** "Đúng với văn bản": a second person has compared a record with its papers. Said once, never corrected: any change voids it. */
export const confirmed = permanent(v1(bound));
/** A second person sends a record back to whoever recorded it. */
export const returned = permanent(v1({ ...bound, ...back }));

const compared = { contentHash: ContentHash.describe('The hash of what was compared with the papers') };
export const Confirm = z.strictObject(compared);
export const Return = z.strictObject({
  ...compared,
  ground: back.ground,
  entries: back.entries.default([]).describe('The entries that are wrong'),
});

/** What a decision has to know of the record, looked up by whoever sends the command: its entries up to If-Match. */
export const Review = z.strictObject({
  ...bound,
  /** Whether it was confirmed as it stands. */
  stands: z.boolean(),
  /** Who recorded what is not confirmed yet, and for whom; null stands for somebody whom nobody knows any more. */
  recorders: z.array(Uuid.nullable()),
  /** Who compares, and for whom. */
  reviewers: z.array(Uuid.nullable()),
});
export type Review = z.output<typeof Review>;

/** What the act of a third person has to know of the record and of persons, looked up by whoever sends the command. */
export const Approving = z.strictObject({
  /** The entry up to which the record was looked at. */
  upTo: z.int(),
  /** Whether the last entry is a confirmation. */
  confirmed: z.boolean(),
  /** Who made, changed and confirmed what is approved, and who approves; each with whoever they act for. */
  before: z.array(Uuid.nullable()),
  approvers: z.array(Uuid.nullable()),
});
export type Approving = z.output<typeof Approving>;

const refuse = refusals({
  ContentDiffers: {
    vi: 'Hồ sơ hiện có nội dung khác với nội dung đã đối chiếu; hãy đọc lại rồi đối chiếu lại',
    en: 'The record holds something else than what was compared; read it again and compare again',
  },
  ConfirmedAlready: {
    vi: 'Hồ sơ này đã được xác nhận đúng với văn bản và chưa thay đổi từ đó',
    en: 'This record was confirmed and has not changed since',
  },
  OwnEntries: {
    vi: 'Người ghi không tự đối chiếu: phải do người khác xác nhận, kể cả khi có ủy quyền giữa hai người',
    en: 'Who recorded does not confirm: somebody else must, and whoever acts for another person is not somebody else',
  },
});

/** Whether nobody is in both lists. Somebody whom nobody knows (null) could be anybody. */
export const areOthers = (some: readonly (Uuid | null)[], others: readonly (Uuid | null)[]): boolean =>
  ![...some, ...others].includes(null) && !some.some((one) => others.includes(one));

/** @throws Rejection as below */
function boundTo({ contentHash }: { readonly contentHash: string }, review: Review) {
  if (contentHash !== review.contentHash) refuse('ContentDiffers');
  if (!areOthers(review.recorders, review.reviewers)) refuse('OwnEntries');
  return { upTo: review.upTo, contentHash };
}

/**
 * A confirmation, bound to what was compared.
 *
 * @throws Rejection where the record is another one by now, was recorded by whoever compares or by somebody who acts for
 * them or for whom they act, or was confirmed as it stands
 */
export function confirming(command: z.output<typeof Confirm>, { facts }: Context): DataOf<typeof confirmed> {
  const review = Review.parse(facts.review);
  if (review.stands) refuse('ConfirmedAlready');
  return boundTo(command, review);
}

/** A return, which a record may come to that was confirmed. @throws Rejection as a confirmation */
export function sendingBack(command: z.output<typeof Return>, { facts }: Context): DataOf<typeof returned> {
  const { ground, entries } = command;
  return { ...boundTo(command, Review.parse(facts.review)), ground, entries };
}

/**
 * A kind of record that a second person confirms. The kernel adds what that takes: commands `Confirm<As>` and
 * `Return<As>`, events `<As>Confirmed` and `<As>Returned` with their sentences. Neither changes the state.
 */
export interface Confirmable<S, As extends string> {
  readonly as: As;
  /** Code of the kind, in lists of what waits to be compared. */
  readonly kind: string;
  /** Address of one record below the interface's own, for example `engagements/:id`. */
  readonly at: string;
  /** The operations `review…`, `confirm…` and `return…` in the API's document. */
  readonly operations: string;
  /** The permission to look at a record. */
  readonly read: string;
  /** The event after which nothing that came before is to be compared any more. */
  readonly ended?: string;
  /** @throws Rejection where the record has nothing to compare */
  readonly compared?: (state: S) => void;
}

export type VerdictCommands<As extends string> = { readonly [K in As as `Confirm${K}`]: typeof Confirm } & {
  readonly [K in As as `Return${K}`]: typeof Return;
};
export type VerdictEvents<As extends string> = { readonly [K in As as `${K}Confirmed`]: typeof confirmed } & {
  readonly [K in As as `${K}Returned`]: typeof returned;
};

/** What both verdicts are called for a kind of record. */
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
