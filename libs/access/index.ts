export { access } from './access.js';
export { feature } from './access.feature.js';
export { Role, SIGNING_ROLES } from './codes.js';
export { grants } from './grants.projection.js';
export { RoleTable } from './role-table.js';
