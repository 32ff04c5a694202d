import { refusals } from '#kernel/rejection';

/** What the record of an erasure says no to. */
export const refuse = refusals({
  ErasedAlready: { vi: 'Nội dung này đã được xóa ngày {on}', en: 'This was erased on {on}' },
  OwnerOfOtherKind: {
    vi: 'Mã này đã được ghi là của loại khác ({owner})',
    en: 'This id is recorded as one of another kind ({owner})',
  },
  NothingSealed: {
    vi: 'Không có nội dung niêm phong nào dưới mã này, nên không có gì để xóa',
    en: 'Nothing is sealed under this id, so there is nothing to erase',
  },
  RequestedAlready: { vi: 'Đã có một yêu cầu xóa đang chờ', en: 'An erasure is asked for already' },
  NotRequested: { vi: 'Không có yêu cầu xóa nào đang chờ', en: 'No erasure is asked for' },
  ApprovedAlready: { vi: 'Yêu cầu xóa này đã được duyệt', en: 'This erasure was approved already' },
  NotApproved: { vi: 'Yêu cầu xóa này chưa được duyệt', en: 'This erasure was not approved' },
  HoldStands: {
    vi: 'Đang có căn cứ phải giữ lại ({holds}); chưa xóa được',
    en: 'There are grounds to keep it ({holds}); it cannot be erased yet',
  },
  NoSuchHold: { vi: 'Không có lệnh giữ này', en: 'There is no such hold' },
  HoldLiftedAlready: { vi: 'Lệnh giữ này đã được dỡ', en: 'This hold was lifted already' },
  DelayNotOver: {
    vi: 'Chưa hết thời hạn chờ: chỉ được thực hiện từ ngày {from}',
    en: 'The delay is not over: it may be executed from {from}',
  },
  ThreePersons: {
    vi: 'Yêu cầu, duyệt và thực hiện xóa phải do ba người khác nhau',
    en: 'An erasure is asked for, approved and executed by three different persons',
  },
  InPerson: {
    vi: 'Việc này do chính người được giao vai trò làm, không làm theo ủy quyền',
    en: 'This is done by whoever holds the role, not by delegation',
  },
});
