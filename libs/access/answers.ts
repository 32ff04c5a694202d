import { z } from 'zod';
import { Role, ROLES } from './codes.js';

const office = {
  role: Role,
  organizationId: z
    .uuid()
    .nullable()
    .describe('The organization for which the role is held, with all under it; null: the whole store'),
  from: z.string(),
  holds: z.boolean().describe('Whether the grant or delegation is in force on the day asked about'),
};

export const grantsAnswer = {
  grants: z.array(
    z
      .strictObject({
        grantId: z.uuid(),
        personId: z.uuid(),
        ...office,
        to: z.string().nullable(),
        withdrawn: z.boolean(),
      })
      .meta({ id: 'Grant' }),
  ),
  delegations: z.array(
    z
      .strictObject({
        delegationId: z.uuid(),
        delegatorId: z.uuid(),
        delegateId: z.uuid(),
        ...office,
        to: z.string(),
        ended: z.boolean(),
      })
      .meta({ id: 'Delegation' }),
  ),
};

export const rolesAnswer = z.strictObject({
  roles: z.array(
    z
      .strictObject({
        code: z.enum(Object.keys(ROLES)),
        vi: z.string(),
        en: z.string(),
        permissions: z.array(z.string()),
      })
      .meta({ id: 'RoleWithPermissions' }),
  ),
});
