import { describe, expect, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { engagement } from '../engagement.js';
import {
  begun,
  bySigned,
  concludedStory,
  day,
  deployed,
  FIRST,
  given as founded,
  MEMBER,
  open,
  opened,
  remedy,
  reported,
  sealedText,
  SECOND,
} from '../testing.js';
import { firstConclusionOf } from './whole-file.js';

const { given } = scenario(engagement);
const ON = '2026-04-20';
const UNSTATED = { rulings: [], amounts: [], contentCodes: [], workedAt: [], remedies: [] };
const BARE = { deployedOn: null, conductedOn: null, reportedOn: null, concludedOn: null };

const { subjects: named, ...opening } = open({ subjects: [FIRST, MEMBER] }).data;
const [first, member] = named;
if (!first || !member) throw new Error('two subjects');
const good = { ...first, ...UNSTATED, outcome: 'GOOD' as const, sealedOutcome: null, notice: null };
const sealed = { ...member, ...UNSTATED, outcome: null, sealedOutcome: sealedText(), notice: null };
const file = {
  type: 'RecordConcludedEngagement' as const,
  data: { ...opening, ...BARE, notice: bySigned('18-TB/UBKTĐU', ON), subjects: [good, sealed] },
};
const subjects = [FIRST, MEMBER].map((subject, i) => ({ ...subject, subjectId: founded(i) }));
const [FIRST_GIVEN = FIRST, MEMBER_GIVEN = MEMBER] = subjects;

describe('a whole paper file', () => {
  it('is recorded in one go, the days between unknown', () =>
    given()
      .when(file)
      .thenRecorded(opened({ subjects }), concludedStory(FIRST_GIVEN, ON), concludedStory(MEMBER_GIVEN, ON)));
  it('records the steps whose day is known, in their order', () => {
    given()
      .when({ ...file, data: { ...file.data, conductedOn: day('2026-03-06') } })
      .thenRecorded(
        opened({ subjects }),
        begun('2026-03-06'),
        concludedStory(FIRST_GIVEN, ON),
        concludedStory(MEMBER_GIVEN, ON),
      );
    const steps = { deployedOn: day('2026-03-05'), conductedOn: day('2026-03-06'), reportedOn: day('2026-04-10') };
    given()
      .when({ ...file, data: { ...file.data, ...steps } })
      .thenRecorded(
        opened({ subjects }),
        deployed('2026-03-05'),
        begun('2026-03-06'),
        reported('2026-04-10'),
        concludedStory(FIRST_GIVEN, ON),
        concludedStory(MEMBER_GIVEN, ON),
      );
  });
  it('gives the index of each conclusion, to which sealed values are bound', () => {
    for (const known of [
      {},
      { conductedOn: day('2026-03-06') },
      { deployedOn: day('2026-03-05'), reportedOn: day(ON) },
    ]) {
      const data = { ...file.data, ...known };
      given()
        .when({ ...file, data })
        .thenState((s) => expect(s[firstConclusionOf(data)]?.data).toMatchObject({ subjectId: founded(0) }));
    }
  });
  it('may have a notice for each subject', () => {
    const own = { ...sealed, notice: bySigned('19-TB/UBKTĐU', '2026-04-25') };
    given()
      .when({ ...file, data: { ...file.data, subjects: [good, own] } })
      .thenRecorded(
        opened({ subjects }),
        concludedStory(FIRST_GIVEN, ON),
        concludedStory(MEMBER_GIVEN, null, null, { notice: own.notice }),
      );
  });
  it('gives ids to remedies after those of the subjects', () => {
    const { what, dueOn } = remedy(0);
    given()
      .when({ ...file, data: { ...file.data, subjects: [{ ...good, remedies: [{ what, dueOn }] }, sealed] } })
      .thenRecorded(
        opened({ subjects }),
        concludedStory(FIRST_GIVEN, ON, 'GOOD', { remedies: [{ remedyId: founded(2), what, dueOn }] }),
        concludedStory(MEMBER_GIVEN, ON),
      );
  });
  it('without number and day of any paper is recorded', () => {
    const unknown = { number: null, signedOn: null };
    given()
      .when({ ...file, data: { ...file.data, decision: unknown, notice: unknown } })
      .thenRecorded(
        opened({ subjects, decision: unknown }),
        concludedStory(FIRST_GIVEN, null, 'GOOD', { notice: unknown }),
        concludedStory(MEMBER_GIVEN, null, null, { notice: unknown }),
      );
  });
  it('is held to every rule of its parts', () => {
    given()
      .when({ ...file, data: { ...file.data, conductedOn: day('2026-03-01') } })
      .thenRefused('OutOfOrder');
    given()
      .when({ ...file, data: { ...file.data, subjects: [{ ...good, outcome: 'REMINDED' }] } })
      .thenRefused('OutcomeNotOfKind');
    given()
      .when({ ...file, data: { ...file.data, subjects: [good, good] } })
      .thenRefused('SubjectTwice');
    given()
      .when({ ...file, data: { ...file.data, notice: bySigned('18-TB', '2026-11-01') } })
      .thenRefused('InTheFuture');
    given(opened({ subjects: [SECOND] }))
      .when(file)
      .thenRefused('AlreadyOpened');
  });
});
