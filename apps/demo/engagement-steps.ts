import { type Engagement, engagement, EngagementSealer, plainCommands } from '#features/engagements';
import { idOf, itemId } from '#kernel/ids';
import { BEFORE_THE_TERM, type DemoUnfinished, OF_BASE_COMMITTEES, OF_THE_CITY, UNFINISHED } from './beside.js';
import { ENGAGEMENTS, ENTERED_TWICE, FOLLOWED_UP, MISTAKEN_SUBJECT, STEP_BY_STEP } from './engagements.js';
import {
  bodyOf,
  daysOf,
  engagementOf,
  factsOf,
  foundOf,
  noticeOf,
  openingKey,
  openingOf,
  remediesAskedBy,
  subjectIdOf,
  subjectOf,
} from './files.js';
import { type DemoEngagement, subjectWith } from './papers.js';
import { amendmentIn, daysAfter, type DemoStep, demoId, type Scene, stepsIn, streamOf, writtenOn } from './steps.js';

/** All steps of inspections and supervisions in the demo, not yet in recording order. */
export async function engagementSteps(scene: Scene): Promise<readonly DemoStep[]> {
  const own = ENGAGEMENTS.map((work) =>
    isStepByStep(work) ? stepByStep(scene, work) : wholeFile(scene, asEntered(work), work.recordedOn, daysOf(work)),
  );
  const beside = [...OF_BASE_COMMITTEES, ...OF_THE_CITY].map((work) =>
    wholeFile(scene, work, work.recordedOn, daysOf(work)),
  );
  const old = BEFORE_THE_TERM.map((work) => wholeFile(scene, work, work.recordedOn, UNKNOWN_DAYS));
  return [
    ...(await Promise.all([...own, ...beside, ...old])).flat(),
    ...(await enteredAgain(scene)),
    correction(scene),
    ...ENGAGEMENTS.flatMap((work) => followUps(scene, work)),
    ...UNFINISHED.flatMap((work) => unfinished(scene, work)),
  ];
}

const isStepByStep = (work: DemoEngagement): boolean => STEP_BY_STEP.includes(noticeOf(work).number);
const concludingKey = (work: DemoEngagement): string =>
  isStepByStep(work) ? `conclude ${noticeOf(work).number}` : openingKey(work);

/** The days of deployment, conduct and report are missing in these old papers. */
const UNKNOWN_DAYS = { deployedOn: null, conductedOn: null, reportedOn: null };

async function wholeFile(
  scene: Scene,
  work: DemoEngagement,
  recordedOn: string,
  days: { readonly [K in keyof typeof UNKNOWN_DAYS]: string | null },
  key = openingKey(work),
): Promise<DemoStep[]> {
  const stream = streamOf(engagement, scene.actorId, key);
  const subjects = work.subjects.map((subject) => ({ ...subjectOf(scene, subject), ...foundOf(scene, work, subject) }));
  const plain = plainCommands.RecordConcludedEngagement.parse({
    ...openingOf(scene, work),
    ...days,
    notice: noticeOf(work),
    subjects,
  });
  const { type, data } = await new EngagementSealer(scene.sealing).wholeFile(
    { engagementId: idOf(stream), commandId: demoId(key) },
    plain,
  );
  return [stepsIn(engagement, stream)(key, writtenOn(recordedOn), type, data, factsOf(work))];
}

async function stepByStep(scene: Scene, work: DemoEngagement): Promise<DemoStep[]> {
  const stream = engagementOf(scene, work);
  const [, decidedOn] = work.decision;
  const { number, signedOn } = noticeOf(work);
  const { deployedOn, conductedOn, reportedOn } = daysOf(work);
  const step = stepsIn(engagement, stream);
  const subjects = work.subjects.map((subject) => subjectOf(scene, subject));
  const opening = { ...openingOf(scene, work), arisesFrom: originOf(scene, work), subjects };
  const opened = step(openingKey(work), writtenOn(daysAfter(decidedOn, 1)), 'OpenEngagement', opening, factsOf(work));
  const outcomes = work.subjects.map((subject, n) => ({
    ...foundOf(scene, work, subject),
    subjectId: subjectIdOf(scene, work, n),
  }));
  const plain = plainCommands.ConcludeSubjects.parse({ concludedOn: signedOn, notice: { number, signedOn }, outcomes });
  const key = concludingKey(work);
  const sealer = new EngagementSealer(scene.sealing);
  const { type, data } = await sealer.conclusion(
    { engagementId: idOf(stream), commandId: demoId(key) },
    plain,
    recordedBy(scene, opened),
  );
  return [
    opened,
    step(`deploy ${number}`, writtenOn(daysAfter(deployedOn, 1)), 'DeployEngagement', { deployedOn }),
    step(`begin ${number}`, writtenOn(daysAfter(conductedOn, 1)), 'BeginConduct', { conductedOn }),
    step(`report ${number}`, writtenOn(daysAfter(reportedOn, 1)), 'ReportByTeam', { reportedOn }),
    step(key, writtenOn(work.recordedOn), type, data),
  ];
}

