import { dayOf, type Instant, plainDate, ZONE } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { Bilingual } from '#kernel/text';
import { html, type Html } from '#platform/http/html';
import type { FrontFigures, Share } from './figures.js';

/** A line of the front page in both languages. */
export interface Line {
  readonly key: string;
  readonly vi: Html;
  readonly en: Html;
}

const day = (date: string): Bilingual => dayText(plainDate(date));
/** What was done to covered organizations, and what was not yet done to the others. */
export const DONE: Readonly<Record<FrontFigures['verb'], Bilingual & { readonly notYet: Bilingual }>> = {
  EITHER: {
    vi: 'được kiểm tra hoặc giám sát',
    en: 'been inspected or supervised',
    notYet: { vi: 'chưa được kiểm tra, giám sát', en: 'not yet inspected or supervised' },
  },
  BOTH: {
    vi: 'được cả kiểm tra và giám sát',
    en: 'been both inspected and supervised',
    notYet: { vi: 'chưa được cả kiểm tra và giám sát', en: 'not yet both inspected and supervised' },
  },
  INSPECTED: {
    vi: 'được kiểm tra',
    en: 'been inspected',
    notYet: { vi: 'chưa được kiểm tra', en: 'not yet inspected' },
  },
  SUPERVISED: {
    vi: 'được giám sát',
    en: 'been supervised',
    notYet: { vi: 'chưa được giám sát', en: 'not yet supervised' },
  },
};
const year = (date: string | null): string => date?.slice(0, 4) ?? '…';
const comma = (percent: string): string => percent.replace('.', ',');
const fraction = ({ covered, total }: Share): string => `${covered}/${total}`;

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false });
const moment = (at: Instant) => ({ clock: CLOCK.format(new Date(at)), date: day(dayOf(at)) });

/** Addresses behind the lines, with the same `asOf` and `knownAt`. */
export interface Links {
  readonly uncovered: string;
  readonly covered: string;
  readonly engagements: string;
}

/**
 * The lines of the front page, in a committee's own words. A line that does not apply is left out: the line on sample
 * data in a real store, the pace if the term has no end.
 */
export function linesOf(f: FrontFigures, links: Links): Line[] {
  const lines: (Line | null)[] = [
    f.demo
      ? {
          key: 'sample',
          vi: html`DỮ LIỆU MINH HỌA, KHÔNG CÓ THẬT. Quy mô ban đầu phỏng theo Báo cáo chính trị của Đảng bộ phường An
          Biên.`,
          en: html`SAMPLE DATA, NOT REAL. Initial size follows the political report of An Biên ward.`,
        }
      : null,
    ...targetLines(f),
    {
      key: 'all',
      vi: html`<a href="${links.covered}"><strong>${fraction(f.all)}</strong></a> tổ chức đảng trong toàn Đảng bộ phường
        đã ${DONE[f.verb].vi} (${comma(f.all.percent)}%)`,
      en: html`<a href="${links.covered}"><strong>${f.all.covered} of ${f.all.total}</strong></a> Party organizations in
        the ward have ${DONE[f.verb].en} (${f.all.percent}%)`,
    },
    {
      key: 'direct',
      vi: html`<strong>${fraction(f.direct)}</strong> tổ chức trực thuộc Đảng ủy phường (đảng bộ cơ sở, chi bộ cơ sở):
        ${comma(f.direct.percent)}%`,
      en: html`<strong>${f.direct.covered} of ${f.direct.total}</strong> directly under the ward committee (base
        organizations, base cells): ${f.direct.percent}%`,
    },
    {
      key: 'both',
      vi: html`Được cả kiểm tra và giám sát: ${fraction(f.both)} (${comma(f.both.percent)}%)`,
      en: html`Both inspected and supervised: ${f.both.covered} of ${f.both.total} (${f.both.percent}%)`,
    },
    {
      key: 'uncovered',
      vi: html`<strong>Còn ${f.all.total - f.all.covered} tổ chức ${DONE[f.verb].notYet.vi}</strong>.
        <a href="${links.uncovered}">Xem danh sách</a>`,
      en: html`<strong>${f.all.total - f.all.covered} ${DONE[f.verb].notYet.en}</strong>.
        <a href="${links.uncovered}">See the list</a>`,
    },
    {
      key: 'counters',
      vi: html`<a href="${links.engagements}">${f.engagements.inspections + f.engagements.supervisions} cuộc</a>
        (${f.engagements.inspections} kiểm tra, ${f.engagements.supervisions} giám sát chuyên đề) ·
        ${f.organizationTurns} lượt tổ chức · ${f.distinctOrganizations} tổ chức (không tính trùng)`,
      en: html`<a href="${links.engagements}">${f.engagements.inspections + f.engagements.supervisions} operations</a>
        (${f.engagements.inspections} inspections, ${f.engagements.supervisions} thematic supervisions) ·
        ${f.organizationTurns} organization turns · ${f.distinctOrganizations} distinct organizations`,
    },
    unconfirmedLine(f),
    depthLine(f),
    paceLine(f),
    {
      key: 'not-counted',
      vi: html`Chưa tính: ${f.notCounted.lowerBodies} cuộc của tổ chức đảng cấp dưới (nếu tính:
      ${fraction(f.notCounted.withLowerBodies)}); ${f.notCounted.higherBodies} cuộc của cấp trên;
      ${f.notCounted.beforeTerm} cuộc kết luận trước nhiệm kỳ; giám sát thường xuyên; tự kiểm tra.`,
      en: html`Not counted: ${f.notCounted.lowerBodies} operations of lower organizations (with them:
      ${f.notCounted.withLowerBodies.covered} of ${f.notCounted.withLowerBodies.total}); ${f.notCounted.higherBodies} of
      higher bodies; ${f.notCounted.beforeTerm} concluded before the term; routine supervision; self-inspection.`,
    },
    ruleLine(f),
    setUpLine(f),
    knowledgeLine(f),
    unseenLine(f),
  ];
  return lines.filter((line) => line !== null);
}

