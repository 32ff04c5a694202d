export { memberCode, type MemberStatus } from './codes.js';
export { type MemberRows, particularsAt, type SealedParticulars } from './facts/member-rows.js';
export { ResidentMembers } from './facts/resident-members.queries.js';
export { member } from './member.js';
export { feature } from './members.feature.js';
export { MembersModule } from './members.module.js';
export { members } from './members.projection.js';
export { type MemberOnDay, MembersOnDay } from './questions/members-on-day.handler.js';
export { linkedGroups, linksInForce } from './rules/links.js';
