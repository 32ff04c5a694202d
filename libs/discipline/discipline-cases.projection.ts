import type { BodyKind, SigningCapacity } from '#features/papers';
import type { DisciplineForm, SubjectClass } from '#features/rulebook';
import type { DataOf } from '#kernel/event';
import type { SealedText } from '#kernel/sealed';
import {
  bool,
  date,
  facts,
  int,
  jsonOf,
  nullable,
  projection,
  text,
  textOf,
  uuid,
} from '#platform/projections/projection';
import type { Change, NotImposedReason, PostponementReason, SourceCode, Stage } from './codes.js';
import { disciplineCase } from './discipline-case.js';
import type { Votes } from './rules/ballot.js';
import type { Events } from './case-events.js';

const sealedText = textOf<SealedText>();
const form = {
  form: nullable(textOf<DisciplineForm>()),
  sealedForm: nullable(sealedText),
  sealedPosts: nullable(sealedText),
};
const body = { bodyOrganizationId: nullable(uuid), body: textOf<BodyKind>(), bodyName: nullable(text) };
const signedAs = nullable(textOf<SigningCapacity>());
const paper = { paperNumber: nullable(text), paperSignedOn: nullable(date) };

/** A case is visible as a whole or not at all. */
const whose = { with: 'cases' } as const;

/**
 * Every table is joined to `cases` by the stream, so that no row of a case counts once its opening is annulled. Sealed
 * values are stored as they are, and are bound to `eventId`.
 */
const tables = {
  cases: facts(
    {
      subjectClass: textOf<SubjectClass>(),
      organizationId: uuid,
      memberId: nullable(uuid),
      isCommitteeMember: nullable(bool),
      engagementId: nullable(uuid),
      subjectId: nullable(uuid),
      otherSource: nullable(textOf<SourceCode>()),
      openedOn: nullable(date),
      ruleSetId: nullable(text),
      sealedNote: nullable(sealedText),
      eventId: uuid,
      recordedAt: text,
    },
    {
      // A case is visible to readers of the organization of its subject, and of those whose bodies voted and decided.
      whose: {
        of: 'organizationId',
        judged: 'by record',
        or: ['ballots', 'decisions'].map((table) => ({ in: table, of: 'bodyOrganizationId' })),
      },
      indexes: [['organizationId'], ['memberId'], ['engagementId'], ['openedOn']],
    },
  ),
  ballots: facts(
    {
      ballotId: uuid,
      ...body,
      heldOn: nullable(date),
      stage: textOf<Stage>(),
      entitled: int,
      present: nullable(int),
      votes: nullable(jsonOf<Votes>()),
      sealedVotes: nullable(sealedText),
      eventId: uuid,
    },
    { whose },
  ),
  decisions: facts(
    {
      ...form,
      ...body,
      ...paper,
      votedOn: nullable(date),
      signedOn: nullable(date),
      signedAs,
      ruleSetId: nullable(text),
      eventId: uuid,
    },
    { whose, indexes: [['signedOn']] },
  ),
  announcements: facts({ announcedOn: date }, { whose }),
  receipts: facts({ receivedOn: date }, { whose }),
  endings: facts(
    {
      endedOn: nullable(date),
      reason: nullable(textOf<NotImposedReason>()),
      sealedReason: nullable(sealedText),
      sealedNote: nullable(sealedText),
      eventId: uuid,
    },
    { whose },
  ),
  casePostponements: facts(
    {
      postponedOn: date,
      reason: nullable(textOf<PostponementReason>()),
      sealedReason: nullable(sealedText),
      until: nullable(date),
      eventId: uuid,
    },
    { whose },
  ),
  decisionChanges: facts(
    {
      changedOn: date,
      ...body,
      how: textOf<Change>(),
      ...form,
      ...paper,
      metOn: nullable(date),
      signedAs,
      eventId: uuid,
    },
    { whose },
  ),
};

/** The facts of every discipline case. Queries may ask about any day, as known at any position of the log. */
export const disciplineCases = projection({
  name: 'disciplineCases',
  version: 2,
  of: disciplineCase.events,
  tables,
  // Verdicts of a second person are in the read model `confirmations`.
  ignore: ['DisciplineCaseConfirmed', 'DisciplineCaseReturned', 'DisciplineCaseTwinsRuledOut'],
  on: {
    DisciplineCaseOpened: (e, { cases }) => {
      const { subject, source, openedOn, ruleSetIdAtOpening, sealedNote } = e.data;
      const { class: subjectClass, ...who } = subject;
      const from = 'other' in source ? { engagementId: null, subjectId: null } : source;
      return cases.put(e, {
        ...who,
        subjectClass,
        ...from,
        otherSource: 'other' in source ? source.other : null,
        openedOn,
        ruleSetId: ruleSetIdAtOpening,
        sealedNote,
        eventId: e.id,
        recordedAt: e.recordedAt,
      });
    },
    BallotCounted: (e, { ballots }) => {
      const { body: by, ...counted } = e.data;
      return ballots.put(e, { ...counted, ...bodyRow(by), eventId: e.id });
    },
    DisciplineDecided: (e, { decisions }) => {
      const { decidingBody, document, ...decided } = e.data;
      return decisions.put(e, { ...decided, ...bodyRow(decidingBody), ...paperRow(document), eventId: e.id });
    },
    DecisionAnnounced: (e, { announcements }) => announcements.put(e, e.data),
    DecisionReceived: (e, { receipts }) => receipts.put(e, e.data),
    DisciplineNotImposed: (e, { endings }) => {
      const { on: endedOn, ...data } = e.data;
      return endings.put(e, { endedOn, ...data, eventId: e.id });
    },
    DisciplinePostponed: (e, { casePostponements }) => {
      const { on: postponedOn, ...data } = e.data;
      return casePostponements.put(e, { postponedOn, ...data, eventId: e.id });
    },
    DecisionChanged: (e, { decisionChanges }) => {
      const { by, document, ...changed } = e.data;
      return decisionChanges.put(e, { ...changed, ...bodyRow(by), ...paperRow(document), eventId: e.id });
    },
  },
});

type Decided = DataOf<Events['DisciplineDecided']>;
const bodyRow = ({ organizationId, body: kind, name }: Decided['decidingBody']) => ({
  bodyOrganizationId: organizationId,
  body: kind,
  bodyName: name,
});
const paperRow = ({ number, signedOn }: Decided['document']) => ({ paperNumber: number, paperSignedOn: signedOn });
