export { codeLists } from './code-lists.js';
export {
  BODIES,
  type BodyKind,
  CAPACITIES,
  type Capacity,
  DISCHARGE_REASONS,
  type DischargeReason,
  isPerson,
  type Kind,
  KINDS,
  type Milestone,
  POSTS,
  Post,
  type Verb,
  verbOf,
} from './codes.js';
export { byDecision, SigningCapacity, taken, takenShape, withSignedAs, withTaken } from './decision-taken.js';
export { commands } from './engagement-commands.js';
export { countsOn, type Engagement, type Events, events } from './engagement-events.js';
export { Body, Paper, Subject, SubjectNamed } from './engagement-shapes.js';
export { EngagementSealer } from './engagement-sealer.handler.js';
export { engagement } from './engagement.js';
export { EngagementsModule } from './engagements.module.js';
export { engagements } from './engagements.projection.js';
export { plainCommands } from './plain-commands.js';
export { routineSentences } from './routine-sentences.js';
export { routineSupervisions } from './routine-supervision.projection.js';
export { routineSupervision } from './routine-supervision.js';
export { engagementSentences } from './sentences.js';
export { type ContentCode, CONTENTS, Outcome, OUTCOMES, OUTCOMES_OF } from './outcomes.js';
export { firstConclusionOf } from './whole-file.js';
export { engagementsSeenAmong } from './visible.queries.js';
