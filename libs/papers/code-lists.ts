import type { CodeList } from '#kernel/text';
import { BODIES, CAPACITIES, POSTS } from './codes.js';
import { SIGNING_CAPACITIES } from './decision-taken.js';
import { KINDS } from './kinds.js';

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'engagement-kinds': KINDS,
  bodies: BODIES,
  capacities: CAPACITIES,
  posts: POSTS,
  'signing-capacities': SIGNING_CAPACITIES,
};
