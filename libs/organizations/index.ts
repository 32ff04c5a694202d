export { codeLists, type Manner, type OrganizationType, type Sector } from './codes.js';
export { register } from './register.js';
export { type Organization, type Structure, structureOn } from './structure.js';
