import { refusals } from '#kernel/rejection';

/** Why a change of the register is refused. `{day}` and `{on}` are the first impossible day. */
export const refuse = refusals({
  WardNotEstablished: {
    vi: 'Sổ tổ chức đảng này chưa có đảng bộ phường; hãy ghi nhận việc thành lập đảng bộ phường trước tiên, kèm mã của sổ',
    en: 'This register has no ward organization yet; record its establishment first, with the id of the register',
  },
  SecondWard: {
    vi: 'Sổ này đã có đảng bộ phường; để thêm tổ chức đảng khác, hãy nêu tổ chức đảng cấp trên và không nêu mã của tổ chức mới',
    en: 'This register already has its ward organization; to add another, state its parent organization and leave out its own id',
  },
  NoSuchOrganization: {
    vi: 'Sổ này không có tổ chức đảng được nêu; hãy kiểm tra tổ chức đảng',
    en: 'This register does not hold the organization stated; check the organization',
  },
  EstablishedTwice: {
    vi: 'Tổ chức đảng này được ghi nhận thành lập hai lần (lần thứ hai ngày {day}); hãy hủy một ghi nhận (nêu rõ đã nhập sai điều gì)',
    en: 'The organization is recorded as established twice (the second time on {on}); annul one entry (say what was entered wrongly)',
  },
  NotYetEstablished: {
    vi: 'Ngày {day} tổ chức đảng này chưa được thành lập (mục ghi số {entry}); hãy kiểm tra ngày',
    en: 'The organization is not yet established on {on} (entry {entry}); check the day',
  },
  AlreadyEnded: {
    vi: 'Đến ngày {day} tổ chức đảng này đã kết thúc hoạt động (mục ghi số {entry}); hãy kiểm tra ngày',
    en: 'The organization has already ended by {on} (entry {entry}); check the day',
  },
  ParentNotExisting: {
    vi: 'Ngày {day} tổ chức đảng cấp trên trực tiếp chưa thành lập hoặc đã kết thúc hoạt động (mục ghi số {entry}); hãy kiểm tra ngày và tổ chức đảng cấp trên',
    en: 'On {on} the parent organization is not yet established or has ended (entry {entry}); check the day and the parent organization',
  },
  ParentKindMismatch: {
    vi: 'Từ ngày {day} loại hình tổ chức đảng không phù hợp với loại hình của tổ chức đảng cấp trên trực tiếp (mục ghi số {entry}); hãy kiểm tra hai loại hình',
    en: 'From {on} the kind of the organization does not fit the kind of its parent organization (entry {entry}); check both kinds',
  },
  HasSubordinates: {
    vi: 'Ngày {day} tổ chức đảng này kết thúc hoạt động khi vẫn còn tổ chức đảng trực thuộc (mục ghi số {entry}); hãy chuyển hoặc kết thúc các tổ chức đó trước',
    en: 'On {on} the organization ends but still has subordinate organizations (entry {entry}); move or end those first',
  },
  NotOfThatManner: {
    vi: 'Các tổ chức đảng được nêu không phù hợp với hình thức sắp xếp đã chọn (sáp nhập, hợp nhất, chia, tách); hãy kiểm tra các tổ chức và hình thức',
    en: 'The organizations stated do not fit the manner of reorganization chosen (absorption, consolidation, division, separation); check the organizations and the manner',
  },
  NothingReclassified: {
    vi: 'Phải nêu ít nhất một nội dung thay đổi: loại hình, lĩnh vực hoặc tổ chức đảng cấp trên trực tiếp',
    en: 'State at least one change: kind, sector or parent organization',
  },
  FoundedIdFixed: {
    vi: 'Mã của tổ chức đảng đã cấp thì không sửa được; hãy hủy mục ghi (nêu rõ đã nhập sai điều gì) và ghi nhận lại',
    en: 'The id of an organization cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
});
