import { CaseSealer, disciplineCase, type Plain, plainCommands } from '#features/discipline';
import { idOf } from '#kernel/ids';
import { CASES, type DemoCase, type DemoDecision } from './discipline.js';
import { ENGAGEMENTS } from './engagements.js';
import { bodyOf, decisionOf, engagementOf, memberIdOf, noticeOf, subjectIdOf } from './files.js';
import type { DemoBody } from './papers.js';
import { daysAfter, type DemoStep, demoId, type Scene, stepsIn, streamOf, writtenOn } from './steps.js';

/** All steps of discipline in the demo, not yet in recording order. */
export async function disciplineSteps(scene: Scene): Promise<readonly DemoStep[]> {
  return (await Promise.all(CASES.map((demoCase) => stepsOfCase(scene, demoCase)))).flat();
}

/** Members entitled to vote in a body of the demo, members present, and votes for the form. */
const BALLOTS: Readonly<
  Partial<Record<DemoBody['body'], readonly [entitled: number, present: number, votes: number]>>
> = { CELL: [15, 14, 11], INSPECTION_COMMITTEE: [5, 5, 4], STANDING_COMMITTEE: [11, 10, 9] };

const next = (day: string): string => writtenOn(daysAfter(day, 1));

/** A case with its stream, while its steps are made. */
class Docket {
  readonly stream;
  readonly step;
  readonly sealer;

  constructor(
    readonly scene: Scene,
    readonly demoCase: DemoCase,
    readonly key: string,
    readonly subject: Plain<'OpenDisciplineCase'>['subject'],
  ) {
    this.stream = streamOf(disciplineCase, scene.actorId, key);
    this.step = stepsIn(disciplineCase, this.stream);
    this.sealer = new CaseSealer(scene.sealing);
  }

  at(key: string) {
    return { caseId: idOf(this.stream), commandId: demoId(key) };
  }
}

async function stepsOfCase(scene: Scene, demoCase: DemoCase): Promise<DemoStep[]> {
  const { organization, person, probationary } = demoCase.disciplined;
  const key = `case of ${person ?? organization}`;
  const plain = plainCommands.OpenDisciplineCase.parse({
    subject: {
      class: person === null ? 'ORGANIZATION' : probationary ? 'PROBATIONARY_MEMBER' : 'OFFICIAL_MEMBER',
      organizationId: scene.organization(organization),
      memberId: person === null ? null : memberIdOf(person),
    },
    source: sourceOf(scene, demoCase),
    openedOn: demoCase.openedOn,
  });
  const docket = new Docket(scene, demoCase, key, plain.subject);
  const { type, data } = await docket.sealer.opening(docket.at(key), plain);
  return [docket.step(key, next(demoCase.openedOn), type, data), ...(await ending(docket))];
}

function sourceOf(scene: Scene, { source, disciplined: { person, organization } }: DemoCase) {
  if ('other' in source) return source;
  const asking = ENGAGEMENTS.find((engagement) => noticeOf(engagement).number === source.notice);
  if (!asking) throw new Error(`the demo ward has no notice ${source.notice}`);
  const n = asking.subjects.findIndex(
    (demoCase) => demoCase.person === person && demoCase.organization === organization,
  );
  return { engagementId: idOf(engagementOf(scene, asking)), subjectId: subjectIdOf(scene, asking, n) };
}

async function ending(docket: Docket): Promise<DemoStep[]> {
  const { demoCase, key, step, sealer, subject } = docket;
  const { end } = demoCase;
  if ('form' in end) return decided(docket, end);
  if ('struckOffOn' in end) {
    const ended = `end ${key}`;
    const plain = plainCommands.ImposeNoDiscipline.parse({ on: end.struckOffOn, reason: 'STRUCK_OFF' });
    const { type, data } = await sealer.noDiscipline(docket.at(ended), subject, plain);
    return [step(ended, next(end.struckOffOn), type, data)];
  }
  const waits = `postpone ${key}`;
  const { postponedOn: on, until, reason } = end;
  const plain = plainCommands.PostponeDiscipline.parse({ on, until, reason });
  const { type, data } = await sealer.postponement(docket.at(waits), subject, plain);
  return [step(waits, next(on), type, data)];
}

async function decided(docket: Docket, decision: DemoDecision): Promise<DemoStep[]> {
  const { scene, demoCase, key, step, subject, sealer } = docket;
  const { form, by, document, announcedOn, posts = [], lowered } = decision;
  const byCell = by.body === 'CELL';
  // A cell decides by its vote and issues the paper within ten days; any other body decides by signing.
  const votedOn = byCell ? document[1] : daysAfter(document[1], -2);
  const signedOn = byCell ? daysAfter(document[1], 5) : document[1];
  const receivedOn = daysAfter(byCell ? signedOn : announcedOn, 1);
  const ofDecision = `decide ${key}`;
  const plain = plainCommands.DecideDiscipline.parse({
    form,
    posts,
    votedOn,
    signedOn,
    decidingBody: bodyOf(scene, by),
    document: decisionOf(by, [document[0], signedOn]),
  });
  const { type, data } = await sealer.decision(docket.at(ofDecision), subject, plain);
  const proposed = subject.memberId !== null && by.body === 'STANDING_COMMITTEE';
  const ownCell: DemoBody = { of: demoCase.disciplined.organization, body: 'CELL', name: null, symbol: 'CB' };
  return [
    ...(proposed ? [await ballot(docket, ownCell, 'PROPOSING', daysAfter(demoCase.openedOn, 4), form)] : []),
    await ballot(docket, by, 'DECIDING', votedOn, form),
    step(ofDecision, next(signedOn), type, data),
    step(`announce ${key}`, next(announcedOn < signedOn ? signedOn : announcedOn), 'AnnounceDecision', { announcedOn }),
    step(`hand over ${key}`, next(receivedOn), 'HandOverDecision', { receivedOn }),
    ...(lowered ? [await change(docket, lowered)] : []),
  ];
}

async function change(docket: Docket, { to, by, document }: NonNullable<DemoDecision['lowered']>): Promise<DemoStep> {
  const { scene, key, step, sealer, subject } = docket;
  const changed = `change ${key}`;
  const [, changedOn] = document;
  const plain = plainCommands.ChangeDecision.parse({
    changedOn,
    how: 'LOWERED',
    form: to,
    by: bodyOf(scene, by),
    document: decisionOf(by, document),
  });
  const { type, data } = await sealer.change(docket.at(changed), subject, plain);
  return step(changed, next(changedOn), type, data);
}

async function ballot(
  docket: Docket,
  body: DemoBody,
  stage: 'PROPOSING' | 'DECIDING',
  heldOn: string,
  form: DemoDecision['form'],
): Promise<DemoStep> {
  const { scene, key, step, sealer, subject } = docket;
  const [entitled, present, forIt] = BALLOTS[body.body] ?? [1, 1, 1];
  const counted = `${stage.toLowerCase()} ballot, ${key}`;
  const plain = plainCommands.CountBallot.parse({
    body: bodyOf(scene, body),
    heldOn,
    stage,
    entitled,
    present,
    votes: { [form]: forIt, NONE: present - forIt },
  });
  const { type, data } = await sealer.ballot(docket.at(counted), subject, plain);
  return step(counted, next(heldOn), type, data);
}
