import { refused } from './config-words.js';

export const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/;
const WEAKENING = /(fsync|full_page_writes|synchronous_commit|session_replication_role|zero_damaged_pages)/i;
const ENCRYPTED = new Set(['require', 'verify-ca', 'verify-full']);

/** In the order of checking; each must be a separate database. */
const DATABASES = ['DATABASE_URL', 'KEYS_DATABASE_URL', 'READINGS_DATABASE_URL'] as const;
type Databases = Readonly<Partial<Record<(typeof DATABASES)[number], string | undefined>>>;

/**
 * Checks that the databases are separate, so that access to one gives none to another, and that no setting can lose
 * acknowledged data.
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
        vi: 'phải trỏ tới một cơ sở dữ liệu riêng, khác với các cơ sở dữ liệu kia',
        en: 'must name a database of its own, none of the other ones',
      });
    }
    taken.add(place);
  }
}

const hostOf = (url: URL): string => url.searchParams.get('host') ?? url.hostname;

/**
 * Normalizes the address. Two spellings of one place may still differ; the content is checked when the database is
 * opened.
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
      vi: `không được đặt ${weakened}: điều đã xác nhận có thể mất`,
      en: `must not set ${weakened}: something acknowledged could be lost`,
    });
  }
  const host = hostOf(parsed);
  const here = host === '' || host.startsWith('/') || LOOPBACK.test(host);
  if (here || insecure || ENCRYPTED.has(parsed.searchParams.get('sslmode') ?? '')) return;
  throw refused(variable, {
    vi: 'trỏ tới máy khác mà không mã hóa; thêm sslmode=verify-full, hoặc DATABASE_INSECURE=true nếu là mạng riêng',
    en: 'reaches another machine in clear text; add sslmode=verify-full, or DATABASE_INSECURE=true on a private network',
  });
}
