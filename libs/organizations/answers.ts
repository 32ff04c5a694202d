import { z } from 'zod';
import { codesOf } from '#kernel/text';
import { Manner, OrganizationType, Sector } from './codes.js';
import { STATED } from './rules/stated-twice.js';

/** Response schemas of organizations, for the OpenAPI document. */
const organization = {
  organizationId: z.uuid(),
  registerId: z.uuid().describe('The register that holds the organization: the id of the ward'),
  name: z.string(),
  type: OrganizationType,
  sector: Sector.nullable().describe('null: not stated'),
  parentId: z.uuid().nullable().describe('null: the ward itself'),
  establishedOn: z.string(),
  establishedOnAssumed: z.boolean().describe('Whether the day of establishment is an assumption'),
  members: z.int().nullable().describe('Number of members by the last count on or before the day; null: never counted'),
  membersCountedOn: z.string().nullable(),
};

export const listAnswer = {
  organizations: z.array(
    z
      .strictObject({
        ...organization,
        formerName: z
          .strictObject({ name: z.string(), until: z.string().describe('The last day of that name') })
          .nullable()
          .describe('The earlier name that the search found; null if the name of the day matches, or without a search'),
      })
      .meta({ id: 'ListedOrganization' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};

export const treeAnswer = {
  organizations: z
    .array(z.strictObject({ ...organization, depth: z.int() }).meta({ id: 'TreeOrganization' }))
    .describe('A list in which each organization is followed at once by those under it'),
  all: z.int().describe('Organizations below the roots of this tree; the roots themselves are not counted'),
  direct: z.int().describe('Organizations directly below the roots of this tree'),
  members: z.int().describe('Sum of the last counts of all cells'),
};

export const oneAnswer = {
  organization: z
    .strictObject({
      ...organization,
      status: z.enum(['NOT_YET', 'EXISTING', 'ENDED']),
      endedOn: z.string().nullable(),
      endedHow: z.enum(['DISSOLVED', 'DISBANDED', 'REORGANIZED']).nullable(),
      warnings: z
        .array(
          z.strictObject({
            code: z.literal('STATED_TWICE_ON_ONE_DAY'),
            field: z.enum(codesOf(STATED)),
            on: z.string(),
            entries: z
              .array(z.int())
              .describe('Numbers of the entries, in the order of recording: the last one counts'),
            vi: z.string(),
            en: z.string(),
          }),
        )
        .describe('Values that several entries state differently for one day'),
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
    revision: z.int().describe('The entry in the register that states the reorganization'),
  })
  .meta({ id: 'LineageLink' });

export const lineageAnswer = {
  registerId: z.uuid(),
  predecessors: z.array(Link).describe('Predecessors, step by step, latest first'),
  successors: z.array(Link).describe('Successors, earliest first'),
  history: z
    .array(
      z
        .strictObject({
          revision: z.int().describe('The number of the entry, which a correction or an annulment names'),
          type: z.string(),
          effectiveOn: z.string(),
          recordedAt: z.string(),
          corrected: z.boolean(),
          content: z.record(z.string(), z.unknown()),
        })
        .meta({ id: 'HistoryEntry' }),
    )
    .describe('All entries about the organization, also those that take effect after the day asked about'),
};
