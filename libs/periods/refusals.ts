import { refusals } from '#kernel/rejection';

/** Why an act of closing a period is refused. */
export const refuse = refusals({
  PeriodReversed: {
    vi: 'Kỳ kết thúc ngày {to}, trước ngày bắt đầu {from}',
    en: 'The period ends on {to}, before it begins on {from}',
  },
  PeriodNotOver: {
    vi: 'Kỳ đến hết ngày {to} chưa kết thúc; hôm nay là {today}',
    en: 'The period ends on {to} and is not over; today is {today}',
  },
  PeriodClosedAlready: {
    vi: 'Kỳ từ {from} đến {to} đã chốt số liệu (ghi nhận số {entry}); số liệu đổi về sau được nêu bên cạnh, không sửa số đã chốt',
    en: 'The period from {from} to {to} is already closed (entry {entry}); later changes are shown beside its figures, which stay as closed',
  },
  NothingPrepared: {
    vi: 'Không có số liệu nào đang chờ đối chiếu',
    en: 'No prepared figures are waiting for comparison',
  },
  NotPrepared: {
    vi: 'Số liệu đang chờ chốt không phải của kỳ từ {from} đến {to}',
    en: 'The prepared figures are not for the period from {from} to {to}',
  },
  PeriodNotConfirmed: {
    vi: 'Số liệu của kỳ chưa được người thứ hai xác nhận, hoặc đã thay đổi sau khi xác nhận',
    en: 'The figures are not confirmed by a second person, or have changed since the confirmation',
  },
  ThreePersonsForPeriod: {
    vi: 'Lập, xác nhận và chốt số liệu phải do ba người khác nhau, kể cả khi có ủy quyền',
    en: 'Three different persons must prepare, confirm and close the figures of a period, also where one acts for another',
  },
});
