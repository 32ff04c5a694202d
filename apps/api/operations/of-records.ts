import { entriesOf, type OperationText, reviewOf, type Section, severalPersonsOf } from './texts.js';

/** The same commands under `/inspections` and `/supervisions`. */
const engagementCommands = (name: string, vi: string, en: string): Readonly<Record<string, OperationText>> => ({
  open: [`open${name}`, `Ghi quyết định ${vi}`, `Record the decision on ${en}`],
  record: [`recordConcluded${name}`, `Ghi một cuộc ${vi} đã kết luận`, `Record ${en} that is already concluded`],
  deploy: [
    `deploy${name}`,
    `Ghi ngày triển khai cuộc ${vi}`,
    `Record the day on which ${en} was announced to its subjects`,
  ],
  start: [`start${name}`, `Ghi ngày bắt đầu tiến hành cuộc ${vi}`, `Record the first day of conduct of ${en}`],
  report: [`reportTeam${name}`, `Ghi báo cáo kết quả của đoàn ${vi}`, `Record the report of the team of ${en}`],
  extend: [`extend${name}`, `Gia hạn cuộc ${vi}`, `Extend the time limit of ${en}`],
  changeScope: [
    `changeScopeOf${name}`,
    `Bổ sung hoặc bỏ đối tượng, nội dung của cuộc ${vi}`,
    `Add or remove subjects or contents of ${en}`,
  ],
  conclude: [
    `conclude${name}`,
    `Ghi kết luận đối với từng đối tượng của cuộc ${vi}`,
    `Record the conclusion on subjects of ${en}`,
  ],
  postpone: [`postpone${name}`, `Ghi việc tạm dừng cuộc ${vi}`, `Record that ${en} is postponed`],
  cancel: [`cancel${name}`, `Ghi việc hủy bỏ cuộc ${vi}`, `Record that ${en} is canceled`],
  convert: [
    `convert${name}`,
    `Ghi việc chuyển cuộc ${vi} sang kiểm tra khi có dấu hiệu vi phạm`,
    `Record that ${en} is converted to an inspection on signs of violation`,
  ],
  followUp: [
    `followUp${name}`,
    `Ghi việc theo dõi khắc phục sau cuộc ${vi}`,
    `Record a follow-up on a remedy that ${en} asked for`,
  ],
  close: [`close${name}`, `Đóng hồ sơ cuộc ${vi}`, `Close the file of ${en}`],
  revoke: [
    `revokeConclusionOf${name}`,
    `Ghi việc thu hồi kết luận của cuộc ${vi}`,
    `Record that the conclusion on a subject of ${en} is revoked`,
  ],
  entrust: [`entrust${name}`, `Giao hồ sơ cuộc ${vi} cho người khác`, `Entrust the file of ${en} to another person`],
  discharge: [
    `dischargeObligationOf${name}`,
    `Ghi lý do việc phải thực hiện tiếp sau cuộc ${vi} không còn`,
    `Record why an obligation from ${en} no longer holds`,
  ],
  ...entriesOf(name, `cuộc ${vi}`, en),
});

