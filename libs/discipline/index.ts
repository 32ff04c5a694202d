export { type PostponementReason, type SourceCode } from './codes.js';
export { disciplineCase } from './discipline-case.js';
export { disciplineCases } from './discipline-cases.projection.js';
export { feature } from './discipline.feature.js';
export { CaseSealer } from './intake/case-sealer.handler.js';
export { type Plain, plainCommands } from './intake/plain-commands.js';
export { dayOfDecision, statusOn as statusOfCase } from './questions/case-record.js';
export { formInForce } from './rules/disbandment.js';
export { daysOf as daysOfCase, casesKnown, type CasesDb } from './questions/cases.queries.js';
