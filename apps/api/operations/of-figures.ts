import { entriesOf, type Section, severalPersonsOf } from './texts.js';

export const ofFigures: readonly Section[] = [
  {
    tag: 'Coverage',
    about: { vi: 'Độ phủ kiểm tra, giám sát', en: 'Coverage by inspections and supervisions' },
    operations: {
      CoverageController: {
        figures: ['getCoverage', 'Số liệu độ phủ của một ngày', 'The figures of coverage on a day'],
        organizations: [
          'listCoverage',
          'Từng tổ chức: đã được kiểm tra, giám sát hay chưa',
          'Each organization with whether it is covered',
        ],
        file: ['downloadCoverage', 'Danh sách đó dạng CSV', 'The same list as CSV'],
        series: ['getCoverageSeries', 'Độ phủ qua từng tháng, quý hoặc năm', 'Coverage by month, quarter or year'],
        whatIf: ['tryRule', 'Thử một cách tính, không ghi gì', 'Try a counting rule; records nothing'],
        whatIfTerm: ['tryTerm', 'Thử thay đổi nhiệm kỳ, không ghi gì', 'Try a change of a term; records nothing'],
        defaultRule: ['getDefaultRule', 'Cách tính mặc định', 'The default counting rule'],
      },
      CoverageStreamController: {
        stream: [
          'streamCoverage',
          'Luồng số liệu độ phủ của hôm nay, gửi lại khi thay đổi',
          "Today's figures, pushed again when they change",
        ],
      },
    },
  },
  {
    tag: 'Counting rules',
    about: { vi: 'Cách tính và việc phê duyệt', en: 'Counting rules and their approval' },
    operations: {
      CountingRulesController: {
        list: ['listRules', 'Danh sách cách tính', 'List counting rules'],
        define: ['defineRule', 'Soạn cách tính mới', 'Define a counting rule'],
        defineNext: [
          'defineNextVersion',
          'Soạn bản tiếp theo của cách tính',
          'Define the next version of a counting rule',
        ],
        approve: ['approveRule', 'Ghi việc phê duyệt cách tính', 'Record the approval of a version'],
        ...severalPersonsOf('Rule', 'cách tính', 'a counting rule'),
        ...entriesOf('RuleEntry', 'cách tính', 'a counting rule'),
      },
    },
  },
  {
    tag: 'Reference',
    about: { vi: 'Danh mục, từ điển dữ liệu và bộ quy định', en: 'Code lists, data dictionary and rule sets' },
    operations: {
      CodeListsController: {
        all: ['listCodeLists', 'Tên các danh mục mã', 'The names of the code lists'],
        one: ['getCodeList', 'Một danh mục mã, hai thứ tiếng', 'One code list in both languages'],
      },
      DataDictionaryController: {
        json: ['getDataDictionary', 'Từ điển dữ liệu', 'The data dictionary'],
        text: ['downloadDataDictionary', 'Từ điển dữ liệu dạng Markdown', 'The data dictionary as Markdown'],
      },
      RuleSetsController: {
        ruleSets: ['getRuleSets', 'Quy định có hiệu lực vào một ngày', 'The regulations in force on a day'],
      },
    },
  },
];
