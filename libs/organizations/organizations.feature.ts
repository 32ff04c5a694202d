import { withSentences } from '#kernel/sentences';
import { commandsOf, type Feature } from '#platform/feature';
import { codeLists } from './codes.js';
import { OrganizationsModule } from './organizations.module.js';
import { organizations } from './organizations.projection.js';
import { register } from './register.js';
import { earlier } from './rules/earlier.js';
import { registerSentences } from './sentences.js';

export const feature = {
  name: 'organizations',
  module: OrganizationsModule,
  deciders: [withSentences(register, registerSentences, { earlier })],
  projections: [organizations],
  codeLists,
  permissions: { figures: ['read:organizations'], record: commandsOf(register) },
} as const satisfies Feature;
