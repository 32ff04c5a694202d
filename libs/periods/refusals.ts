import { refusals } from '#kernel/rejection';

/** Why an act of closing a period is refused. */
export const refuse = refusals({
  PeriodReversed: {
    vi: 'Kỳ kết thúc ngày {to}, trước ngày bắt đầu {from}; hãy kiểm tra hai ngày này',
    en: 'The period ends on {to}, before it begins on {from}; check both days',
  },
  PeriodNotOver: {
    vi: 'Kỳ đến hết ngày {to} chưa kết thúc (hôm nay là {today}); hãy lập số liệu sau ngày đó',
    en: 'The period ends on {to} and is not over (today is {today}); prepare its figures after that day',
  },
  PeriodClosedAlready: {
    vi: 'Kỳ từ {from} đến {to} đã chốt số liệu (mục ghi số {entry}) nên không chốt lại; thay đổi về sau được nêu bên cạnh số đã chốt',
    en: 'The figures of the period from {from} to {to} are already closed (entry {entry}) and are not closed again; later changes are shown beside them',
  },
  SetUpNotClosed: {
    vi: 'Kho đang được thiết lập nên chưa có số liệu chính thức để chốt; hãy kết thúc việc thiết lập trước',
    en: 'The store is being set up, so there are no official figures to close; close the set-up first',
  },
  NothingPrepared: {
    vi: 'Không có số liệu nào của kỳ đang chờ chốt; hãy lập số liệu trước',
    en: 'No figures of a period are waiting to be closed; prepare them first',
  },
  NotPrepared: {
    vi: 'Số liệu đang chờ chốt không phải của kỳ từ {from} đến {to}; hãy kiểm tra kỳ',
    en: 'The prepared figures are not those of the period from {from} to {to}; check the period',
  },
  PeriodNotConfirmed: {
    vi: 'Số liệu của kỳ chưa được người thứ hai xác nhận, hoặc đã thay đổi sau khi xác nhận; cần người thứ hai xác nhận',
    en: 'The figures of the period have not been confirmed by a second person, or have changed since; a second person must confirm them',
  },
  ThreePersonsForPeriod: {
    vi: 'Lập, xác nhận và chốt số liệu của kỳ phải do ba người khác nhau, kể cả khi có ủy quyền; hãy để người khác làm bước này',
    en: 'Three different persons must prepare, confirm and close the figures of a period, even under a delegation; let another person take this step',
  },
});
