export { codeLists, type Manner, type OrganizationType, type Sector } from './codes.js';
export { lineageOf, organizationOn } from './lineage.queries.js';
export { OrganizationsModule } from './organizations.module.js';
export { organizations } from './organizations.projection.js';
export { listOrganizations, treeOn } from './organizations.queries.js';
export { register } from './register.js';
export { registerSentences } from './sentences.js';
export { type Organization, type Structure, structureOn } from './structure.js';
export type { Timeline } from './timeline.js';