export const ofRecords: readonly Section[] = [
  {
    tag: 'Organizations',
    about: { vi: 'Sổ tổ chức đảng theo thời gian', en: 'The register of Party organizations over time' },
    operations: {
      QuestionsController: {
        list: ['listOrganizations', 'Danh sách và tìm kiếm tổ chức đảng', 'List or search organizations'],
        tree: ['getOrganizationTree', 'Cây tổ chức đảng kèm số lượng', 'The tree of organizations with its figures'],
        one: ['getOrganization', 'Một tổ chức đảng', 'One organization'],
        lineage: [
          'getLineage',
          'Tổ chức đảng hình thành từ đâu và thành gì',
          'What an organization arose from and became',
        ],
      },
      OrganizationsController: {
        establish: [
          'establishOrganization',
          'Ghi việc thành lập tổ chức đảng',
          'Record the founding of an organization',
        ],
        rename: ['renameOrganization', 'Ghi việc đổi tên', 'Record a new name'],
        move: [
          'moveOrganization',
          'Ghi việc chuyển sang trực thuộc tổ chức khác',
          'Record that an organization moved under another',
        ],
        reclassify: ['reclassifyOrganization', 'Ghi việc đổi loại hình hoặc khối', 'Record another type or sector'],
        dissolve: ['dissolveOrganization', 'Ghi việc kết thúc hoạt động', 'Record that an organization ended'],
        disband: [
          'disbandOrganization',
          'Ghi việc giải tán do kỷ luật',
          'Record that an organization was disbanded as discipline',
        ],
        count: ['countMembers', 'Ghi số đảng viên vào một ngày', 'Record the number of members on a day'],
        reorganize: [
          'reorganizeOrganizations',
          'Ghi việc hợp nhất, sáp nhập hoặc chia tách',
          'Record a merger, consolidation or split',
        ],
        ...entriesOf('RegisterEntry', 'sổ tổ chức', 'the register'),
      },
    },
  },
  {
    tag: 'Engagements',
    about: { vi: 'Các cuộc kiểm tra, giám sát', en: 'Inspections and supervisions' },
    operations: {
      EngagementQuestionsController: {
        list: ['listEngagements', 'Danh sách các cuộc kiểm tra, giám sát', 'List inspections and supervisions'],
        engagement: ['getEngagement', 'Một cuộc kiểm tra hoặc giám sát', 'One inspection or supervision'],
        inspection: ['getInspection', 'Một cuộc kiểm tra', 'One inspection'],
        supervision: ['getSupervision', 'Một cuộc giám sát', 'One supervision'],
        facts: [
          'listFacts',
          'Bảng dữ kiện: mỗi dòng một đối tượng của một cuộc',
          'One flat row for each subject of each engagement',
        ],
        file: ['downloadFacts', 'Bảng dữ kiện dạng CSV', 'The same rows as CSV'],
      },
      InspectionsController: engagementCommands('Inspection', 'kiểm tra', 'an inspection'),
      SupervisionsController: engagementCommands('Supervision', 'giám sát', 'a supervision'),
    },
  },
  {
    tag: 'Discipline',
    about: { vi: 'Các vụ việc kỷ luật', en: 'Disciplinary cases' },
    operations: {
      CasesController: {
        list: ['listCases', 'Danh sách vụ việc kỷ luật', 'List disciplinary cases'],
        summary: [
          'getCaseSummary',
          'Tổng hợp quyết định kỷ luật theo hình thức và cấp',
          'Count decisions by form and by body',
        ],
        one: ['getCase', 'Một vụ việc kỷ luật', 'One disciplinary case'],
        effect: [
          'getEffect',
          'Quyết định kỷ luật còn hiệu lực vào một ngày hay không',
          'Whether a decision is in force on a day',
        ],
      },
      DisciplineController: {
        open: ['openCase', 'Mở vụ việc kỷ luật', 'Open a disciplinary case'],
        count: ['countBallot', 'Ghi kết quả bỏ phiếu', 'Record the count of a ballot'],
        decide: ['decideDiscipline', 'Ghi quyết định kỷ luật', 'Record the decision'],
        announce: ['announceDecision', 'Ghi ngày công bố quyết định', 'Record the day of the announcement'],
        handOver: [
          'handOverDecision',
          'Ghi ngày giao quyết định',
          'Record the day on which the decision was handed over',
        ],
        imposeNone: [
          'imposeNoDiscipline',
          'Ghi việc kết thúc mà không kỷ luật',
          'Record that no discipline is imposed',
        ],
        postpone: ['postponeDiscipline', 'Ghi việc chưa xem xét kỷ luật', 'Record that discipline is postponed'],
        change: [
          'changeDecision',
          'Ghi việc thay đổi quyết định sau khiếu nại',
          'Record a change of the decision after a complaint',
        ],
        ...entriesOf('CaseEntry', 'vụ việc kỷ luật', 'a disciplinary case'),
      },
    },
  },
  {
    tag: 'Routine supervision',
    about: { vi: 'Giám sát thường xuyên', en: 'Routine supervision' },
    operations: {
      RoutineSupervisionController: {
        assignments: ['listAssignments', 'Danh sách phân công giám sát thường xuyên', 'List assignments'],
        contacts: ['listContacts', 'Danh sách lượt làm việc với cơ sở', 'List contacts'],
        reminders: ['listReminders', 'Danh sách nội dung đã nhắc nhở', 'List reminders'],
        assign: ['assignSupervision', 'Ghi phân công', 'Record an assignment'],
        contact: ['recordContact', 'Ghi một lượt làm việc', 'Record a contact'],
        remind: ['recordReminder', 'Ghi một nội dung nhắc nhở', 'Record a reminder'],
        ...entriesOf('RoutineEntry', 'sổ giám sát thường xuyên', 'the record of routine supervision'),
      },
    },
  },
  {
    tag: 'Obligations',
    about: { vi: 'Nghĩa vụ phát sinh từ kết luận', en: 'Obligations that follow from conclusions' },
    operations: {
      ObligationsController: {
        list: [
          'listObligations',
          'Danh sách việc phải thực hiện tiếp, kèm việc đã khép lại từng việc',
          'List obligations with what closed each',
        ],
      },
    },
  },
  {
    tag: 'Confirmations',
    about: {
      vi: 'Người thứ hai đối chiếu hồ sơ với văn bản',
      en: 'A second person compares a record with its papers',
    },
    operations: {
      ConfirmationsController: {
        list: ['listConfirmations', 'Danh sách hồ sơ chờ đối chiếu', 'List the records that wait for comparison'],
        ...reviewOf('Engagement', 'cuộc kiểm tra, giám sát', 'an engagement'),
        ...reviewOf('Case', 'vụ việc kỷ luật', 'a disciplinary case'),
        ...reviewOf('Rule', 'cách tính', 'a counting rule'),
        ...reviewOf('Period', 'số liệu của kỳ', 'the figures of a period'),
      },
      TwinsController: {
        list: [
          'listSuspectedTwins',
          'Danh sách hồ sơ có thể ghi trùng nhau',
          'List records that may be the same thing recorded twice',
        ],
      },
      ProposalsController: {
        list: ['listProposals', 'Danh sách đề nghị còn thiếu người đồng ý', 'List proposals that lack agreement'],
      },
    },
  },
  {
    tag: 'History',
    about: { vi: 'Lịch sử của mọi hồ sơ', en: 'The history of every record' },
    operations: {
      HistoryController: {
        history: ['getHistory', 'Lịch sử một hồ sơ, từng mục ghi thành câu', 'The entries of a record as sentences'],
      },
    },
  },
  {
    tag: 'Terms',
    about: { vi: 'Nhiệm kỳ và chỉ tiêu', en: 'Terms and their targets' },
    operations: {
      TermsController: {
        list: ['listTerms', 'Danh sách nhiệm kỳ', 'List terms'],
        one: ['getTerm', 'Một nhiệm kỳ', 'One term'],
        open: ['openTerm', 'Ghi nhiệm kỳ mới', 'Record a term'],
        end: ['endTerm', 'Ghi ngày kết thúc nhiệm kỳ', 'Record the last day of a term'],
        setTarget: ['setTarget', 'Ghi chỉ tiêu của nhiệm kỳ', 'Set a target of a term'],
        ...severalPersonsOf('Term', 'nhiệm kỳ', 'a term'),
        ...entriesOf('TermEntry', 'nhiệm kỳ', 'a term'),
      },
      LegacyTotalsController: {
        list: ['listLegacyTotals', 'Danh sách số tổng hợp của báo cáo cũ', 'List totals of old reports'],
        record: ['recordLegacyTotals', 'Ghi số tổng hợp của báo cáo cũ', 'Record totals of an old report'],
        coverage: [
          'getLegacyCoverage',
          'Luôn từ chối: từ số tổng hợp không tính được độ phủ',
          'Always refused: totals give no coverage',
        ],
        ...entriesOf('LegacyEntry', 'số tổng hợp của báo cáo cũ', 'the totals of an old report'),
      },
    },
  },
  {
    tag: 'Periods',
    about: { vi: 'Chốt số liệu của kỳ', en: 'Closing the figures of a period' },
    operations: {
      PeriodsController: {
        list: [
          'listPeriods',
          'Số liệu đã chốt, bên cạnh là số liệu tính lại',
          'Closed figures beside the figures computed again',
        ],
        prepare: ['preparePeriod', 'Lập số liệu của kỳ', 'Prepare the figures of a period'],
        close: ['closePeriod', 'Chốt số liệu của kỳ', 'Close the figures of a period'],
      },
    },
  },
];
