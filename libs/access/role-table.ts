import { type Role, SIGNING_ROLES } from './codes.js';

/**
 * The permissions of each role. The application composes this table, because no feature knows the permissions of
 * another.
 */
export class RoleTable {
  readonly #sets: ReadonlyMap<string, ReadonlySet<string>>;

  /** @param verdicts the permissions by which a second person confirms a record, or sends it back */
  constructor(
    permissions: Readonly<Record<Role, readonly string[]>>,
    private readonly verdicts: readonly string[] = [],
  ) {
    this.#sets = new Map(Object.entries(permissions).map(([role, list]) => [role, new Set(list)]));
  }

  /** Whether a role holds a permission; an unknown role holds none. */
  permits(role: string, permission: string): boolean {
    return this.#sets.get(role)?.has(permission) ?? false;
  }

  /**
   * Whether the holders of a role sign or confirm. What opens their accounts is issued by two persons, so that nobody
   * can act as the person who checks what they did.
   */
  signs(role: string): boolean {
    return SIGNING_ROLES.has(role) || this.verdicts.some((permission) => this.permits(role, permission));
  }

  /** Every permission that a role holds, in alphabetical order. */
  of(role: Role): readonly string[] {
    return [...(this.#sets.get(role) ?? [])].sort();
  }

  /** Every permission that any role holds. */
  all(): ReadonlySet<string> {
    return new Set([...this.#sets.values()].flatMap((held) => [...held]));
  }
}
