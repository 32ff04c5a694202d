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

/** All that is recorded of inspections and supervisions in the demo, not yet in the order of recording. */
export async function engagementSteps(scene: Scene): Promise<readonly DemoStep[]> {
  const own = ENGAGEMENTS.map((one) =>
    isStepByStep(one) ? stepByStep(scene, one) : wholeFile(scene, asEntered(one), one.recordedOn, daysOf(one)),
  );
  const beside = [...OF_BASE_COMMITTEES, ...OF_THE_CITY].map((one) =>
    wholeFile(scene, one, one.recordedOn, daysOf(one)),
  );
  const old = BEFORE_THE_TERM.map((one) => wholeFile(scene, one, one.recordedOn, UNKNOWN_DAYS));
  return [
    ...(await Promise.all([...own, ...beside, ...old])).flat(),
    ...(await enteredAgain(scene)),
    correction(scene),
    ...ENGAGEMENTS.flatMap((one) => followUps(scene, one)),
    ...UNFINISHED.flatMap((one) => unfinished(scene, one)),
  ];
}

const isStepByStep = (one: DemoEngagement): boolean => STEP_BY_STEP.includes(noticeOf(one).number);
const concludingKey = (one: DemoEngagement): string =>
  isStepByStep(one) ? `conclude ${noticeOf(one).number}` : openingKey(one);

/** Nobody knows any more when these were deployed, conducted and reported: gaps of old papers. */
const UNKNOWN_DAYS = { deployedOn: null, conductedOn: null, reportedOn: null };

async function wholeFile(
  scene: Scene,
  one: DemoEngagement,
  recordedOn: string,
  days: { readonly [K in keyof typeof UNKNOWN_DAYS]: string | null },
  key = openingKey(one),
): Promise<DemoStep[]> {
  const stream = streamOf(engagement, scene.actorId, key);
  const subjects = one.subjects.map((subject) => ({ ...subjectOf(scene, subject), ...foundOf(scene, one, subject) }));
  const plain = plainCommands.RecordConcludedEngagement.parse({
    ...openingOf(scene, one),
    ...days,
    notice: noticeOf(one),
    subjects,
  });
  const { type, data } = await new EngagementSealer(scene.sealing).wholeFile(idOf(stream), demoId(key), plain);
  return [stepsIn(engagement, stream)(key, writtenOn(recordedOn), type, data, factsOf(one))];
}

async function stepByStep(scene: Scene, one: DemoEngagement): Promise<DemoStep[]> {
  const stream = engagementOf(scene, one);
  const [, decidedOn] = one.decision;
  const { number, signedOn } = noticeOf(one);
  const { deployedOn, conductedOn, reportedOn } = daysOf(one);
  const step = stepsIn(engagement, stream);
  const subjects = one.subjects.map((subject) => subjectOf(scene, subject));
  const opening = { ...openingOf(scene, one), arisesFrom: originOf(scene, one), subjects };
  const opened = step(openingKey(one), writtenOn(daysAfter(decidedOn, 1)), 'OpenEngagement', opening, factsOf(one));
  const outcomes = one.subjects.map((subject, n) => ({
    ...foundOf(scene, one, subject),
    subjectId: subjectIdOf(scene, one, n),
  }));
  const plain = plainCommands.ConcludeSubjects.parse({ concludedOn: signedOn, notice: { number, signedOn }, outcomes });
  const key = concludingKey(one);
  const sealer = new EngagementSealer(scene.sealing);
  const { type, data } = await sealer.conclusion(idOf(stream), demoId(key), plain, recordedBy(scene, opened));
  return [
    opened,
    step(`deploy ${number}`, writtenOn(daysAfter(deployedOn, 1)), 'DeployEngagement', { deployedOn }),
    step(`begin ${number}`, writtenOn(daysAfter(conductedOn, 1)), 'BeginConduct', { conductedOn }),
    step(`report ${number}`, writtenOn(daysAfter(reportedOn, 1)), 'ReportByTeam', { reportedOn }),
    step(key, writtenOn(one.recordedOn), type, data),
  ];
}

/** An engagement as its opening leaves it. */
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