/** The targets are those that the term holds; a term without a target for coverage has no such line. */
function targetLines({ targets, term }: FrontFigures): Line[] {
  const years = `${year(term.startsOn)}–${year(term.endsOn)}`;
  return targets.map(({ number, wording, atLeastPercent }) => {
    const [vi, en] =
      atLeastPercent === null
        ? ['', '']
        : [` (từ ${percent(comma(atLeastPercent))} trở lên)`, ` (at least ${percent(atLeastPercent)})`];
    return {
      key: 'target',
      vi: html`Chỉ tiêu ${number}, nhiệm kỳ ${years}: “${wording}”${vi}`,
      en: html`Target ${number}, term ${years}: “${wording}”${en}`,
    };
  });
}

/** `100%` of `100.00`, `62,5%` of `62,50`. */
const percent = (text: string): string => `${text.replace(/[.,]00$/, '').replace(/([.,]\d)0$/, '$1')}%`;

function unconfirmedLine({ unconfirmed }: FrontFigures): Line | null {
  if (unconfirmed === 0) return null;
  return {
    key: 'unconfirmed',
    vi: html`Trong đó ${unconfirmed} cuộc chưa được người thứ hai đối chiếu, xác nhận đúng với văn bản.`,
    en: html`Of these operations, ${unconfirmed} not yet confirmed against the papers by a second person.`,
  };
}

function depthLine({ depth: { turns, turnsWithFaults, remedies } }: FrontFigures): Line {
  return {
    key: 'depth',
    vi: html`Chất lượng: ${turnsWithFaults}/${turns} lượt tổ chức có tồn tại được chỉ ra; khắc phục
    ${remedies.done}/${remedies.total} yêu cầu, ${remedies.overdue} quá hạn`,
    en: html`Depth: faults found in ${turnsWithFaults} of ${turns} turns; ${remedies.done} of ${remedies.total} remedies
    done, ${remedies.overdue} overdue`,
  };
}

function paceLine({ pace, term }: FrontFigures): Line | null {
  if (pace === null || term.endsOn === null) return null;
  const { elapsedPercent, dueByNow, neededPerYear } = pace;
  const end = day(term.endsOn);
  return {
    key: 'pace',
    vi: html`Đã qua ${elapsedPercent}% nhiệm kỳ (${term.endAssumed ? 'giả định kết thúc' : 'kết thúc'} ngày ${end.vi}).
    Nếu chia đều, đến nay cần ${dueByNow} tổ
    chức.${neededPerYear === null ? '' : ` Từ nay cần khoảng ${neededPerYear} tổ chức mỗi năm.`}`,
    en: html`${elapsedPercent}% of the term has passed (${term.endAssumed ? 'assumed to end' : 'ending'} on ${end.en}).
    Evenly spread, ${dueByNow} were due by
    now.${neededPerYear === null ? '' : ` About ${neededPerYear} a year are needed from now on.`}`,
  };
}

function ruleLine({ rule: { name, version, approval } }: FrontFigures): Line {
  if (approval)
    return {
      key: 'rule',
      vi: html`Cách tính: “${name}”, bản ${version}, ${approval.approvingBody} duyệt ngày
      ${day(approval.approvedOn).vi}.`,
      en: html`Counting rule “${name}”, version ${version}, approved by ${approval.approvingBody} on
      ${day(approval.approvedOn).en}.`,
    };
  return {
    key: 'rule',
    vi: html`Cách tính: “${name}”, bản ${version}, <strong>chưa ghi nhận việc duyệt – số tạm tính</strong>.`,
    en: html`Counting rule “${name === 'Mặc định' ? 'Default' : name}”, version ${version},
      <strong>no approval is recorded – provisional</strong>.`,
  };
}

function setUpLine({ setUpOpen }: FrontFigures): Line | null {
  if (!setUpOpen) return null;
  return {
    key: 'set-up',
    vi: html`<strong>Kho đang được thiết lập – chưa có số liệu nào là chính thức</strong>, cho đến khi người quản trị và
      Chủ nhiệm Ủy ban Kiểm tra cùng kết thúc việc thiết lập.`,
    en: html`<strong>The store is being set up – no figure is official yet</strong>, until the administrator and the
      chair of the inspection committee close the set-up together.`,
  };
}

function knowledgeLine({ asOf, knownAt, position, ageSeconds }: FrontFigures): Line {
  const { clock, date } = moment(knownAt);
  return {
    key: 'knowledge',
    vi: html`Tính đến hết ngày ${day(asOf).vi}, theo dữ liệu ghi nhận đến ${clock} ngày ${date.vi} · mục ghi số
    ${position} · ${ageSeconds === null ? 'chưa rõ cập nhật lúc nào' : `cập nhật ${ageSeconds} giây trước`}`,
    en: html`As of ${day(asOf).en}, as known at ${clock} on ${date.en} · record ${position} ·
    ${ageSeconds === null ? 'of unknown age' : `${ageSeconds} seconds old`}`,
  };
}

function unseenLine({ unseenSince }: FrontFigures): Line | null {
  if (unseenSince === null) return null;
  const { clock, date } = moment(unseenSince);
  return {
    key: 'unseen',
    vi: html`<strong>Nhật ký được đọc hết lần cuối lúc ${clock} ngày ${date.vi}</strong>: những gì ghi nhận sau đó có
      thể chưa có trong số liệu này.`,
    en: html`<strong>The log was last read to its end at ${clock} on ${date.en}</strong>: what was recorded later may be
      missing from these figures.`,
  };
}
