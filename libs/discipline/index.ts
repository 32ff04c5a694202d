export { CaseSealer } from './case-sealer.handler.js';
export { daysOf as daysOfCase, casesKnown, casesSeenAmong, type CasesDb } from './cases.queries.js';
export { dayOfDecision, statusOn as statusOfCase } from './case-record.js';
export { codeLists, type NotImposedReason, type PostponementReason, type SourceCode } from './codes.js';
export { disciplineCase } from './discipline-case.js';
export { disciplineCases } from './discipline-cases.projection.js';
export { DisciplineModule } from './discipline.module.js';
export { type Plain, plainCommands } from './plain-commands.js';
export { disciplineCaseSentences } from './sentences.js';
