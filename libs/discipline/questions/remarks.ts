import { type Life, LIFE_CODES, type LifeRemark, lifeRemarks, type Mention } from '#features/organizations';
import type { Uuid } from '#kernel/ids';
import { dayText } from '#kernel/sentences';
import { type CaseRecord, dayOfDecision } from './case-record.js';

export const REMARK_CODES = [...LIFE_CODES, 'BEFORE_OPENING'] as const;
export interface Remark extends Omit<LifeRemark, 'code'> {
  readonly code: (typeof REMARK_CODES)[number];
}

const BALLOT = { vi: 'cuộc bỏ phiếu', en: 'ballot' };
const DECISION = { vi: 'quyết định kỷ luật', en: 'disciplinary decision' };
const CHANGE = { vi: 'quyết định thay đổi', en: 'decision that changes it' };

/** What is strange about the days of a case, by the case itself and by the register. */
export function remarksOf(
  record: CaseRecord,
  lives: ReadonlyMap<Uuid, Life>,
  nameOf: (organizationId: Uuid) => string | null,
): Remark[] {
  return [...lifeRemarks(mentionsIn(record), lives, nameOf), ...beforeOpening(record)];
}

/** Ids of the organizations that the remarks are about. */
export const organizationsIn = (record: CaseRecord): Uuid[] =>
  mentionsIn(record).map(({ organizationId }) => organizationId);

const actsIn = (record: CaseRecord) => [
  ...record.ballots.map(({ heldOn }) => ({ what: BALLOT, on: heldOn })),
  { what: DECISION, on: dayOfDecision(record) },
];

function mentionsIn(record: CaseRecord): Mention[] {
  const { subject, ballots, decision, changes } = record;
  const bodies = [
    ...ballots.map(({ body, heldOn }) => ({ ...body, act: { what: BALLOT, on: heldOn } })),
    ...(decision ? [{ ...decision.decidingBody, act: { what: DECISION, on: dayOfDecision(record) } }] : []),
    ...changes.map(({ by, changedOn }) => ({ ...by, act: { what: CHANGE, on: changedOn } })),
  ];
  return [
    { organizationId: subject.organizationId, as: 'SUBJECT', body: null, acts: actsIn(record) },
    ...bodies.flatMap(({ organizationId, body, act }): Mention[] =>
      organizationId === null ? [] : [{ organizationId, as: 'BODY', body, acts: [act] }],
    ),
  ];
}

/** Acts of the case that are dated before it was opened. */
function beforeOpening(record: CaseRecord): Remark[] {
  const { openedOn } = record;
  if (openedOn === null) return [];
  const opened = dayText(openedOn);
  return actsIn(record).flatMap(({ what, on }): Remark[] => {
    if (on === null || on >= openedOn) return [];
    const act = dayText(on);
    return [
      {
        code: 'BEFORE_OPENING',
        vi: `Ngày của ${what.vi} (${act.vi}) ở trước ngày mở vụ việc (${opened.vi}); hãy kiểm tra hai ngày này`,
        en: `The ${what.en} of ${act.en} is before the opening of the case on ${opened.en}; check both days`,
        source: null,
        article: null,
        confidence: null,
      },
    ];
  });
}
