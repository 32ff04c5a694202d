import { describe, it } from '@jest/globals';
import { scenario } from '#kernel/testing';
import { routineSupervision } from './routine-supervision.js';
import { CELL, day, id, made, OTHER_CELL, sealedText } from './testing.js';

const { given } = scenario(routineSupervision); // recorded on 31/10/2026
const MEMBER = id(7);
const stated = {
  memberId: MEMBER,
  organizationIds: [CELL, OTHER_CELL],
  from: day('2026-01-05'),
  to: day('2026-12-31'),
};
const assigned = { type: 'RoutineSupervisionAssigned', data: { assignmentId: made(0), ...stated } } as const;
const touch = {
  assignmentId: made(0),
  organizationId: CELL,
  contactedOn: day('2026-02-03'),
  manner: 'MEETING_ATTENDED',
} as const;
const inTouch = { type: 'RoutineContactRecorded', data: touch } as const;
const reminded = { organizationId: CELL, remindedOn: day('2026-02-10'), topic: null, about: sealedText() };
const contact = (over: object = {}) => ({ type: 'RecordRoutineContact', data: { ...touch, ...over } }) as const;
const assign = (over: object = {}) => ({ type: 'AssignRoutineSupervision', data: { ...stated, ...over } }) as const;

describe('routine supervision', () => {
  it('begins with an assignment, or with a contact of the body itself', () => {
    given().when(assign()).thenRecorded(assigned);
    const own = { ...touch, assignmentId: null };
    given().when(contact(own)).thenRecorded({ type: 'RoutineContactRecorded', data: own });
  });

  it('records a contact within the assignment, on its first and on its last day too', () => {
    given(assigned).when(contact()).thenRecorded(inTouch);
    for (const contactedOn of [stated.from, day('2026-10-31')])
      given(assigned)
        .when(contact({ contactedOn }))
        .thenRecorded({ type: 'RoutineContactRecorded', data: { ...touch, contactedOn } });
  });

  it('gives a reminder an id', () => {
    const data = { reminderId: made(0), ...reminded };
    given().when({ type: 'GiveRoutineReminder', data: reminded }).thenRecorded({ type: 'RoutineReminderGiven', data });
  });

  it('records nothing if an entry with the same content exists', () => {
    given(assigned).when(assign()).thenNothing();
    given(assigned, inTouch).when(contact()).thenNothing();
  });

  it.each([
    ['before the assignment', { contactedOn: day('2026-01-04') }],
    ['with an organization that it does not name', { organizationId: id(99) }],
  ])('refuses a contact %s', (_, over) => {
    given(assigned)
      .when(contact(over))
      .thenRefused('OutsideAssignment', { assignmentId: made(0) });
  });

  it('refuses a contact after the end of the assignment', () => {
    const ended = { ...assigned, data: { ...assigned.data, to: day('2026-02-02') } };
    given(ended).when(contact()).thenRefused('OutsideAssignment', { on: '2026-02-03' });
  });

  it('refuses a contact under an assignment that nobody made', () =>
    given().when(contact()).thenRefused('NoSuchAssignment'));

  it('refuses what lies ahead, but not the end of an assignment', () => {
    given(assigned)
      .when(contact({ contactedOn: day('2026-11-01') }))
      .thenRefused('InTheFuture');
    const late = { ...reminded, remindedOn: day('2026-11-01') };
    given().when({ type: 'GiveRoutineReminder', data: late }).thenRefused('InTheFuture');
    given()
      .when(assign({ from: day('2027-01-01'), to: null }))
      .thenRecorded({
        type: 'RoutineSupervisionAssigned',
        data: { ...assigned.data, from: day('2027-01-01'), to: null },
      });
  });

  it('refuses an assignment that ends before it begins, and one that names an organization twice', () => {
    given()
      .when(assign({ to: day('2026-01-04') }))
      .thenRefused('AssignmentReversed');
    given()
      .when(assign({ organizationIds: [CELL, CELL] }))
      .thenRefused('OrganizationTwice');
  });

  it('refuses to annul or shorten an assignment under which somebody was in touch', () => {
    const corrects = 0;
    given(assigned, inTouch)
      .when({ type: 'AnnulEntry', data: { corrects, reason: 'nhập sai' } })
      .thenRefused('NoSuchAssignment');
    const changes = [{ field: 'to', from: '2026-12-31', to: '2026-02-02' }];
    given(assigned, inTouch)
      .when({ type: 'CorrectEntry', data: { corrects, reason: 'nhập sai', changes } })
      .thenRefused('OutsideAssignment');
  });

  it('refuses to change an id by a correction, but not the assignment that a contact names', () => {
    const changes = [{ field: 'assignmentId', from: made(0), to: id(5) }];
    const correct = (corrects: number) =>
      ({ type: 'CorrectEntry', data: { corrects, reason: 'nhập sai', changes } }) as const;
    given(assigned).when(correct(0)).thenRefused('RoutineIdFixed');
    const other = { ...assigned, data: { ...assigned.data, assignmentId: id(5) } };
    given(assigned, other, inTouch)
      .when(correct(2))
      .thenRecorded({
        type: 'RoutineContactRecordedCorrected',
        data: { corrects: 2, reason: 'nhập sai', data: { ...touch, assignmentId: id(5) } },
      });
  });
});
