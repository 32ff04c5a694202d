import { refusals } from '#kernel/rejection';

/** Why an act of an erasure is refused. */
export const refuse = refusals({
  ErasedAlready: {
    vi: 'Nội dung này đã được xóa ngày {on}; không cần yêu cầu xóa lại',
    en: 'This content was already erased on {on}; it needs no further request',
  },
  NothingSealed: {
    vi: 'Không có nội dung được mã hóa bảo mật nào dưới mã này nên không có gì để xóa hoặc giữ lại; hãy kiểm tra mã',
    en: 'Nothing is sealed under this id, so there is nothing to erase or to hold; check the id',
  },
  RequestsAreWithdrawn: {
    vi: 'Yêu cầu xóa chưa thực hiện thì không đính chính, không hủy; hãy rút yêu cầu rồi yêu cầu lại cho đúng',
    en: 'A request that was not executed is neither corrected nor annulled; withdraw it and request anew',
  },
  FieldFixed: {
    vi: 'Không đính chính được “{field}”; ở mục ghi này chỉ đính chính được căn cứ và văn bản',
    en: '“{field}” cannot be corrected; of this entry only the ground or legal basis and the paper can',
  },
  RequestedAlready: {
    vi: 'Đã có một yêu cầu xóa nội dung này đang chờ; hãy dùng yêu cầu đó',
    en: 'A request to erase this content is already pending; use that request',
  },
  NotRequested: {
    vi: 'Không có yêu cầu xóa nội dung này nào đang chờ; hãy ghi nhận yêu cầu trước',
    en: 'No request to erase this content is pending; record the request first',
  },
  ApprovedAlready: {
    vi: 'Yêu cầu xóa này đã được duyệt; không cần duyệt lại',
    en: 'This erasure request is already approved; it needs no second approval',
  },
  NotApproved: {
    vi: 'Yêu cầu xóa này chưa được duyệt; cần người thứ hai duyệt trước',
    en: 'This erasure request is not approved; a second person must approve it first',
  },
  HoldStands: {
    vi: 'Đang có {holds} yêu cầu lưu giữ nội dung này; phải gỡ hết trước khi xóa',
    en: 'Holds in force on this content: {holds}; lift all of them before the erasure',
  },
  HoldOnLinked: {
    vi: 'Đang có {holds} yêu cầu lưu giữ nội dung ở hồ sơ khác của cùng người này; phải gỡ hết trước khi xóa',
    en: 'Holds on other records of the same person: {holds}; lift all of them before the erasure',
  },
  LinkedSince: {
    vi: 'Sau khi duyệt, có thêm {records} hồ sơ được ghi nhận là của cùng người này mà người duyệt chưa biết; hãy rút yêu cầu rồi yêu cầu lại, hoặc bỏ việc ghi nhận đó',
    en: 'Records linked as records of the same person after the approval: {records}; the approver did not know of them. Withdraw the request and request anew, or unlink them',
  },
  HoldProposed: {
    vi: 'Đang có đề nghị giữ nội dung này ở mục ghi số {proposal}; phải có người đồng ý hoặc từ chối đề nghị đó trước',
    en: 'A hold on this content is proposed at entry {proposal}; somebody must agree to it or decline it first',
  },
  NoSuchHold: {
    vi: 'Không có yêu cầu lưu giữ này đối với nội dung; hãy chọn một yêu cầu lưu giữ đang có',
    en: 'This content has no such hold; choose a hold that exists',
  },
  HoldLiftedAlready: {
    vi: 'Yêu cầu lưu giữ này đã được gỡ; không cần gỡ lại',
    en: 'This hold is already lifted; there is nothing left to lift',
  },
  DelayNotOver: {
    vi: 'Chưa hết thời hạn chờ trước khi xóa; hãy thực hiện từ ngày {from}',
    en: 'The waiting period before the erasure is not over; execute the erasure on {from} or later',
  },
  ThreePersons: {
    vi: 'Yêu cầu, duyệt và thực hiện xóa phải do ba người khác nhau, giữa họ không có ủy quyền cho nhau; hãy để người khác làm bước này',
    en: 'Three different persons, none linked to another by delegation, must request, approve and execute an erasure; let another person take this step',
  },
  InPerson: {
    vi: 'Việc này phải do chính người được giao vai trò thực hiện, không thực hiện theo ủy quyền',
    en: 'The holder of the role must do this in person; a delegate cannot',
  },
});
