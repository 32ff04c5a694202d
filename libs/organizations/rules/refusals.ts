import { refusals } from '#kernel/rejection';

/** What the register says no to, as an inspection committee would put it. `{day}` is the first day that could not be. */
export const refuse = refusals({
  WardNotEstablished: {
    vi: 'Sổ tổ chức đảng này chưa có đảng bộ phường: phải ghi nhận việc thành lập đảng bộ phường trước tiên, kèm mã của sổ',
    en: 'This register has no ward organization yet: its establishment comes first and brings the id of the register',
  },
  SecondWard: {
    vi: 'Sổ này đã có đảng bộ phường; tổ chức khác phải có tổ chức đảng cấp trên và được cấp mã mới',
    en: 'This register has its ward organization; any other stands under a parent and is given its id',
  },
  NoSuchOrganization: {
    vi: 'Sổ này không có tổ chức đảng được nêu',
    en: 'This register holds no such organization',
  },
  EstablishedTwice: {
    vi: 'Tổ chức đảng này được ghi nhận thành lập hai lần (lần thứ hai ngày {day})',
    en: 'The organization would be established twice (the second time on {on})',
  },
  NotYetEstablished: {
    vi: 'Ngày {day} tổ chức đảng này chưa được thành lập (ghi nhận số {entry})',
    en: 'On {on} the organization is not yet established (entry {entry})',
  },
  AlreadyEnded: {
    vi: 'Đến ngày {day} tổ chức đảng này đã kết thúc hoạt động (ghi nhận số {entry})',
    en: 'By {on} the organization has already ended (entry {entry})',
  },
  ParentNotExisting: {
    vi: 'Ngày {day} tổ chức đảng cấp trên trực tiếp chưa thành lập hoặc đã kết thúc hoạt động (ghi nhận số {entry})',
    en: 'On {on} the parent organization does not exist: not yet, or no longer (entry {entry})',
  },
  ParentKindMismatch: {
    vi: 'Từ ngày {day} loại hình tổ chức đảng không phù hợp với tổ chức đảng cấp trên trực tiếp (ghi nhận số {entry})',
    en: 'From {on} the kind of organization does not fit the kind of its parent (entry {entry})',
  },
  HasSubordinates: {
    vi: 'Ngày {day} tổ chức đảng này kết thúc hoạt động khi vẫn còn tổ chức đảng trực thuộc (ghi nhận số {entry})',
    en: 'On {on} the organization would end while others still stand under it (entry {entry})',
  },
  NotOfThatManner: {
    vi: 'Các tổ chức được nêu không đúng với hình thức sắp xếp {manner} (sáp nhập, hợp nhất, chia, tách)',
    en: 'The organizations named are not those of a reorganization by {manner}',
  },
  NothingReclassified: {
    vi: 'Phải nêu ít nhất một nội dung thay đổi: loại hình, lĩnh vực hoặc tổ chức đảng cấp trên trực tiếp',
    en: 'At least one of type, sector and parent must be stated',
  },
  FoundedIdFixed: {
    vi: 'Mã của tổ chức đảng đã cấp thì không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'The id given to an organization cannot be corrected; annul the entry and record it anew',
  },
});
