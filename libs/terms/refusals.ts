import { refusals } from '#kernel/rejection';

/** Why a change of a term or of old totals is refused. */
export const refuse = refusals({
  TermOpenedAlready: {
    vi: 'Nhiệm kỳ này đã được ghi nhận; nếu nhập sai thì sửa mục ghi đó',
    en: 'The term is already recorded; correct that entry if it is wrong',
  },
  NoSuchTerm: {
    vi: 'Nhiệm kỳ này chưa được ghi nhận, hoặc ghi nhận đã bị hủy (nhập sai); hãy ghi nhận nhiệm kỳ trước',
    en: 'The term is not recorded, or its entry was annulled (entered wrongly); record the term first',
  },
  EndsBeforeStart: {
    vi: 'Nhiệm kỳ kết thúc ngày {endsOn}, trước ngày bắt đầu {startsOn}; hãy kiểm tra hai ngày này',
    en: 'The term ends on {endsOn}, before it starts on {startsOn}; check both days',
  },
  TermsOverlap: {
    vi: 'Nhiệm kỳ trùng ngày với “{name}” ({startsOn} – {endsOn}) của cùng đảng bộ; hãy kiểm tra các ngày',
    en: 'The term shares days with “{name}” ({startsOn} – {endsOn}) of the same ward; check the days',
  },
  TermsOverlapOpenEnd: {
    vi: 'Nhiệm kỳ trùng ngày với “{name}” của cùng đảng bộ, bắt đầu ngày {startsOn} và chưa có ngày kết thúc; hãy ghi nhận ngày kết thúc của nhiệm kỳ đó trước',
    en: 'The term shares days with “{name}” of the same ward, which starts on {startsOn} and has no last day; record the end of that term first',
  },
  NoEndToAssume: {
    vi: 'Đã đánh dấu ngày cuối của nhiệm kỳ là tạm tính thì phải nêu ngày đó',
    en: 'State the last day of the term if it is marked as assumed',
  },
  TermEndedAlready: {
    vi: 'Ngày kết thúc nhiệm kỳ đã được ghi nhận là {endsOn}; nếu nhập sai thì sửa mục ghi đó',
    en: 'The end of the term is already recorded as {endsOn}; correct that entry if it is wrong',
  },
  TargetNumberTaken: {
    vi: 'Chỉ tiêu số {number} đã được ghi nhận cho nhiệm kỳ này; hãy nêu số khác, hoặc sửa mục ghi đó nếu nhập sai',
    en: 'Target {number} is already recorded for this term; give another number, or correct that entry if it is wrong',
  },
  CoverageNeedsPercent: {
    vi: 'Chỉ tiêu về tỷ lệ tổ chức đảng được kiểm tra, giám sát phải nêu tỷ lệ tối thiểu',
    en: 'A coverage target must state the minimum percentage',
  },
  IdFixed: {
    vi: 'Mã ở “{field}” không sửa được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The id in “{field}” cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
  TotalsRecordedAlready: {
    vi: 'Số tổng hợp này đã được ghi nhận; nếu nhập sai thì sửa mục ghi đó',
    en: 'These totals are already recorded; correct that entry if it is wrong',
  },
  LineTwice: {
    vi: 'Dòng {code} của số tổng hợp xuất hiện hai lần; hãy bỏ một dòng',
    en: 'Line {code} of the totals appears twice; remove one of the two',
  },
});