/** The supervision, and the subject of it, that an inspection on signs follows up. */
function originOf(scene: Scene, one: DemoEngagement) {
  const signs = ENGAGEMENTS.find((other) => noticeOf(other).number === FOLLOWED_UP.signs);
  if (!signs || noticeOf(one).number !== FOLLOWED_UP.inspection) return null;
  const n = signs.subjects.findIndex(({ outcome }) => outcome === 'SIGNS_FOUND');
  return { engagementId: idOf(engagementOf(scene, signs)), subjectId: subjectIdOf(scene, signs, n) };
}

/** As the clerk wrote it down, with the wrong residential group where that happened. */
function asEntered(one: DemoEngagement): DemoEngagement {
  const { notice, entered, truly } = MISTAKEN_SUBJECT;
  if (noticeOf(one).number !== notice) return one;
  const subjects = one.subjects.map((subject) =>
    subject.organization === truly ? subjectWith(subject.outcome, entered) : subject,
  );
  return { ...one, subjects };
}

const noticed = (notice: string): DemoEngagement => {
  const one = ENGAGEMENTS.find((each) => noticeOf(each).number === notice);
  if (!one) throw new Error(`the demo ward issued no ${notice}`);
  return one;
};

function correction(scene: Scene): DemoStep {
  const { notice, entered, truly, correctedAt, reason } = MISTAKEN_SUBJECT;
  const one = noticed(notice);
  const n = one.subjects.findIndex(({ organization }) => organization === truly);
  const change = {
    field: `subjects.${n}.organizationId`,
    from: scene.organization(entered),
    to: scene.organization(truly),
  };
  const amend = amendmentIn(engagement, engagementOf(scene, one));
  return amend(`correct ${notice}`, correctedAt, 'CorrectEntry', { corrects: 0, reason, changes: [change] });
}

async function enteredAgain(scene: Scene): Promise<DemoStep[]> {
  const { notice, againOn, annulledAt, reason } = ENTERED_TWICE;
  const one = noticed(notice);
  const key = `again ${openingKey(one)}`;
  const again = await wholeFile(scene, one, againOn, daysOf(one), key);
  const amend = amendmentIn(engagement, streamOf(engagement, scene.actorId, key));
  return [...again, amend(`annul ${notice}`, annulledAt, 'AnnulEntry', { corrects: 0, reason })];
}

/** What became of the remedies of an engagement. A whole file gives ids to its subjects before its remedies. */
function followUps(scene: Scene, one: DemoEngagement): DemoStep[] {
  const stream = engagementOf(scene, one);
  const first = isStepByStep(one) ? 0 : one.subjects.length;
  const step = stepsIn(engagement, stream);
  return remediesAskedBy(one).flatMap(({ doneOn }, n) => {
    if (doneOn === null) return [];
    const remedyId = itemId(stream, demoId(concludingKey(one)), first + n);
    const key = `follow up ${noticeOf(one).number} ${n}`;
    const data = { followedUpOn: doneOn, remedies: [{ remedyId, done: true }] };
    return [step(key, writtenOn(daysAfter(doneOn, 3)), 'FollowUp', data)];
  });
}

function unfinished(scene: Scene, one: DemoUnfinished): DemoStep[] {
  const { dueOn, recordedOn, organizations, then } = one;
  const step = stepsIn(engagement, engagementOf(scene, one));
  const key = openingKey(one);
  const subjects = organizations.map((name) => subjectOf(scene, subjectWith('GOOD', name)));
  const next = (on: string): string => writtenOn(daysAfter(on, 1));
  const opened = step(
    key,
    writtenOn(recordedOn),
    'OpenEngagement',
    { ...openingOf(scene, one), dueOn, subjects },
    factsOf(one),
  );
  if ('cancelledOn' in then)
    return [
      opened,
      step(`cancel, ${key}`, next(then.cancelledOn), 'CancelEngagement', { ...then, by: bodyOf(scene, one.body) }),
    ];
  if ('conductedOn' in then) return [opened, step(`begin, ${key}`, next(then.conductedOn), 'BeginConduct', then)];
  const { postponedOn: decidedOn, resumesOn, reason } = then;
  return [opened, step(`postpone, ${key}`, next(decidedOn), 'PostponeEngagement', { decidedOn, resumesOn, reason })];
}
