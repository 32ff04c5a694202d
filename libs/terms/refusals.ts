import { refusals } from '#kernel/rejection';

/** Why a change of a term or of old totals is refused. */
export const refuse = refusals({
  TermOpenedAlready: {
    vi: 'Nhiệm kỳ này đã được ghi nhận; hãy sửa ghi nhận nếu nhập sai',
    en: 'The term is already recorded; correct that entry if it is wrong',
  },
  NoSuchTerm: {
    vi: 'Nhiệm kỳ này chưa được ghi nhận hoặc ghi nhận đã bị hủy',
    en: 'The term is not recorded, or its entry was annulled',
  },
  EndsBeforeStart: {
    vi: 'Nhiệm kỳ kết thúc ({endsOn}) trước khi bắt đầu ({startsOn})',
    en: 'The term ends on {endsOn}, before it starts on {startsOn}',
  },
  NoEndToAssume: {
    vi: 'Đã đánh dấu ngày kết thúc là tạm tính thì phải nêu ngày đó',
    en: 'State the last day if it is marked as assumed',
  },
  TermEndedAlready: {
    vi: 'Ngày kết thúc nhiệm kỳ đã được ghi nhận là {endsOn}; hãy sửa ghi nhận đó nếu nhập sai',
    en: 'The end of the term is already recorded as {endsOn}; correct that entry if it is wrong',
  },
  TargetNumberTaken: {
    vi: 'Chỉ tiêu số {number} đã được ghi nhận cho nhiệm kỳ này',
    en: 'Target {number} is already recorded for this term',
  },
  CoverageNeedsPercent: {
    vi: 'Chỉ tiêu về tỷ lệ tổ chức đảng được kiểm tra, giám sát phải nêu tỷ lệ tối thiểu',
    en: 'A coverage target must state the minimum percentage',
  },
  IdFixed: {
    vi: 'Mã ở trường {field} không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The id in {field} cannot be corrected; annul the entry and record it again',
  },
  TotalsRecordedAlready: {
    vi: 'Số tổng hợp này đã được ghi nhận; hãy sửa ghi nhận nếu nhập sai',
    en: 'These totals are already recorded; correct that entry if it is wrong',
  },
  LineTwice: {
    vi: 'Dòng {code} xuất hiện hai lần',
    en: 'Line {code} appears twice',
  },
});
