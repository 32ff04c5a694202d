import type { Type } from '@nestjs/common';
import { access, AccessModule, accessSentences, codeLists as accessCodes, grants } from '#features/access';
import {
  codeLists as ruleCodes,
  countingRule,
  countingRules,
  countingRuleSentences,
  CountingRulesModule,
} from '#features/counting-rules';
import { codeLists as coverageCodes, CoverageModule } from '#features/coverage';
import {
  codeLists as disciplineCodes,
  disciplineCase,
  disciplineCases,
  disciplineCaseSentences,
  DisciplineModule,
} from '#features/discipline';
import { codeLists as confirmationCodes, ConfirmationsModule, confirmations } from '#features/confirmations';
import {
  codeLists as engagementCodes,
  engagement,
  engagements,
  engagementSentences,
  EngagementsModule,
} from '#features/engagements';
import { codeLists as erasureCodes, erasure, ErasureModule, erasures, erasureSentences } from '#features/erasure';
import { IdentityModule } from '#features/identity';
import { codeLists as obligationCodes, ObligationsModule } from '#features/obligations';
import {
  codeLists as organizationCodes,
  OrganizationsModule,
  organizations,
  register,
  registerSentences,
} from '#features/organizations';
import { codeLists as paperCodes } from '#features/papers';
import { codeLists as periodCodes, periodClosing, periodClosingSentences, PeriodsModule } from '#features/periods';
import { codeLists as readingCodes, ReadingsModule } from '#features/readings';
import {
  codeLists as routineCodes,
  routineSentences,
  routineSupervision,
  RoutineSupervisionModule,
  routineSupervisions,
} from '#features/routine-supervision';
import { codeLists as rulebookCodes, RulebookModule } from '#features/rulebook';
import {
  codeLists as termCodes,
  legacyTotals,
  legacyTotalsSentences,
  oldTotals,
  term,
  terms,
  termSentences,
  TermsModule,
} from '#features/terms';
import { type Told, told } from '#kernel/sentences';
import type { CodeList } from '#kernel/text';
import type { AnyProjection } from '#platform/projections/projection';

export interface Feature {
  readonly name: string;
  /** Null: the feature is words only. */
  readonly module: Type | null;
  /** Each kind of stream with the sentences of its history. */
  readonly deciders: readonly Told[];
  readonly projections: readonly AnyProjection[];
  /** Code lists by the name under which they are published. */
  readonly codeLists: Readonly<Record<string, CodeList>>;
}

/** THE list of features: API, worker, command line and tests read it. */
export const features: readonly Feature[] = [
  { name: 'rulebook', module: RulebookModule, deciders: [], projections: [], codeLists: rulebookCodes },
  {
    name: 'organizations',
    module: OrganizationsModule,
    deciders: [told(register, registerSentences)],
    projections: [organizations],
    codeLists: organizationCodes,
  },
  { name: 'identity', module: IdentityModule, deciders: [], projections: [], codeLists: {} },
  {
    name: 'access',
    module: AccessModule,
    deciders: [told(access, accessSentences)],
    projections: [grants],
    codeLists: accessCodes,
  },
  {
    name: 'terms',
    module: TermsModule,
    deciders: [told(term, termSentences), told(legacyTotals, legacyTotalsSentences)],
    projections: [terms, oldTotals],
    codeLists: termCodes,
  },
  { name: 'papers', module: null, deciders: [], projections: [], codeLists: paperCodes },
  {
    name: 'engagements',
    module: EngagementsModule,
    deciders: [told(engagement, engagementSentences)],
    projections: [engagements],
    codeLists: engagementCodes,
  },
  {
    name: 'routine-supervision',
    module: RoutineSupervisionModule,
    deciders: [told(routineSupervision, routineSentences)],
    projections: [routineSupervisions],
    codeLists: routineCodes,
  },
  {
    name: 'discipline',
    module: DisciplineModule,
    deciders: [told(disciplineCase, disciplineCaseSentences)],
    projections: [disciplineCases],
    codeLists: disciplineCodes,
  },
  {
    name: 'confirmations',
    module: ConfirmationsModule,
    deciders: [],
    projections: [confirmations],
    codeLists: confirmationCodes,
  },
  { name: 'obligations', module: ObligationsModule, deciders: [], projections: [], codeLists: obligationCodes },
  {
    name: 'erasure',
    module: ErasureModule,
    deciders: [told(erasure, erasureSentences)],
    projections: [erasures],
    codeLists: erasureCodes,
  },
  { name: 'readings', module: ReadingsModule, deciders: [], projections: [], codeLists: readingCodes },
  {
    name: 'counting-rules',
    module: CountingRulesModule,
    deciders: [told(countingRule, countingRuleSentences)],
    projections: [countingRules],
    codeLists: ruleCodes,
  },
  { name: 'coverage', module: CoverageModule, deciders: [], projections: [], codeLists: coverageCodes },
  {
    name: 'periods',
    module: PeriodsModule,
    deciders: [told(periodClosing, periodClosingSentences)],
    projections: [],
    codeLists: periodCodes,
  },
];

/** Every code list by its name. @throws when two features give one name to two lists */
export const codeLists: ReadonlyMap<string, CodeList> = features.reduce((all, feature) => {
  for (const [name, list] of Object.entries(feature.codeLists)) {
    if (all.has(name)) throw new Error(`code list ${name} is published twice`);
    all.set(name, list);
  }
  return all;
}, new Map<string, CodeList>());
