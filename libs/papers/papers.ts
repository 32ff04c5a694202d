import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { BodyKind } from './codes.js';

/** Who decided. A body of no organization in any register here, such as the city's, has no id and says its name. */
export const Body = z.strictObject({
  organizationId: Uuid.nullable(),
  body: BodyKind,
  name: text(200).nullable().default(null),
});
export type Body = z.output<typeof Body>;

/** A paper. An old one may lack its number or its day: a gap to be shown, no reason to refuse. */
export const Paper = z.strictObject({
  number: text(60).nullable().default(null),
  signedOn: PlainDate.nullable().default(null),
});
export type Paper = z.output<typeof Paper>;

/** A paper that nobody has described. */
export const UNKNOWN_PAPER: Paper = { number: null, signedOn: null };
