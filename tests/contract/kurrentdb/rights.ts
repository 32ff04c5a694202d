import { type Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { MemoryLog } from './memory-log.js';
import { accessDenied, rpcError } from './messages.js';
import { type Acl, isMetastream, originalOf, type StreamMeta } from './stream-state.js';

export interface Account {
  readonly password: string;
  readonly groups: readonly string[];
  readonly disabled?: boolean;
}

/** By user name. */
export type Accounts = Readonly<Record<string, Account>>;

/** The right that a call needs on a stream. */
export type Right = 'read' | 'write' | 'delete';

const EVERYBODY = '$all';
const ADMINS = '$admins';

/** The defaults: ordinary streams are open to every account, system streams and `$all` to administrators. */
const defaults = { $userStreamAcl: everything(EVERYBODY), $systemStreamAcl: everything(ADMINS) };

/** Accounts with passwords, and the rights in streams of the log. */
export class Rights {
  private warmAt = 0;

  /**
   * @param accounts undefined: every client may do everything, as on a server that runs without accounts
   * @param warmUpMs time after a start during which correct passwords are refused, too
   */
  constructor(
    private readonly log: MemoryLog,
    private readonly accounts: Accounts | undefined,
    private readonly warmUpMs: number,
  ) {}

  begin(): void {
    this.warmAt = Date.now() + this.warmUpMs;
  }

  /** Why a call is refused; undefined if it is allowed. */
  refusal(metadata: Metadata, stream: string, right: Right): ServiceError | undefined {
    if (!this.accounts) return undefined;
    const [header] = metadata.get('authorization');
    if (header === undefined) return accessDenied();
    const [name = '', password = ''] = credentialsIn(String(header));
    const account = this.accounts[name];
    if (account?.password !== password || account.disabled === true || Date.now() < this.warmAt)
      return rpcError(status.UNAUTHENTICATED, 'Unauthenticated');
    const roles = [name, ...account.groups];
    if (roles.includes(ADMINS)) return undefined;
    const allowed = this.rolesFor(stream, right);
    return allowed.includes(EVERYBODY) || allowed.some((role) => roles.includes(role)) ? undefined : accessDenied();
  }

  /** Rights on metadata, which are set together with the rights on their stream. */
  private rolesFor(stream: string, right: Right): readonly string[] {
    const meta = isMetastream(stream);
    const original = meta ? originalOf(stream) : stream;
    const key = right === 'read' ? (meta ? '$mr' : '$r') : right === 'write' ? (meta ? '$mw' : '$w') : '$d';
    const { $acl } = this.log.state(original).meta;
    const group = original.startsWith('$') ? '$systemStreamAcl' : '$userStreamAcl';
    const acl = typeof $acl === 'object' ? $acl : {};
    const named = typeof $acl === 'string' ? this.settings()[groupOf($acl)] : undefined;
    const roles = acl[key] ?? named?.[key] ?? this.settings()[group]?.[key] ?? defaults[group][key];
    return typeof roles === 'string' ? [roles] : (roles ?? []);
  }

  /** The last event of `$settings`, if it sets default rights. */
  private settings(): Partial<Record<keyof typeof defaults, Acl>> {
    const event = this.log.state('$settings').events.at(-1);
    if (event?.type !== 'update-default-acl') return {};
    const settings: unknown = JSON.parse(Buffer.from(event.data).toString('utf8'));
    return typeof settings === 'object' && settings !== null ? settings : {};
  }
}

/** Whether a write to a stream may change rights. */
export const changesRights = (stream: string): boolean => isMetastream(stream) || stream === '$settings';

/** `name:password[:group+group]`, separated by commas, for the command line. `admin` is in `$admins`. */
export function accountsIn(text: string): Accounts {
  return Object.fromEntries(
    text.split(',').map((account) => {
      const [name = '', password = '', groups = name === 'admin' ? ADMINS : ''] = account.split(':');
      return [name, { password, groups: groups.split('+').filter((group) => group !== '') }];
    }),
  );
}

const groupOf = (acl: NonNullable<StreamMeta['$acl']>): keyof typeof defaults =>
  acl === '$systemStreamAcl' ? '$systemStreamAcl' : '$userStreamAcl';

function credentialsIn(header: string): string[] {
  const text = Buffer.from(header.replace(/^Basic /i, ''), 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return [text.slice(0, colon), text.slice(colon + 1)];
}

function everything(role: string): Acl {
  return { $r: role, $w: role, $d: role, $mr: role, $mw: role };
}
