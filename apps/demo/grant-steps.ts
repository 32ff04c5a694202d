import { access } from '#features/access';
import { streamId } from '#kernel/ids';
import { SYSTEM } from '#platform/commands/store-declaration';
import { AN_LAC } from './engagements.js';
import { DEMO_PERSONS } from './persons.js';
import { type DemoStep, type Scene, stepsIn } from './steps.js';

const MOMENT = '2025-08-15T01:00:00.000Z';

/** Roles that are granted for one organization instead of the whole store. */
const PLACES: Partial<Record<keyof typeof DEMO_PERSONS, string>> = {
  'cell-secretary': 'Chi bộ Tổ dân phố 1',
  'base-officer': AN_LAC,
};

/** Grants each person of the demo their role from the first day of the term's preparation; the program is the actor. */
export const grantSteps = ({ organization }: Pick<Scene, 'organization'>): readonly DemoStep[] =>
  (Object.keys(DEMO_PERSONS) as (keyof typeof DEMO_PERSONS)[]).map((role) => {
    const place = PLACES[role];
    const step = stepsIn(access, streamId(access.category, DEMO_PERSONS[role]));
    return {
      ...step(`grant ${role}`, MOMENT, 'GrantRole', {
        role,
        organizationId: place === undefined ? null : organization(place),
        from: '2025-08-15',
        to: null,
      }),
      actor: SYSTEM,
    };
  });
