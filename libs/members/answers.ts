import { z } from 'zod';
import { LIFE_CODES } from '#features/organizations';
import { Paper, Post } from '#features/papers';
import { Confidence } from '#features/rulebook';
import { ErasedField } from '#kernel/erased';
import { Departure, LeavingReason, LinkBasis, MemberStatus } from './codes.js';
import { FLAG_CODES } from './rules/flags.js';

/** Response schemas of persons, for the OpenAPI document. */
const day = z.string().nullable();
const entry = z.int().describe('The number of the entry, which a correction or an annulment names');
const decision = Paper.nullable().meta({ id: 'DocumentOfMember' });
const organization = { organizationId: z.uuid().nullable(), organizationName: z.string().nullable() };
const code = z.string().meta({ description: 'The code of the person', examples: ['ĐV-0412'] });
const named = z.string().meta({ examples: ['Nguyễn Văn A'] });
const name = named.nullable().describe('null: the reader may not know it, or it was erased');
const departed = z
  .strictObject({ entry, how: Departure, on: z.string(), reason: LeavingReason.nullable() })
  .nullable()
  .describe('The departure after which the day asked about lies; null while the person is a member')
  .meta({ id: 'DepartureOfMember' });

const PostOfMember = z
  .strictObject({
    entry,
    postId: z.uuid(),
    post: Post,
    organizationId: z.uuid(),
    organizationName: z.string().nullable(),
    from: day.describe('First day; null: not known'),
    to: day.describe('Last day, as it follows from all entries; null: none is known'),
  })
  .meta({ id: 'PostHeld' });

export const membersAnswer = {
  members: z.array(
    z
      .strictObject({
        memberId: z.uuid(),
        code,
        name,
        isErased: z.boolean().describe('Whether the name was erased'),
        ...organization,
        status: MemberStatus.nullable(),
        posts: z.array(PostOfMember).describe('The posts on the day asked about'),
        departed,
        linked: z.boolean().describe('Whether another record is of the same person'),
      })
      .meta({ id: 'MemberLine' }),
  ),
  next: z.string().nullable().describe('Cursor of the next page; null at the end'),
};

export const searchAnswer = {
  members: z
    .array(
      z
        .strictObject({
          memberId: z.uuid(),
          code: code.nullable(),
          name: named,
          bornOn: day.describe('Day of birth'),
          organizationId: z.uuid().nullable().describe('The organization of the membership on the day asked about'),
        })
        .meta({ id: 'MemberFound' }),
    )
    .describe('The best matches first; those that match alike by given name'),
  isMore: z.boolean().describe('Whether more persons match than `limit`; type more of the name'),
};

const SameAs = z
  .strictObject({
    memberId: z.uuid(),
    code,
    link: z
      .strictObject({
        recordId: z.uuid().describe('The record in which the link was recorded, and in which it is unlinked'),
        entry,
        foundOn: z.string(),
        basis: LinkBasis,
        note: z.string().nullable(),
      })
      .nullable()
      .describe('null: the two are linked through a third record'),
  })
  .meta({ id: 'SamePersonRecord' });

export const memberAnswer = {
  member: z
    .strictObject({
      memberId: z.uuid(),
      code,
      entry,
      name,
      bornOn: day,
      cardNumber: z.string().nullable(),
      particularsEntry: entry.describe('The entry that states name, day of birth and card number'),
      erased: z.array(ErasedField).describe('The fields that can no longer be read, because their key is destroyed'),
      memberSince: day,
      offered: z
        .strictObject({ ...organization, status: MemberStatus.nullable(), posts: z.array(PostOfMember), departed })
        .describe('Membership, status and posts on the day asked about, as they are offered for an act of that day')
        .meta({ id: 'OfferedOfMember' }),
      posts: z.array(
        PostOfMember.safeExtend({
          endedBy: z.int().nullable().describe('The entry that ended the post; null: none did'),
          decision,
        }).meta({ id: 'PostInRecord' }),
      ),
      memberships: z.array(
        z
          .strictObject({ entry, ...organization, from: day.describe('First day; null: not known'), decision })
          .meta({ id: 'MembershipInRecord' }),
      ),
      statuses: z.array(
        z.strictObject({ entry, status: MemberStatus.nullable(), from: day, decision }).meta({ id: 'StatusInRecord' }),
      ),
      departures: z.array(
        z
          .strictObject({ entry, how: Departure, on: z.string(), reason: LeavingReason.nullable(), decision })
          .meta({ id: 'DepartureInRecord' }),
      ),
      sameAs: z.array(SameAs).describe('The other records of the same person, as known at the moment of the answer'),
      warnings: z.array(
        z
          .strictObject({
            code: z.enum([...FLAG_CODES, ...LIFE_CODES]),
            vi: z.string(),
            en: z.string(),
            source: z.string().nullable(),
            article: z.string().nullable(),
            confidence: Confidence.nullable(),
          })
          .meta({ id: 'WarningOfMember' }),
      ),
    })
    .meta({ id: 'Member' }),
};
