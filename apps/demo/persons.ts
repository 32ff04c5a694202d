import { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';

const person = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** The people of the demo, one for each role; ids only, as everywhere in the log. */
export const DEMO_PERSONS = {
  clerk: person(1),
  inspector: person(2),
  'inspection-chair': person(3),
  committee: person(4),
  'cell-secretary': person(5),
  'base-officer': person(6),
  registrar: person(7),
  auditor: person(8),
  viewer: person(9),
  operator: person(10),
  admin: person(11),
  guest: person(12),
} as const;

const acting = (role: 'clerk' | 'inspection-chair' | 'committee'): Actor => ({
  id: DEMO_PERSONS[role],
  role,
  organizationId: null,
  delegationId: null,
});

/** The clerk who recorded the demo ward. */
export const DEMO_ACTOR = acting('clerk');
/** Who agrees to an act that takes three persons. */
export const DEMO_OTHERS: readonly Actor[] = [acting('inspection-chair'), acting('committee')];
