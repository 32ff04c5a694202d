import { refusals } from '#kernel/rejection';

/** Why a change of the register is refused. `{day}` and `{on}` are the first impossible day. */
export const refuse = refusals({
  WardNotEstablished: {
    vi: 'Sổ tổ chức đảng này chưa có đảng bộ phường: phải ghi nhận việc thành lập đảng bộ phường trước tiên, kèm mã của sổ',
    en: 'This register has no ward organization yet: record its establishment first, with the id of the register',
  },
  SecondWard: {
    vi: 'Sổ này đã có đảng bộ phường; với tổ chức khác, hãy nêu tổ chức đảng cấp trên và không nêu mã',
    en: 'This register already has its ward organization; for any other, state the parent organization and no id',
  },
  NoSuchOrganization: {
    vi: 'Sổ này không có tổ chức đảng được nêu',
    en: 'This register does not hold the organization stated',
  },
  EstablishedTwice: {
    vi: 'Tổ chức đảng này được ghi nhận thành lập hai lần (lần thứ hai ngày {day})',
    en: 'The organization is established twice (the second time on {on})',
  },
  NotYetEstablished: {
    vi: 'Ngày {day} tổ chức đảng này chưa được thành lập (ghi nhận số {entry})',
    en: 'The organization is not yet established on {on} (entry {entry})',
  },
  AlreadyEnded: {
    vi: 'Đến ngày {day} tổ chức đảng này đã kết thúc hoạt động (ghi nhận số {entry})',
    en: 'The organization has already ended by {on} (entry {entry})',
  },
  ParentNotExisting: {
    vi: 'Ngày {day} tổ chức đảng cấp trên trực tiếp chưa thành lập hoặc đã kết thúc hoạt động (ghi nhận số {entry})',
    en: 'On {on} the parent organization is not yet established or has ended (entry {entry})',
  },
  ParentKindMismatch: {
    vi: 'Từ ngày {day} loại hình tổ chức đảng không phù hợp với tổ chức đảng cấp trên trực tiếp (ghi nhận số {entry})',
    en: 'From {on} this kind of organization cannot be under its parent’s kind (entry {entry})',
  },
  HasSubordinates: {
    vi: 'Ngày {day} tổ chức đảng này kết thúc hoạt động khi vẫn còn tổ chức đảng trực thuộc (ghi nhận số {entry})',
    en: 'On {on} the organization ends but still has subordinate organizations (entry {entry})',
  },
  NotOfThatManner: {
    vi: 'Các tổ chức được nêu không phù hợp với hình thức sắp xếp đã chọn (sáp nhập, hợp nhất, chia, tách)',
    en: 'The organizations stated do not fit the manner of reorganization (absorption, consolidation, division, separation)',
  },
  NothingReclassified: {
    vi: 'Phải nêu ít nhất một nội dung thay đổi: loại hình, lĩnh vực hoặc tổ chức đảng cấp trên trực tiếp',
    en: 'State at least one change: kind, sector or parent organization',
  },
  FoundedIdFixed: {
    vi: 'Mã của tổ chức đảng đã cấp thì không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The id of an organization cannot be corrected; annul the entry and record it again',
  },
});
