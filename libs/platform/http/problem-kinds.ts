import type { Bilingual } from '#kernel/text';

export interface Kind extends Bilingual {
  readonly status: number;
  /** Seconds after which the request may be sent again. */
  readonly retryAfter?: number;
}

/** Every problem of the platform, with its status and its sentence. Codes are stable; sentences may change. */
export const KINDS = {
  'malformed-request': {
    status: 400,
    vi: 'Yêu cầu không đúng quy cách HTTP nên không đọc được; hãy sửa chương trình gửi yêu cầu',
    en: 'The request is not valid HTTP and cannot be read; correct the program that sends it',
  },
  'malformed-json': {
    status: 400,
    vi: 'Nội dung gửi lên không phải JSON hợp lệ; hãy sửa chỗ được nêu rồi gửi lại',
    en: 'The body of the request is not valid JSON; correct what errors names and send the request again',
  },
  'idempotency-key-missing': {
    status: 400,
    vi: 'Thiếu tiêu đề Idempotency-Key; hãy gửi một UUID tự chọn, và giữ nguyên UUID đó khi gửi lại cùng yêu cầu',
    en: 'The header Idempotency-Key is missing; send a UUID of your choice, and keep it when you send the same request again',
  },
  'purpose-missing': {
    status: 400,
    vi: 'Thiếu tiêu đề Purpose (mục đích xem); hãy gửi một mã trong danh mục reading-purposes',
    en: 'The header Purpose (the purpose of the reading) is missing; send a code of the list reading-purposes',
  },
  unauthenticated: {
    status: 401,
    vi: 'Thông tin đăng nhập thiếu, sai hoặc không còn hiệu lực; hãy đăng nhập',
    en: 'The credentials are missing, wrong or no longer valid; sign in',
  },
  csrf: {
    status: 403,
    vi: 'Yêu cầu thay đổi không đến từ trang của hệ thống này; chưa ghi gì. Hãy mở lại trang của hệ thống rồi gửi lại',
    en: 'The request for a change did not come from a page of this system; nothing was recorded. Open the page of this system again and repeat the request',
  },
  forbidden: {
    status: 403,
    vi: 'Người gọi không có quyền thực hiện việc này; hãy đề nghị người quản trị trao quyền',
    en: 'The caller has no permission for this; ask an administrator for a grant',
  },
  'second-factor-needed': {
    status: 403,
    vi: 'Vai trò này chỉ dùng được khi đăng nhập có mã xác thực (yếu tố thứ hai); hãy thiết lập mã tại trang “Tài khoản của tôi” rồi đăng nhập lại cùng với mã. Chưa ghi gì',
    en: 'This role can be used only after a sign-in with a code (second factor); set one up on the page of your account (/account/second-factor), then sign in again with a code. Nothing was recorded',
  },
  'own-case': {
    status: 403,
    vi: 'Không được tự xử lý vụ việc liên quan đến chính mình hoặc người mình thay mặt; hãy để người khác xử lý',
    en: 'Nobody may act on a record about themselves or about the person who delegated to them; another person must act',
  },
  'not-found': {
    status: 404,
    vi: 'Không tìm thấy; hãy kiểm tra mã trong địa chỉ',
    en: 'Nothing was found; check the id in the address',
  },
  'record-annulled': {
    status: 410,
    vi: 'Hồ sơ này đã bị hủy ghi nhận; lịch sử hồ sơ cho biết ai hủy, khi nào và vì sao',
    en: 'This record was annulled; its history tells who annulled it, when and why',
  },
  'unknown-route': {
    status: 404,
    vi: 'Hệ thống không có địa chỉ này; hãy xem các địa chỉ trong tài liệu API',
    en: 'This system has no such address; see the addresses in the documentation of the API',
  },
  'method-not-allowed': {
    status: 405,
    vi: 'Địa chỉ này không nhận phương thức HTTP đã gửi; hãy dùng phương thức nêu trong tiêu đề Allow',
    en: 'This address does not accept the HTTP method of the request; use a method that the header Allow names',
  },
  'request-timeout': {
    status: 408,
    vi: 'Yêu cầu đến quá chậm; hãy gửi lại',
    en: 'The request arrived too slowly; send it again',
  },
  rejected: { status: 409, vi: 'Quy tắc nghiệp vụ không cho phép', en: 'A rule does not allow this' },
  'possible-twin': {
    status: 409,
    vi: 'Nội dung này có thể đã được ghi rồi; chưa ghi gì. Hãy đối chiếu với những gì được nêu; nếu đúng là khác thì gửi lại, kèm lời xác nhận rằng nội dung này không trùng với từng nội dung được nêu',
    en: 'This may be recorded already; nothing was recorded. Compare it with what errors names; if it is another one, send the request again with the field notTwinOf that names all these ids',
  },
  'connected-machine': {
    status: 409,
    vi: 'Máy chủ này có kết nối Internet nên không nhận nội dung chưa được công bố; chưa ghi gì. Hãy ghi nội dung đó trên máy không nối mạng',
    en: 'This machine is connected to the Internet and does not accept content that must stay secret until it is announced; nothing was recorded. Record it on a machine without a network',
  },
  conflict: {
    status: 409,
    retryAfter: 1,
    vi: 'Có người khác đang ghi vào cùng hồ sơ này; chưa ghi gì. Hãy gửi lại yêu cầu',
    en: 'Others were writing to the same record; nothing was recorded. Send the request again',
  },
  'stale-revision': {
    status: 412,
    vi: 'Hồ sơ đã thay đổi so với số phiên bản nêu trong If-Match; chưa ghi gì. Hãy đọc lại hồ sơ rồi gửi lại',
    en: 'The record has changed since the revision named by If-Match; nothing was recorded. Read the record again, then send the request again',
  },
  'too-large': {
    status: 413,
    vi: 'Nội dung gửi lên quá lớn; hãy gửi ít hơn trong một yêu cầu',
    en: 'The content is too large; send less in one request',
  },
  'address-too-long': {
    status: 414,
    vi: 'Địa chỉ của yêu cầu quá dài; hãy rút ngắn các tham số',
    en: 'The address of the request is too long; shorten its parameters',
  },
  'unsupported-media-type': {
    status: 415,
    vi: 'Kiểu nội dung gửi lên không được nhận; hãy gửi application/json, mã hóa UTF-8, không nén',
    en: 'The type of the content is not accepted; send application/json in UTF-8, not compressed',
  },
  misdirected: {
    status: 421,
    vi: 'Tiêu đề Host nêu tên một máy chủ khác; hãy gọi máy chủ này bằng đúng tên của nó',
    en: 'The header Host names another server; call this server by its own name',
  },
  'invalid-request': {
    status: 422,
    vi: 'Yêu cầu có trường không hợp lệ; hãy sửa các trường được nêu',
    en: 'The request has fields that are not valid; correct the fields that errors names',
  },
  'no-detail': {
    status: 422,
    vi: 'Số liệu này chỉ là số tổng hợp, không nêu từng tổ chức đảng, nên không tính được tỷ lệ tổ chức đảng được kiểm tra, giám sát; hãy hỏi về nhiệm kỳ có ghi nhận từng cuộc',
    en: 'These figures are totals that do not name the organizations, so coverage cannot be computed; ask about a term whose engagements are recorded one by one',
  },
  'key-reused': {
    status: 422,
    vi: 'Idempotency-Key này đã dùng cho một yêu cầu có nội dung khác; chưa ghi gì. Hãy gửi yêu cầu mới với một UUID khác',
    en: 'This Idempotency-Key was used for a request with other content; nothing was recorded. Send a new request with another UUID',
  },
  'if-match-missing': {
    status: 428,
    vi: 'Thiếu tiêu đề If-Match; hãy gửi số phiên bản của hồ sơ đã đọc, trong dấu ngoặc kép',
    en: 'The header If-Match is missing; send the revision of the record that you have read, in double quotes',
  },
  'too-many-attempts': {
    status: 429,
    vi: 'Đã đăng nhập không thành công quá nhiều lần; hãy đợi rồi thử lại',
    en: 'Too many failed attempts to sign in; wait, then try again',
  },
  'too-many-requests': {
    status: 429,
    retryAfter: 60,
    vi: 'Yêu cầu tính toán quá nhiều lần, vui lòng thử lại sau',
    en: 'Too many requests for slow answers within one minute; wait, then send the request again',
  },
  'headers-too-large': {
    status: 431,
    vi: 'Phần tiêu đề của yêu cầu quá lớn; hãy gửi ít tiêu đề hơn hoặc tiêu đề ngắn hơn',
    en: 'The headers of the request are too large; send fewer or shorter headers',
  },
  internal: {
    status: 500,
    vi: 'Chương trình gặp lỗi và đã ghi lỗi đó vào nhật ký vận hành; hãy báo mã của yêu cầu cho người vận hành',
    en: 'The program has failed and has written the fault to its operating log; give the requestId to the operator',
  },
  'keys-unavailable': {
    status: 503,
    retryAfter: 5,
    vi: 'Kho khóa không trả lời nên không ghi và không đọc được nội dung mã hóa bảo mật; chưa ghi gì. Hãy gửi lại sau',
    en: 'The key store does not answer, so sealed content can be neither recorded nor read; nothing was recorded. Send the request again later',
  },
  'reading-not-recorded': {
    status: 503,
    retryAfter: 5,
    vi: 'Không ghi được lượt đọc này vào nhật ký tra cứu nên không trả lời; hãy gửi lại yêu cầu',
    en: 'This reading could not be written to the log of readings, so the request is not answered; send it again',
  },
  'owner-erased': {
    status: 409,
    vi: 'Nội dung được mã hóa bảo mật của người hoặc vụ việc này đã bị xóa theo quyết định, nên không ghi thêm nội dung cần mã hóa bảo mật được nữa; chưa ghi gì',
    en: 'The sealed content of this person or case was erased by decision, so no more sealed content can be recorded for them; nothing was recorded',
  },
  'key-worn-out': {
    status: 409,
    vi: 'Khóa của người hoặc vụ việc này đã dùng hết số lần mã hóa cho phép; chưa ghi gì. Hãy báo cho người vận hành',
    en: 'The key of this person or case has sealed as many values as it may; nothing was recorded. Tell the operator',
  },
  'outcome-unknown': {
    status: 503,
    retryAfter: 2,
    vi: 'Chưa rõ yêu cầu này đã được ghi hay chưa; hãy gửi lại đúng yêu cầu này với cùng Idempotency-Key, yêu cầu sẽ không bị ghi hai lần',
    en: 'It is not known whether this request was recorded; send the same request again with the same Idempotency-Key, and it will not be recorded twice',
  },
  unavailable: {
    status: 503,
    retryAfter: 2,
    vi: 'Kho dữ liệu tạm thời không phục vụ; chưa ghi gì. Hãy gửi lại sau',
    en: 'The event store does not serve at the moment; nothing was recorded. Send the request again later',
  },
  'log-replaced': {
    status: 503,
    vi: 'Nhật ký đang có không phải là nhật ký đã dùng để dựng các bảng số liệu; hệ thống không trả lời và không ghi gì cho đến khi hai người chấp nhận nhật ký đang có',
    en: 'The present log is not the one from which the read models were built; the system answers and records nothing until two persons accept the present log',
  },
  'log-strange': {
    status: 503,
    vi: 'Nhật ký có điều bất thường; hệ thống không trả lời và không ghi gì cho đến khi hai người gác điều đó sang một bên hoặc nhật ký được khôi phục',
    en: 'The log has an anomaly; the system answers and records nothing until two persons set it aside or the log is restored',
  },
  'clock-skew': {
    status: 503,
    retryAfter: 60,
    vi: 'Đồng hồ của máy chạy chương trình lệch quá một phút so với đồng hồ của kho dữ liệu; chưa ghi gì. Hãy chỉnh đồng hồ',
    en: 'The clock of the machine that runs the program differs from that of the event store by more than a minute; nothing was recorded. Set the clock right',
  },
  'log-left': {
    status: 503,
    retryAfter: 60,
    vi: 'Nhật ký này đã được chuyển sang kho dữ liệu khác nên không nhận thêm ghi nhận; chưa ghi gì. Hãy dùng chương trình chạy với kho mới',
    en: 'This log was moved to another event store and takes no more entries; nothing was recorded. Use the program that runs on the new store',
  },
  'stream-set-aside': {
    status: 409,
    vi: 'Hồ sơ này có điều bất thường đã được hai người gác sang một bên nên không nhận thêm ghi nhận; chưa ghi gì',
    en: 'Two persons have set aside an anomaly in this record, so the record takes no more entries; nothing was recorded',
  },
  'not-caught-up': {
    status: 503,
    retryAfter: 1,
    vi: 'Bảng số liệu chưa theo kịp vị trí nêu trong tham số after; hãy gửi lại yêu cầu',
    en: 'The read models have not reached the position in the parameter after; send the request again',
  },
  rebuilding: {
    status: 503,
    retryAfter: 5,
    vi: 'Bảng số liệu đang được dựng lại; hãy gửi lại yêu cầu sau',
    en: 'The read models are being rebuilt; send the request again later',
  },
} as const satisfies Record<string, Kind>;
export type ProblemCode = keyof typeof KINDS;
