import { refusals } from '#kernel/rejection';

/** Why an act of the set-up is refused. */
export const refuse = refusals({
  NoSetUp: {
    vi: 'Kho này không có thời gian thiết lập nào để kết thúc',
    en: 'This store has no set-up to close',
  },
  SetUpClosedAlready: {
    vi: 'Việc thiết lập kho đã kết thúc và không mở lại; các việc về sau cần đủ số người như thường lệ',
    en: 'The set-up of the store is closed and is not opened again; later acts take their usual number of persons',
  },
});
