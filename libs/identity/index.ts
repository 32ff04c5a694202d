export { account, AccountFacts, HOLDER, isOfOne } from './account.js';
export { AccountBook, type OneTime } from './accounts.handler.js';
export { cookieOf, SESSION_COOKIE } from './authenticator.handler.js';
export { feature } from './identity.feature.js';
export { Passwords } from './passwords.handler.js';
export { csrfOf } from './secrets.js';
export { SecondFactors } from './second-factor.handler.js';
export { SessionBook } from './sessions.handler.js';
