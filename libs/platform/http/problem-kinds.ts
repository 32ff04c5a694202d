import type { Bilingual } from '#kernel/text';

export interface Kind extends Bilingual {
  readonly status: number;
  /** Seconds after which the request may be sent again. */
  readonly retryAfter?: number;
}

/** Every problem of the platform. Codes are stable; sentences may change. */
export const KINDS = {
  'malformed-request': { status: 400, vi: 'Yêu cầu HTTP không đọc được', en: 'The HTTP request cannot be read' },
  'malformed-json': {
    status: 400,
    vi: 'Nội dung gửi lên không phải JSON đúng quy cách',
    en: 'The body is not proper JSON',
  },
  'idempotency-key-missing': {
    status: 400,
    vi: 'Thiếu tiêu đề Idempotency-Key (một UUID do bên gửi chọn, giữ nguyên khi gửi lại)',
    en: 'The header Idempotency-Key is missing (a UUID of your choice, kept when the request is sent again)',
  },
  'purpose-missing': {
    status: 400,
    vi: 'Thiếu tiêu đề Purpose (xem để làm gì: một mã trong danh mục reading-purposes)',
    en: 'The header Purpose is missing (what it is read for: a code of the list reading-purposes)',
  },
  unauthenticated: {
    status: 401,
    vi: 'Cần đăng nhập: thông tin đăng nhập thiếu, sai hoặc không còn hiệu lực',
    en: 'Sign in first: the credentials are missing, wrong or no longer valid',
  },
  csrf: {
    status: 403,
    vi: 'Yêu cầu thay đổi không đến từ trang của hệ thống này; chưa ghi gì',
    en: 'The change was not requested from a page of this server; nothing was recorded',
  },
  forbidden: { status: 403, vi: 'Không có quyền thực hiện', en: 'This is not permitted' },
  'own-case': {
    status: 403,
    vi: 'Không ai được xử lý việc về chính mình, hoặc thay cho người mà việc đó nói về',
    en: 'Nobody acts on a case about themselves, or for the person whom it is about',
  },
  'not-found': { status: 404, vi: 'Không tìm thấy', en: 'There is no such thing' },
  'unknown-route': { status: 404, vi: 'Không có địa chỉ này', en: 'There is no such address' },
  'method-not-allowed': {
    status: 405,
    vi: 'Địa chỉ này không nhận phương thức đó',
    en: 'This address does not take that method',
  },
  'request-timeout': { status: 408, vi: 'Yêu cầu đến quá chậm', en: 'The request arrived too slowly' },
  rejected: { status: 409, vi: 'Quy tắc nghiệp vụ không cho phép', en: 'A rule refuses this' },
  'connected-machine': {
    status: 409,
    vi: 'Máy chủ này có kết nối Internet nên không nhận nội dung chưa được phép biết trước; chưa ghi gì',
    en: 'This machine is connected to the Internet and takes nothing that must not be known beforehand; nothing was recorded',
  },
  conflict: {
    status: 409,
    retryAfter: 1,
    vi: 'Nhiều người cùng ghi một hồ sơ; chưa ghi gì, hãy gửi lại',
    en: 'Others were writing to the same record; nothing was recorded, send it again',
  },
  'stale-revision': {
    status: 412,
    vi: 'Hồ sơ đã thay đổi so với bản đã xem (If-Match); chưa ghi gì',
    en: 'The record has changed since it was read (If-Match); nothing was recorded',
  },
  'too-large': { status: 413, vi: 'Nội dung gửi lên quá lớn', en: 'The content is too large' },
  'address-too-long': { status: 414, vi: 'Địa chỉ quá dài', en: 'The address is too long' },
  'unsupported-media-type': {
    status: 415,
    vi: 'Chỉ nhận nội dung kiểu application/json, mã hóa UTF-8, không nén',
    en: 'Only application/json in UTF-8, not compressed, is accepted',
  },
  misdirected: { status: 421, vi: 'Máy chủ này không mang tên đó', en: 'The Host header names another server' },
  'invalid-request': { status: 422, vi: 'Có trường chưa hợp lệ', en: 'Some fields are not valid' },
  'no-detail': {
    status: 422,
    vi: 'Chỉ có số tổng hợp, không rõ là của những tổ chức đảng nào: không tính được tỷ lệ tổ chức đảng được kiểm tra, giám sát',
    en: 'These are totals that do not say which organizations they tell of: no coverage can be derived from them',
  },
  'key-reused': {
    status: 422,
    vi: 'Idempotency-Key này đã dùng cho một yêu cầu có nội dung khác; chưa ghi gì',
    en: 'This Idempotency-Key was used for a request with other content; nothing was recorded',
  },
  'if-match-missing': {
    status: 428,
    vi: 'Thiếu tiêu đề If-Match (số phiên bản đã xem, trong dấu ngoặc kép)',
    en: 'The header If-Match is missing (the revision that was read, in double quotes)',
  },
  'too-many-attempts': {
    status: 429,
    vi: 'Đã thử quá nhiều lần; hãy đợi rồi thử lại',
    en: 'Too many attempts; wait, then try again',
  },
  'too-many-requests': {
    status: 429,
    retryAfter: 60,
    vi: 'Đã gửi quá nhiều yêu cầu tốn nhiều công tính; hãy đợi rồi thử lại',
    en: 'Too many requests for slow answers; wait, then try again',
  },
  'headers-too-large': {
    status: 431,
    vi: 'Phần tiêu đề của yêu cầu quá lớn',
    en: 'The headers of the request are too large',
  },
  internal: { status: 500, vi: 'Lỗi của hệ thống; đã ghi vào nhật ký', en: 'A fault of this program; it was logged' },
  'keys-unavailable': {
    status: 503,
    retryAfter: 5,
    vi: 'Kho khóa không trả lời: nội dung niêm phong chưa ghi được, chưa đọc được; chưa ghi gì',
    en: 'The key store does not answer: nothing that is sealed can be recorded or read; nothing was recorded',
  },
  'reading-not-recorded': {
    status: 503,
    retryAfter: 5,
    vi: 'Không ghi được vào nhật ký đọc nên không trả lời; hãy hỏi lại',
    en: 'The log of readings could not be written, so nothing is answered; ask again',
  },
  'owner-erased': {
    status: 409,
    vi: 'Nội dung của người hoặc vụ việc này đã bị xóa, không ghi thêm nội dung niêm phong được nữa; chưa ghi gì',
    en: 'The content about this person or case was erased, and nothing more is sealed about them; nothing was recorded',
  },
  'key-worn-out': {
    status: 409,
    vi: 'Khóa của người hoặc vụ việc này đã dùng hết số lần cho phép; chưa ghi gì',
    en: 'The key of this person or case has reached its limit of uses; nothing was recorded',
  },
  'outcome-unknown': {
    status: 503,
    retryAfter: 2,
    vi: 'Chưa rõ đã ghi hay chưa; hãy gửi lại đúng yêu cầu này với cùng Idempotency-Key, sẽ không bị ghi hai lần',
    en: 'It is not known whether this was recorded; send the same request again with the same Idempotency-Key, it will not be recorded twice',
  },
  unavailable: {
    status: 503,
    retryAfter: 2,
    vi: 'Kho dữ liệu tạm thời không phục vụ; chưa ghi gì',
    en: 'The store does not serve at the moment; nothing was recorded',
  },
  'log-replaced': {
    status: 503,
    vi: 'Nhật ký không phải là nhật ký mà các bảng số liệu được dựng từ đó; không trả lời và không ghi gì cho đến khi hai người chấp nhận nó',
    en: 'The log is not the one that the tables were made of; nothing is answered or recorded until two persons accept it',
  },
  'log-strange': {
    status: 503,
    vi: 'Nhật ký có điều bất thường; không trả lời và không ghi gì cho đến khi được xem xét và xử lý',
    en: 'The log holds an anomaly; nothing is answered or recorded until it is reviewed and settled',
  },
  'clock-skew': {
    status: 503,
    retryAfter: 60,
    vi: 'Đồng hồ của máy lệch so với kho dữ liệu; chưa ghi gì',
    en: 'The clock of this machine differs from that of the store; nothing was recorded',
  },
  'log-left': {
    status: 503,
    retryAfter: 60,
    vi: 'Nhật ký này đã được chuyển sang kho khác, không ghi vào đây nữa; chưa ghi gì',
    en: 'This log was moved to another store and accepts no more entries; nothing was recorded',
  },
  'stream-set-aside': {
    status: 409,
    vi: 'Hồ sơ này có mục đã bị hai người gạt ra ngoài nên không ghi thêm được; chưa ghi gì',
    en: 'Something in this record was set aside by two persons, so it takes no more entries; nothing was recorded',
  },
  'not-caught-up': {
    status: 503,
    retryAfter: 1,
    vi: 'Bảng số liệu chưa theo kịp vị trí được hỏi; hãy hỏi lại',
    en: 'The read models have not reached the position asked for; ask again',
  },
  rebuilding: {
    status: 503,
    retryAfter: 5,
    vi: 'Bảng số liệu đang được dựng lại; hãy hỏi lại sau',
    en: 'The read models are being rebuilt; ask again later',
  },
} as const satisfies Record<string, Kind>;
export type ProblemCode = keyof typeof KINDS;
