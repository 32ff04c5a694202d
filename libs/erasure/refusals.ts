import { refusals } from '#kernel/rejection';

/** Why an act of an erasure is refused. */
export const refuse = refusals({
  ErasedAlready: { vi: 'Nội dung này đã được xóa ngày {on}', en: 'This content was already erased on {on}' },
  OwnerOfOtherKind: {
    vi: 'Mã này đã được ghi nhận cho loại đối tượng khác ({owner})',
    en: 'This id is already recorded for another kind of owner ({owner})',
  },
  NothingSealed: {
    vi: 'Không có nội dung niêm phong nào dưới mã này, nên không có gì để xóa',
    en: 'Nothing is sealed under this id, so there is nothing to erase',
  },
  RequestedAlready: { vi: 'Đã có một yêu cầu xóa đang chờ', en: 'An erasure request is already pending' },
  NotRequested: { vi: 'Không có yêu cầu xóa nào đang chờ', en: 'No erasure request is pending' },
  ApprovedAlready: { vi: 'Yêu cầu xóa này đã được duyệt', en: 'This erasure request is already approved' },
  NotApproved: { vi: 'Yêu cầu xóa này chưa được duyệt', en: 'This erasure request is not approved' },
  HoldStands: {
    vi: 'Đang có lệnh giữ ({holds}); phải dỡ lệnh giữ trước khi xóa',
    en: 'Holds are in force ({holds}); lift them before the erasure',
  },
  NoSuchHold: { vi: 'Không có lệnh giữ này', en: 'This hold does not exist' },
  HoldLiftedAlready: { vi: 'Lệnh giữ này đã được dỡ', en: 'This hold is already lifted' },
  DelayNotOver: {
    vi: 'Chưa hết thời hạn chờ: chỉ được thực hiện từ ngày {from}',
    en: 'The waiting period is not over: the erasure can be executed from {from}',
  },
  ThreePersons: {
    vi: 'Yêu cầu, duyệt và thực hiện xóa phải do ba người khác nhau',
    en: 'Three different persons must request, approve and execute an erasure',
  },
  InPerson: {
    vi: 'Việc này phải do chính người được giao vai trò thực hiện, không thực hiện theo ủy quyền',
    en: 'The holder of the role must do this in person, not a delegate',
  },
});
