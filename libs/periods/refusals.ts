import { refusals } from '#kernel/rejection';

/** What the closing of a period says no to. */
export const refuse = refusals({
  PeriodReversed: {
    vi: 'Kỳ kết thúc ngày {to}, trước ngày bắt đầu {from}',
    en: 'The period would end on {to}, before its beginning {from}',
  },
  PeriodNotOver: {
    vi: 'Kỳ đến hết ngày {to} chưa kết thúc; hôm nay là {today}',
    en: 'The period up to {to} is not over; today is {today}',
  },
  PeriodClosedAlready: {
    vi: 'Kỳ từ {from} đến {to} đã chốt số liệu (ghi nhận số {entry}); số liệu đổi về sau được nêu bên cạnh, không sửa số đã chốt',
    en: 'The period from {from} to {to} is closed (entry {entry}); what has changed since is told beside it, never in it',
  },
  NothingPrepared: {
    vi: 'Không có số liệu nào đang chờ đối chiếu',
    en: 'No figures wait to be compared',
  },
  NotPrepared: {
    vi: 'Số liệu đang chờ chốt không phải của kỳ từ {from} đến {to}',
    en: 'The figures that wait to be closed are not those of the period from {from} to {to}',
  },
  PeriodNotConfirmed: {
    vi: 'Số liệu của kỳ chưa được người thứ hai xác nhận, hoặc đã thay đổi sau khi xác nhận',
    en: 'The figures of the period were not confirmed by a second person, or have changed since',
  },
  ThreePersonsForPeriod: {
    vi: 'Lập, xác nhận và chốt số liệu phải do ba người khác nhau, kể cả khi có ủy quyền',
    en: 'The figures of a period are prepared, confirmed and closed by three different persons, delegations included',
  },
});
