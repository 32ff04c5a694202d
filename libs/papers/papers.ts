import { z } from 'zod';
import { PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { text } from '#kernel/text';
import { BodyKind } from './codes.js';

/**
 * The deciding body. A body outside the registers, such as one of the city, is given by a name instead of the id of its
 * organization.
 */
export const Body = z.strictObject({
  organizationId: Uuid.nullable(),
  body: BodyKind,
  name: text(200).nullable().default(null),
});
export type Body = z.output<typeof Body>;

/** A paper. An old paper may lack its number or its day, which is reported as a gap and never refused. */
export const Paper = z.strictObject({
  number: text(60).nullable().default(null),
  signedOn: PlainDate.nullable().default(null),
});
export type Paper = z.output<typeof Paper>;

/** A paper without number and day. */
export const UNKNOWN_PAPER: Paper = { number: null, signedOn: null };
