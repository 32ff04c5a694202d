import type { z } from 'zod';
import { type ContentCode, engagement, type plainCommands } from '#features/engagements';
import { isPerson, type Kind } from '#features/papers';
import { ruleSetOn } from '#features/rulebook';
import { plainDate } from '#kernel/dates';
import { itemId, type StreamId, type Uuid } from '#kernel/ids';
import { type DemoRemedy, REMEDIES, WORKED_AT } from './engagements.js';
import {
  decisionNumber,
  type DemoBody,
  type DemoEngagement,
  type DemoSubject,
  noticeNumber,
  type Signed,
} from './papers.js';
import { daysAfter, demoId, type Scene, streamOf } from './steps.js';

type Finding = Omit<z.input<typeof plainCommands.ConcludeSubjects>['outcomes'][number], 'subjectId'>;
/** The part of an engagement that its decision contains. */
export type Decided = Pick<DemoEngagement, 'body' | 'kind' | 'decision'>;

/** The command that begins the record of an engagement. */
export const openingKey = ({ body, decision }: Decided): string =>
  `open ${decisionNumber(body, decision)} of ${decision[1]}`;
export const engagementOf = ({ actorId }: Scene, work: Decided): StreamId =>
  streamOf(engagement, actorId, openingKey(work));
/** The id of the n-th subject that the opening names. */
export const subjectIdOf = (scene: Scene, work: Decided, n: number): Uuid =>
  itemId(engagementOf(scene, work), demoId(openingKey(work)), n);

export const noticeOf = ({ body, notice }: DemoEngagement) => ({
  number: noticeNumber(body, notice),
  signedOn: notice[1],
});
export const bodyOf = (scene: Scene, { body, of, name }: DemoBody) => ({
  body,
  name,
  organizationId: of === null ? null : scene.organization(of),
});
export const decisionOf = (body: DemoBody, decision: Signed) => ({
  number: decisionNumber(body, decision),
  signedOn: decision[1],
});

/** Theme and contents of each kind of work. No theme for signs of violation: it would reveal persons. */
const ABOUT: Readonly<Record<Kind, readonly [theme: string | null, contents: ContentCode[]]>> = {
  INSP_COMPLIANCE: ['Thực hiện nghị quyết đại hội và quy chế làm việc', ['PARTY_LINE', 'WORKING_RULES']],
  INSP_SIGNS: [null, ['ASSIGNED_TASKS']],
  INSP_KTGS_TASK: ['Thực hiện nhiệm vụ kiểm tra, giám sát', ['INSPECTION_WORK']],
  INSP_DISCIPLINE_TASK: ['Việc thi hành kỷ luật trong Đảng', ['DISCIPLINARY_WORK']],
  INSP_FINANCE: ['Thu, chi và quản lý tài chính đảng', ['RECEIPTS_SPENDING', 'BOOKS']],
  INSP_DUES: ['Thu, nộp và sử dụng đảng phí', ['DUES']],
  SUP_THEMATIC: ['Trách nhiệm nêu gương và thực hiện dân chủ ở cơ sở', ['EXEMPLARY_CONDUCT', 'DEMOCRACY']],
};
const WARD_BEGAN = '2025-07-01';
const USUAL_DAYS = 45;

export function openingOf(scene: Scene, work: Decided) {
  const { body, kind, decision } = work;
  const [theme, contentCodes] = ABOUT[kind];
  const official = (n: number) => officialIdOf(body, n);
  return {
    kind,
    theme,
    contentCodes,
    decidingBody: bodyOf(scene, body),
    decision: decisionOf(body, decision),
    reviewPeriod: { from: WARD_BEGAN, to: decision[1] },
    dueOn: daysAfter(decision[1], USUAL_DAYS),
    team: [
      { memberId: official(1), role: 'LEAD' as const },
      { memberId: official(2), role: 'MEMBER' as const },
      { memberId: official(3), role: 'MEMBER' as const },
    ],
  };
}

/** The rule set of the day of the decision, as the handler finds it. */
export const factsOf = ({ decision: [, signedOn] }: Decided) => ({
  ruleSetId: ruleSetOn('KTGS', plainDate(signedOn))?.id ?? null,
});

const POSTS = { SECRETARY: 'SECRETARY', DEPUTY_SECRETARY: 'DEPUTY_SECRETARY' } as const;
/** The n-th official of a body, from 1, who is in its teams. */
export const officialIdOf = ({ symbol }: DemoBody, n: number): Uuid => demoId(`cán bộ ${n}, ${symbol}`);
export const memberIdOf = (person: string): Uuid => demoId(`person ${person}`);

export function subjectOf(scene: Scene, { organization, capacity, person }: DemoSubject) {
  const organizationId = scene.organization(organization);
  if (person === null || !isPerson(capacity)) return { organizationId, capacity };
  const post = capacity === 'SECRETARY' || capacity === 'DEPUTY_SECRETARY' ? POSTS[capacity] : null;
  const onBoard = post !== null || person.startsWith('cấp ủy viên');
  return {
    organizationId,
    capacity,
    memberId: memberIdOf(person),
    isCommitteeMember: onBoard,
    post: post ?? (onBoard ? ('COMMITTEE_MEMBER' as const) : null),
  };
}

/** The days of deployment, conduct and report, between decision and notice. */
export const daysOf = ({
  decision: [, decidedOn],
  notice: [, noticeOn],
}: Pick<DemoEngagement, 'decision' | 'notice'>) => ({
  deployedOn: daysAfter(decidedOn, 3),
  conductedOn: daysAfter(decidedOn, 7),
  reportedOn: daysAfter(noticeOn, -6),
});

const remediesOf = (work: DemoEngagement, { organization, person }: DemoSubject): readonly DemoRemedy[] =>
  person === null
    ? REMEDIES.filter((remedy) => remedy.notice === noticeOf(work).number && remedy.organization === organization)
    : [];

/** The remedies of an engagement, in the order of their ids. */
export const remediesAskedBy = (work: DemoEngagement): readonly DemoRemedy[] =>
  work.subjects.flatMap((subject) => remediesOf(work, subject));

/** The outcome of a subject as the clerk enters it. */
export function foundOf(scene: Scene, work: DemoEngagement, subject: DemoSubject): Finding {
  const worked = WORKED_AT.notice === noticeOf(work).number && WORKED_AT.organization === subject.organization;
  return {
    outcome: subject.outcome,
    remedies: remediesOf(work, subject).map(({ what, dueOn }) => ({ what, dueOn })),
    workedAt: worked ? WORKED_AT.cells.map(scene.organization) : [],
    rulings: work.kind === 'INSP_DISCIPLINE_TASK' ? [{ ruling: 'KEEP' }] : [],
  };
}
