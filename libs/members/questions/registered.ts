import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { memberCode } from '../codes.js';
import { type MemberRows, type Position, rowsAt } from '../facts/member-rows.js';

/** Whether a person is in the register at a position. */
export const isIn = ({ entered }: MemberRows, position: Position): boolean => rowsAt(entered, position).length > 0;

/** The code of a person; null if the person is not in the register. */
export function codeOf({ entered }: MemberRows, position: Position): string | null {
  const [first] = rowsAt(entered, position);
  return first ? memberCode(first.number) : null;
}

/** The organizations of the memberships, of those that ended, too; null stands for one outside the registers. */
export const organizationsOf = ({ entered, memberships }: MemberRows, position: Position): readonly (Uuid | null)[] =>
  [...rowsAt(entered, position), ...rowsAt(memberships, position)].map(({ organizationId }) => organizationId);

/** The organization of the membership on a day, by the latest move up to it; null: none in the registers here. */
export function organizationOn({ entered, memberships }: MemberRows, day: PlainDate, position: Position): Uuid | null {
  const [first] = rowsAt(entered, position);
  const latest = [...rowsAt(memberships, position)]
    .filter(({ movedOn }) => movedOn <= day)
    .sort((a, b) => (a.movedOn < b.movedOn ? -1 : a.movedOn > b.movedOn ? 1 : a.revision - b.revision))
    .at(-1);
  return (latest ?? first)?.organizationId ?? null;
}

/** The records with which this one was compared, and which are of others. */
export const ruledOutBy = ({ ruledOut }: MemberRows, position: Position): readonly Uuid[] =>
  rowsAt(ruledOut, position).map(({ otherId }) => otherId);
