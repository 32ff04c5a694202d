import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { member } from './member.js';
import { MembersModule } from './members.module.js';
import { members } from './members.projection.js';
import { called, introduces, memberSentences } from './sentences.js';

export const feature = {
  name: 'members',
  module: MembersModule,
  deciders: [withSentences(member, memberSentences, { introduces, called })],
  projections: [members],
  codeLists,
  permissions: { records: ['read:members'], record: commandsOf(member) },
} as const satisfies Feature;
