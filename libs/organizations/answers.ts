import { z } from 'zod';
import { Manner, OrganizationType, Sector } from './codes.js';

/** Response schemas of organizations, for the OpenAPI document. */
const organization = {
  organizationId: z.uuid(),
  registerId: z.uuid().describe('The register that holds it: the id of its ward'),
  name: z.string(),
  type: OrganizationType,
  sector: Sector.nullable().describe('null: not stated'),
  parentId: z.uuid().nullable().describe('null: the ward itself'),
  establishedOn: z.string(),
  establishedOnAssumed: z.boolean().describe('Whether that day is an assumption'),
  members: z.int().nullable().describe('The last count on or before the day; null: never counted'),
  membersCountedOn: z.string().nullable(),
};
const Organization = z.strictObject(organization).meta({ id: 'Organization' });

export const listAnswer = {
  organizations: z.array(Organization),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};

export const treeAnswer = {
  organizations: z
    .array(z.strictObject({ ...organization, depth: z.int() }).meta({ id: 'TreeOrganization' }))
    .describe('Each straight after what it stands under'),
  all: z.int().describe('Organizations below the roots of this tree; the roots themselves are not counted'),
  direct: z.int().describe('Those directly below'),
  members: z.int().describe('Sum of the last counts of all cells'),
};

export const oneAnswer = {
  organization: z
    .strictObject({
      ...organization,
      status: z.enum(['NOT_YET', 'EXISTING', 'ENDED']),
      endedOn: z.string().nullable(),
      endedHow: z.enum(['DISSOLVED', 'DISBANDED', 'REORGANIZED']).nullable(),
    })
    .meta({ id: 'OrganizationDetails' }),
};

const Link = z
  .strictObject({
    predecessorId: z.uuid(),
    predecessorName: z.string(),
    successorId: z.uuid(),
    successorName: z.string(),
    manner: Manner,
    effectiveOn: z.string(),
    revision: z.int().describe('The entry in the register that says so'),
  })
  .meta({ id: 'LineageLink' });

export const lineageAnswer = {
  registerId: z.uuid(),
  predecessors: z.array(Link).describe('What it came out of, step by step, latest first'),
  successors: z.array(Link).describe('What came out of it, earliest first'),
  history: z
    .array(
      z
        .strictObject({
          revision: z.int().describe('What a correction or an annulment names'),
          type: z.string(),
          effectiveOn: z.string(),
          recordedAt: z.string(),
          corrected: z.boolean(),
          content: z.record(z.string(), z.unknown()),
        })
        .meta({ id: 'HistoryEntry' }),
    )
    .describe('All entries about it, also those that take effect after the day'),
};
