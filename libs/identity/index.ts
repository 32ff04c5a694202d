export { AccountBook } from './accounts.handler.js';
export { cookieOf, GUEST, SESSION_COOKIE } from './authenticator.handler.js';
export { IdentityModule } from './identity.module.js';
export { Passwords } from './passwords.handler.js';
export { csrfOf } from './secrets.js';
export { SessionBook } from './sessions.handler.js';
