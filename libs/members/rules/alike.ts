import type { Uuid } from '#kernel/ids';
import { sameName } from '#kernel/sameness';
import { sameCard } from './names.js';

/** What two records of persons are compared by. */
export interface Comparable {
  readonly name: string;
  readonly bornOn: string | null;
  readonly cardNumber: string | null;
  /** The organizations of the memberships. */
  readonly organizations: readonly (Uuid | null)[];
}

/** A person, folded for comparing. */
export interface Folded {
  readonly name: string;
  readonly bornOn: string | null;
  readonly card: string | null;
  readonly organizations: readonly (Uuid | null)[];
}

export const foldedPerson = ({ name, bornOn, cardNumber, organizations }: Comparable): Folded => ({
  name: sameName(name),
  bornOn,
  card: cardNumber === null ? null : sameCard(cardNumber),
  organizations,
});

/**
 * Whether two records may be of one person: the number of the card is the same; or the name is, with the day of birth;
 * or the name is, in one organization, and the day of birth of one of them is not known. Names that differ in marks only
 * are the same (`sameName`). A rule of our own (confidence H).
 */
export function mayBeOne(a: Folded, b: Folded): boolean {
  if (a.card !== null && a.card === b.card) return true;
  if (a.name === '' || a.name !== b.name) return false;
  if (a.bornOn !== null && b.bornOn !== null) return a.bornOn === b.bornOn;
  return a.organizations.some((one) => one !== null && b.organizations.includes(one));
}

/** Texts of which two persons who may be one have at least one in common, so that few pairs are compared. */
export const meetingPoints = ({ name, card }: Folded): readonly string[] => [
  ...(name === '' ? [] : [`name ${name}`]),
  ...(card === null ? [] : [`card ${card}`]),
];
