import { ruleSetTitle } from '#features/rulebook';
import { before, type PlainDate } from '#kernel/dates';
import type { History } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import type { Case } from '../case-events.js';
import { NOT_IMPOSED_REASONS, POSTPONEMENT_REASONS } from '../codes.js';
import { assertTotals, assertVotes } from './ballot.js';
import { decidedOn } from './effect.js';
import { assertDirection, assertForm } from './forms.js';
import { refuse } from './refusals.js';
import { ruleSetOfDecision, type Subject } from './shapes.js';

const isPerson = (subject: Subject): boolean => subject.class !== 'ORGANIZATION';

/**
 * Refuses an impossible case: entries that exclude each other, days out of order, a form that does not apply to the
 * subject. Checks the state after a command, a correction or an annulment.
 *
 * @throws Rejection
 */
export function possible(s: Case, news: readonly PastEvent[], was: History<Case>): void {
  const { opened } = s;
  if (was.size > 0 && news.some(({ type }) => type === 'DisciplineCaseOpened')) refuse('CaseOpenedAlready');
  if (opened === null) {
    // If the opening is annulled, the whole case is, so no further entry is allowed.
    if (was.state.opened === null) refuse('CaseNotOpened');
    return;
  }
  const { subject } = opened;
  if (isPerson(subject) !== (subject.memberId !== null)) refuse('SubjectMismatch');
  assertSubjectKept(s, was.state);
  assertBallots(s, subject, was.state);
  assertOutcome(s, subject);
  assertDecision(s, subject, was.state);
  assertChanges(s, subject);
}

/**
 * Refuses a change of the subject once later entries exist. Their values are sealed for that person and were checked by
 * the rules for that class of subject.
 */
function assertSubjectKept(s: Case, was: Case): void {
  if (!was.opened || !s.opened) return;
  const [old, now] = [was.opened.subject, s.opened.subject];
  const rests = [s.ballots, s.decisions, s.notImposed, s.postponements, s.changes].some((list) => list.length > 0);
  if (rests && (old.class !== now.class || old.memberId !== now.memberId)) refuse('SubjectFixed');
}

function assertBallots(s: Case, subject: Subject, was: Case): void {
  for (const ballot of s.ballots) {
    const { entitled, present, votes, sealedVotes } = ballot;
    if ((votes === null) !== isPerson(subject) || (sealedVotes === null) === isPerson(subject))
      refuse('VotesNotStated');
    if (votes) assertVotes(subject.class, votes, ballot);
    else assertTotals(ballot);
    const old = was.ballots.find(({ entry }) => entry === ballot.entry);
    if (sealedVotes && old && (old.entitled !== entitled || old.present !== present)) refuse('BallotTotalsFixed');
  }
}

/** A case ends once: with a decision, or without discipline. */
function assertOutcome(s: Case, subject: Subject): void {
  const [ended, again] = [...s.decisions, ...s.notImposed].sort((a, b) => a.entry - b.entry);
  if (ended && again) refuse('form' in ended ? 'DecidedAlready' : 'NotImposedAlready', { entry: ended.entry });
  for (const { reason, sealedReason } of [...s.notImposed, ...s.postponements])
    if ((reason === null) !== isPerson(subject) || (sealedReason === null) === isPerson(subject))
      refuse('ReasonNotStated');
  for (const { reason } of s.notImposed) if (reason && NOT_IMPOSED_REASONS[reason].person) refuse('ReasonNotOfClass');
  for (const { reason } of s.postponements)
    if (reason && POSTPONEMENT_REASONS[reason].person) refuse('ReasonNotOfClass');
  const endedOn = ended ? dayOfEnd(ended) : null;
  for (const { on, until } of s.postponements) {
    if (endedOn && !before(on, endedOn)) refuse('PostponedAfterEnd', { on, endedOn });
    if (until && before(until, on)) refuse('PostponedToThePast', { on, until });
  }
}

const dayOfEnd = (ended: Case['decisions'][number] | Case['notImposed'][number]): PlainDate | null =>
  'form' in ended ? decidedOn({ ...ended, byCell: ended.decidingBody.body === 'CELL' }) : ended.on;

function assertDecision(s: Case, subject: Subject, was: Case): void {
  const [decision] = s.decisions;
  if (!decision) {
    if (s.announcements.length + s.receipts.length + s.changes.length > 0) refuse('NotDecided');
    return;
  }
  const { form, sealedForm, sealedPosts, votedOn, signedOn, document } = decision;
  if (isPerson(subject) ? form || !sealedForm || !sealedPosts : !form || sealedForm || sealedPosts)
    refuse('FormNotStated');
  if (form) assertForm(subject.class, form, []);
  if (signedOn && votedOn && before(signedOn, votedOn)) refuse('SignedBeforeVote', { signedOn, votedOn });
  if (signedOn && document.signedOn && signedOn !== document.signedOn)
    refuse('SignedOnTwoDays', { signedOn, paperSignedOn: document.signedOn });
  const old = was.decisions.find(({ entry }) => entry === decision.entry);
  const moved = old && (old.votedOn !== votedOn || old.signedOn !== signedOn || old.ruleSetId !== decision.ruleSetId);
  const expected = ruleSetOfDecision(decision);
  if (moved && decision.ruleSetId !== expected)
    refuse('RuleSetOfAnotherDay', { expected, title: { ...ruleSetTitle(expected) } });
  assertFollowing(s, decision);
}

function assertFollowing(s: Case, decision: Case['decisions'][number]): void {
  const day = decidedOn({ ...decision, byCell: decision.decidingBody.body === 'CELL' });
  const [[announced, announcedAgain], [received, receivedAgain]] = [s.announcements, s.receipts];
  if (announced && announcedAgain) refuse('AnnouncedTwice', { entry: announced.entry });
  if (received && receivedAgain) refuse('ReceivedTwice', { entry: received.entry });
  if (announced && day && before(announced.announcedOn, day))
    refuse('AnnouncedBeforeDecision', { announcedOn: announced.announcedOn, decidedOn: day });
  if (received && day && before(received.receivedOn, day))
    refuse('ReceivedBeforeDecision', { receivedOn: received.receivedOn, decidedOn: day });
  for (const { changedOn, metOn, document } of s.changes) {
    for (const on of [changedOn, document.signedOn])
      if (metOn && on && before(on, metOn)) refuse('ChangedBeforeMeeting', { changedOn: on, metOn });
    if (day && before(changedOn, day)) refuse('ChangedBeforeDecision', { changedOn, decidedOn: day });
  }
}

function assertChanges(s: Case, subject: Subject): void {
  let form = s.decisions[0]?.form ?? null;
  const inTime = [...s.changes].sort((a, b) => (a.changedOn < b.changedOn ? -1 : a.changedOn > b.changedOn ? 1 : 0));
  for (const [i, change] of inTime.entries()) {
    const { how } = change;
    const anew = how === 'RAISED' || how === 'LOWERED';
    const stated = isPerson(subject)
      ? !change.form && (change.sealedForm !== null) === anew && (change.sealedPosts !== null) === anew
      : (change.form !== null) === anew && !change.sealedForm && !change.sealedPosts;
    if (!stated) refuse('ChangeFormMismatch');
    const annulled = i > 0 && inTime[i - 1]?.how === 'ANNULLED' ? inTime[i - 1] : undefined;
    if (annulled) refuse('ChangedAfterAnnulment', { annulledOn: annulled.changedOn });
    if (!change.form || !form || !anew) continue;
    assertForm(subject.class, change.form, []);
    assertDirection(subject.class, how, form, change.form);
    form = change.form;
  }
}
