import { PlainDate } from '#kernel/dates';
import { text } from '#kernel/text';

/** The name of a person, as in the papers of the membership. */
export const PersonName = text(100);
export const BornOn = PlainDate;
/** The number of a membership card, as it is printed. */
export const CardNumber = text(30);
export const Note = text(4000);

/**
 * Schema version of the event to which sealed fields are bound. A later version that only adds plain fields keeps this
 * number.
 */
export const SEALED_SCHEMA = 1;
