import { refused } from './config-words.js';

export const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/;
const WEAKENING = /(fsync|full_page_writes|synchronous_commit|session_replication_role|zero_damaged_pages)/i;
const ENCRYPTED = new Set(['require', 'verify-ca', 'verify-full']);

/** Variables that name databases, in the order of checking. Each must name a separate database. */
const DATABASES = ['DATABASE_URL', 'KEYS_DATABASE_URL', 'READINGS_DATABASE_URL'] as const;
type Databases = Readonly<Partial<Record<(typeof DATABASES)[number], string | undefined>>>;

/**
 * Checks that the databases are separate, so that access to one gives no access to another. Also checks that no setting
 * can lose acknowledged data.
 * @throws StartRefused
 */
export function checkDatabases(databases: Databases, insecure: boolean): void {
  const taken = new Set<string>();
  for (const variable of DATABASES) {
    const url = databases[variable];
    if (url === undefined) continue;
    checkDatabase(variable, url, insecure);
    const place = placeOf(url);
    if (taken.has(place)) {
      throw refused(variable, {
        vi: 'phải trỏ tới một cơ sở dữ liệu riêng, khác với các cơ sở dữ liệu còn lại',
        en: 'must name a separate database, different from the other databases',
      });
    }
    taken.add(place);
  }
}

const hostOf = (url: URL): string => url.searchParams.get('host') ?? url.hostname;

/**
 * Normalizes the address of a database. Two addresses of one database may still differ, so the content of a database is
 * checked, too, when it is opened.
 */
function placeOf(text: string): string {
  const url = new URL(text);
  const host = hostOf(url).toLowerCase();
  const here = host === '' || LOOPBACK.test(host);
  return [here ? 'localhost' : host, url.port === '' ? '5432' : url.port, url.pathname].join(' ');
}

function checkDatabase(variable: string, text: string, insecure: boolean): void {
  const parsed = new URL(text);
  const weakened = WEAKENING.exec(decodeURIComponent(parsed.search.replaceAll('+', ' ')))?.[1];
  if (weakened !== undefined) {
    throw refused(variable, {
      vi: `không được đặt ${weakened}, vì ghi nhận đã được xác nhận có thể bị mất; hãy bỏ thiết lập này`,
      en: `must not set ${weakened}, because acknowledged events could be lost; remove this setting`,
    });
  }
  const host = hostOf(parsed);
  const here = host === '' || host.startsWith('/') || LOOPBACK.test(host);
  if (here || insecure || ENCRYPTED.has(parsed.searchParams.get('sslmode') ?? '')) return;
  throw refused(variable, {
    vi: 'trỏ tới máy khác mà không mã hóa; hãy thêm sslmode=verify-full, hoặc đặt DATABASE_INSECURE=true nếu là mạng riêng',
    en: 'names another machine without encryption; add sslmode=verify-full, or set DATABASE_INSECURE=true on a private network',
  });
}
