export { access } from './access.js';
export { AccessModule } from './access.module.js';
export { codeLists, Role, ROLES } from './codes.js';
export { grants } from './grants.projection.js';
export { ResidentAuthority } from './resident-authority.queries.js';
export { allPermissions, permissionsOf, permits } from './roles.js';
export { accessSentences } from './sentences.js';