/** The state of an engagement after its opening. */
function recordedBy(
  { actorId }: Scene,
  { decider, stream, commandId, recordedAt, command, facts }: DemoStep,
): Engagement {
  const events = decider.handle(command, engagement.empty, {
    now: recordedAt,
    stream,
    facts,
    newId: (n) => itemId(stream, commandId, n),
    actor: { id: actorId, role: 'clerk', organizationId: null, delegationId: null },
  });
  const history = events.map(({ type, data }, revision) => ({ type, data, revision }));
  return engagement.append(engagement.empty, history).state;
}

/** The supervision that an inspection on signs of violation follows up, and the subject of that supervision. */
function originOf(scene: Scene, work: DemoEngagement) {
  const signs = ENGAGEMENTS.find((other) => noticeOf(other).number === FOLLOWED_UP.signs);
  if (!signs || noticeOf(work).number !== FOLLOWED_UP.inspection) return null;
  const n = signs.subjects.findIndex(({ outcome }) => outcome === 'SIGNS_FOUND');
  return { engagementId: idOf(engagementOf(scene, signs)), subjectId: subjectIdOf(scene, signs, n) };
}

/** The engagement as the clerk entered it, with the wrong residential group in one notice. */
function asEntered(work: DemoEngagement): DemoEngagement {
  const { notice, entered, truly } = MISTAKEN_SUBJECT;
  if (noticeOf(work).number !== notice) return work;
  const subjects = work.subjects.map((subject) =>
    subject.organization === truly ? subjectWith(subject.outcome, entered) : subject,
  );
  return { ...work, subjects };
}

const noticed = (notice: string): DemoEngagement => {
  const work = ENGAGEMENTS.find((each) => noticeOf(each).number === notice);
  if (!work) throw new Error(`the demo ward has no notice ${notice}`);
  return work;
};

function correction(scene: Scene): DemoStep {
  const { notice, entered, truly, correctedAt, reason } = MISTAKEN_SUBJECT;
  const work = noticed(notice);
  const n = work.subjects.findIndex(({ organization }) => organization === truly);
  const change = {
    field: `subjects.${n}.organizationId`,
    from: scene.organization(entered),
    to: scene.organization(truly),
  };
  const amend = amendmentIn(engagement, engagementOf(scene, work));
  return amend(`correct ${notice}`, correctedAt, 'CorrectEntry', { corrects: 0, reason, changes: [change] });
}

async function enteredAgain(scene: Scene): Promise<DemoStep[]> {
  const { notice, againOn, annulledAt, reason } = ENTERED_TWICE;
  const work = noticed(notice);
  const key = `again ${openingKey(work)}`;
  const again = await wholeFile(scene, work, againOn, daysOf(work), key);
  const amend = amendmentIn(engagement, streamOf(engagement, scene.actorId, key));
  // The clerk took it for another one, found out later and annulled it.
  const taken = again.map((step) => ({ ...step, notTwinOf: [idOf(engagementOf(scene, work))] }));
  return [...taken, amend(`annul ${notice}`, annulledAt, 'AnnulEntry', { corrects: 0, reason })];
}

/** The follow-ups of remedies. An engagement recorded by one command numbers its subjects first, then its remedies. */
function followUps(scene: Scene, work: DemoEngagement): DemoStep[] {
  const stream = engagementOf(scene, work);
  const first = isStepByStep(work) ? 0 : work.subjects.length;
  const step = stepsIn(engagement, stream);
  return remediesAskedBy(work).flatMap(({ doneOn }, n) => {
    if (doneOn === null) return [];
    const remedyId = itemId(stream, demoId(concludingKey(work)), first + n);
    const key = `follow up ${noticeOf(work).number} ${n}`;
    const data = { followedUpOn: doneOn, remedies: [{ remedyId, done: true }] };
    return [step(key, writtenOn(daysAfter(doneOn, 3)), 'FollowUp', data)];
  });
}

function unfinished(scene: Scene, work: DemoUnfinished): DemoStep[] {
  const { dueOn, recordedOn, organizations, then } = work;
  const step = stepsIn(engagement, engagementOf(scene, work));
  const key = openingKey(work);
  const subjects = organizations.map((name) => subjectOf(scene, subjectWith('GOOD', name)));
  const next = (on: string): string => writtenOn(daysAfter(on, 1));
  const opened = step(
    key,
    writtenOn(recordedOn),
    'OpenEngagement',
    { ...openingOf(scene, work), dueOn, subjects },
    factsOf(work),
  );
  if ('cancelledOn' in then)
    return [
      opened,
      step(`cancel, ${key}`, next(then.cancelledOn), 'CancelEngagement', { ...then, by: bodyOf(scene, work.body) }),
    ];
  if ('conductedOn' in then) return [opened, step(`begin, ${key}`, next(then.conductedOn), 'BeginConduct', then)];
  const { postponedOn: decidedOn, resumesOn, reason } = then;
  return [opened, step(`postpone, ${key}`, next(decidedOn), 'PostponeEngagement', { decidedOn, resumesOn, reason })];
}
