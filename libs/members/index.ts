export { memberCode, type MemberStatus } from './codes.js';
export { type MemberRows, particularsAt, type SealedParticulars } from './facts/member-rows.js';
export { MemberSealer } from './intake/member-sealer.handler.js';
export { plainCommands } from './intake/plain-commands.js';
export { ResidentMembers } from './facts/resident-members.queries.js';
export { member } from './member.js';
export { feature } from './members.feature.js';
export { MembersModule } from './members.module.js';
export { members } from './members.projection.js';
export { AlikeMembers } from './questions/alike-members.queries.js';
export { type MemberOnDay, MembersOnDay } from './questions/members-on-day.handler.js';
export { NamedPersons } from './questions/named-persons.handler.js';
export { NamesInMemory, particularsOf } from './questions/names-in-memory.queries.js';
export { type PersonOf, SamePersons } from './questions/same-persons.handler.js';
export { linkedGroups, linksInForce } from './rules/links.js';
export {
  type Held,
  heldBy,
  NAMED_CODES,
  type NamedInAct,
  type NamedRemark,
  NOTHING_SAID,
  sitsInCommittee,
} from './rules/named.js';
