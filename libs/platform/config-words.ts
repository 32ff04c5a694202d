import { type Sentence, StartRefused } from './start-refused.js';

/** What each configuration variable requires, for the sentence that refuses a wrong value. */
export const WANTED = {
  DATA_DIR: { vi: 'phải là đường dẫn thư mục', en: 'must be the path of a folder' },
  DATABASE_URL: { vi: 'phải có dạng postgresql://…', en: 'must look like postgresql://…' },
  KEYS_DATABASE_URL: { vi: 'phải có dạng postgresql://…', en: 'must look like postgresql://…' },
  READINGS_DATABASE_URL: { vi: 'phải có dạng postgresql://…', en: 'must look like postgresql://…' },
  MASTER_KEY_FILE: { vi: 'phải là đường dẫn tệp', en: 'must be the path of a file' },
  DATABASE_INSECURE: { vi: 'phải là true hoặc false', en: 'must be true or false' },
  EVENT_STORE: {
    vi: 'phải là postgres hoặc kurrentdb; kho trong bộ nhớ (memory) chỉ dùng khi kiểm thử, vì dữ liệu mất hết khi chương trình dừng',
    en: 'must be postgres or kurrentdb; the memory store is for tests only, because its data is lost when the program stops',
  },
  KURRENTDB_URL: { vi: 'phải có dạng kurrentdb://…', en: 'must look like kurrentdb://…' },
  KURRENTDB_USER: {
    vi: 'chỉ được gồm ký tự ASCII in được, không có dấu cách và dấu hai chấm, nhiều nhất 200',
    en: 'may hold only printable ASCII characters, no space and no colon, at most 200',
  },
  KURRENTDB_PASSWORD: {
    vi: 'chỉ được gồm ký tự ASCII in được, nhiều nhất 200',
    en: 'may hold only printable ASCII characters, at most 200',
  },
  KURRENTDB_PREFIX: {
    vi: 'phải gồm 1 đến 40 chữ cái không dấu hoặc chữ số, rồi một dấu gạch dưới ở cuối, ví dụ mc_; không được là log_',
    en: 'must be 1 to 40 unaccented letters or digits, then one underscore at the end, for example mc_; it must not be log_',
  },
  KURRENTDB_ADMIN_USER: {
    vi: 'chỉ được gồm ký tự ASCII in được, không có dấu cách và dấu hai chấm, nhiều nhất 200',
    en: 'may hold only printable ASCII characters, no space and no colon, at most 200',
  },
  KURRENTDB_ADMIN_PASSWORD: {
    vi: 'chỉ được gồm ký tự ASCII in được, nhiều nhất 200',
    en: 'may hold only printable ASCII characters, at most 200',
  },
  KURRENTDB_INSECURE: { vi: 'phải là true hoặc false', en: 'must be true or false' },
  HOST: {
    vi: 'phải là địa chỉ của chính máy này, ví dụ 127.0.0.1; muốn mở ra mạng thì đặt một máy chủ proxy có TLS phía trước',
    en: 'must be an address of this machine itself, for example 127.0.0.1; to serve a network, put a proxy with TLS in front',
  },
  PORT: { vi: 'phải là số từ 0 đến 65535', en: 'must be a number from 0 to 65535' },
  LOG_LEVEL: {
    vi: 'phải là fatal, error, warn, info, debug hoặc trace',
    en: 'must be fatal, error, warn, info, debug or trace',
  },
  PROJECTIONS: { vi: 'phải là inside hoặc off', en: 'must be inside or off' },
  COSTLY_REQUESTS_PER_MINUTE: { vi: 'phải là số từ 1 đến 1000000', en: 'must be a number from 1 to 1000000' },
  ALLOWED_ORIGINS: {
    vi: 'phải là danh sách nguồn (origin) https, cách nhau bằng dấu phẩy, không có đường dẫn, không có *',
    en: 'must be a list of https origins, separated by commas, without paths and without *',
  },
  PUBLIC_ORIGIN: {
    vi: 'phải là một nguồn (origin) https, không có đường dẫn, không có dấu / ở cuối',
    en: 'must be one https origin, without a path and without a slash at the end',
  },
  API_DOCUMENT: { vi: 'phải là on hoặc off', en: 'must be on or off' },
  METRICS: { vi: 'phải là on hoặc off', en: 'must be on or off' },
  DEPLOYMENT: { vi: 'phải là isolated hoặc connected', en: 'must be isolated or connected' },
  REQUEST_BODY_LIMIT_BYTES: { vi: 'phải là số từ 1024 đến 16777216', en: 'must be a number from 1024 to 16777216' },
  OIDC_ISSUER: {
    vi: 'phải là địa chỉ https của nơi cấp danh tính, đi cùng OIDC_AUDIENCE và OIDC_JWKS_FILE, hoặc OIDC_CLIENT_ID và OIDC_CLIENT_SECRET_FILE',
    en: 'must be the https address of the identity provider, together with OIDC_AUDIENCE and OIDC_JWKS_FILE, or with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET_FILE',
  },
  OIDC_AUDIENCE: {
    vi: 'phải là tên của hệ thống này trong mã truy cập (aud), đi cùng OIDC_ISSUER',
    en: 'must be the name of this system in access tokens (aud), together with OIDC_ISSUER',
  },
  OIDC_JWKS_FILE: {
    vi: 'phải là đường dẫn tệp khóa công khai (JWKS) của nơi cấp danh tính, đi cùng OIDC_ISSUER',
    en: 'must be the path of the provider’s public keys (JWKS), together with OIDC_ISSUER',
  },
  OIDC_CLIENT_ID: {
    vi: 'phải là tên mà nơi cấp danh tính đặt cho hệ thống này, gồm ký tự ASCII in được, đi cùng OIDC_ISSUER và OIDC_CLIENT_SECRET_FILE',
    en: 'must be the name by which the identity provider knows this system, of printable ASCII characters, together with OIDC_ISSUER and OIDC_CLIENT_SECRET_FILE',
  },
  OIDC_CLIENT_SECRET_FILE: {
    vi: 'phải là đường dẫn tệp chứa bí mật mà nơi cấp danh tính trao cho hệ thống này, đi cùng OIDC_CLIENT_ID',
    en: 'must be the path of the file with the secret that the identity provider gave this system, together with OIDC_CLIENT_ID',
  },
  OIDC_SECOND_FACTOR: {
    vi: 'phải là danh sách mã acr hoặc amr, cách nhau bằng dấu phẩy, đi cùng OIDC_ISSUER',
    en: 'must be a list of values of acr or amr, separated by commas, together with OIDC_ISSUER',
  },
  OIDC_INSIDE: { vi: 'phải là true hoặc false', en: 'must be true or false' },
  POOL_SIZE: { vi: 'phải là số từ 2 đến 80', en: 'must be a number from 2 to 80' },
} as const satisfies Record<string, Sentence>;

/**
 * The refusal of a wrong value. It names the variable and what it requires, but not the value: it may be a password.
 */
export const refused = (variable: string, wanted: Sentence): StartRefused =>
  new StartRefused(`config-${variable}`, {
    vi: `Cấu hình không dùng được: ${variable} ${wanted.vi}.`,
    en: `The configuration cannot be used: ${variable} ${wanted.en}.`,
  });
