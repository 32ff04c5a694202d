import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { memberCode } from '../codes.js';
import { type MemberRows, particularsAt, type Position, type Row, rowsAt } from '../facts/member-rows.js';

/** What is known of a person at a position, as far as names need it. */
export interface Outline {
  /** Null if the person is not in the register. */
  readonly code: string | null;
  /** The organizations of the memberships, of those that ended, too; null stands for one outside the registers. */
  readonly organizations: readonly (Uuid | null)[];
  readonly sealed: ReturnType<typeof particularsAt>;
  /** The records with which this one was compared, and which are of others. */
  readonly ruledOut: readonly Uuid[];
}

function outlineAt(rows: MemberRows, position: Position): Outline {
  const entered = rowsAt(rows.entered, position);
  const [first] = entered;
  return {
    code: first ? memberCode(first.number) : null,
    organizations: [...entered, ...rowsAt(rows.memberships, position)].map(({ organizationId }) => organizationId),
    sealed: particularsAt(rows, position),
    ruledOut: rowsAt(rows.ruledOut, position).map(({ otherId }) => otherId),
  };
}

interface Now {
  readonly outline: Outline;
  /** From this position on, what is known is what is known now. */
  readonly since: bigint;
}

/** What is known now, by the rows of each person: they are replaced when they change. */
const now = new WeakMap<MemberRows, Now>();

/** Cost: a look-up, unless the person changed after the position, or was not asked for since. */
export function outlineOf(rows: MemberRows, position: Position): Outline {
  const { outline, since } = currentOf(rows);
  return position === null || position >= since ? outline : outlineAt(rows, position);
}

/** The position from which on what is known of a person is what is known now. */
export const knownSince = (rows: MemberRows | undefined): bigint => (rows ? currentOf(rows).since : 0n);

function currentOf(rows: MemberRows): Now {
  const known = now.get(rows);
  if (known) return known;
  const current = { outline: outlineAt(rows, null), since: lastChangeIn(rows) };
  now.set(rows, current);
  return current;
}

function lastChangeIn({ entered, particulars, memberships, ruledOut }: MemberRows): bigint {
  const rows: readonly Row[] = [...entered, ...particulars, ...memberships, ...ruledOut];
  return BigInt(rows.reduce((last, { knownFrom, knownTo }) => Math.max(last, knownFrom, knownTo ?? 0), 0));
}

/** The organization of the membership on a day, by the latest move up to it; null: none in the registers here. */
export function organizationOn({ entered, memberships }: MemberRows, day: PlainDate, position: Position): Uuid | null {
  const [first] = rowsAt(entered, position);
  const latest = [...rowsAt(memberships, position)]
    .filter(({ movedOn }) => movedOn <= day)
    .sort((a, b) => (a.movedOn < b.movedOn ? -1 : a.movedOn > b.movedOn ? 1 : a.revision - b.revision))
    .at(-1);
  return (latest ?? first)?.organizationId ?? null;
}
