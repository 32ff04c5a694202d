export { DISCHARGE_REASONS, type DischargeReason } from './codes.js';
export { engagement } from './engagement.js';
export { type Engagement, type Events } from './engagement-events.js';
export { feature } from './engagements.feature.js';
export { EngagementsModule } from './engagements.module.js';
export { engagements } from './engagements.projection.js';
export { EngagementSealer } from './intake/engagement-sealer.handler.js';
export { plainCommands } from './intake/plain-commands.js';
export { referencesIn, referencesInChanges } from './intake/references.js';
export { References } from './intake/references.handler.js';
export {
  type VisibleEngagements as EngagementsSeen,
  visibleEngagements as engagementsSeenBy,
  hiddenAmong,
} from './questions/visible.queries.js';
export { EngagementStatusInMemory } from './questions/status-in-memory.queries.js';
export { linkWarningsOf } from './questions/link-warnings.queries.js';
export { type LinkingAct, UNUSUAL_LINKS, WRONG_LINKS } from './rules/links.js';
export { type ContentCode, Outcome, OUTCOMES, OUTCOMES_OF } from './rules/outcomes.js';
