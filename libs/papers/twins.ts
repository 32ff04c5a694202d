import { sameName, samePaperNumber } from '#kernel/sameness';
import type { TwinKey } from '#kernel/twins';
import type { Body, Paper } from './papers.js';

/**
 * The body that issues papers, folded; null if the record does not say whose body it is. Bodies of one organization
 * number their papers separately.
 */
export function issuerOf({ organizationId, body, name }: Body): string | null {
  const whose = organizationId ?? (name === null ? '' : sameName(name));
  return whose === '' ? null : `${whose} ${body}`;
}

/**
 * The key of a paper: its body, number and day. A paper without number or day has none: too many would be alike.
 *
 * @param by the body that issued it; null: the body that the record names at its beginning
 */
export function paperKey(paper: Paper | null, by: Body | null): readonly TwinKey[] {
  if (paper?.number == null || paper.signedOn === null) return [];
  const issuer = by && issuerOf(by);
  const number = samePaperNumber(paper.number);
  if (number === '' || (by !== null && issuer === null)) return [];
  return [
    {
      says: 'key',
      kind: 'PAPER',
      issuer,
      key: `${number} ${paper.signedOn}`,
      number: paper.number,
      day: paper.signedOn,
    },
  ];
}
