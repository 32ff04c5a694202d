import type { Role } from './codes.js';

/**
 * The permissions of each role. The application composes this table, because no feature knows the permissions of
 * another.
 */
export class RoleTable {
  readonly #sets: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(permissions: Readonly<Record<Role, readonly string[]>>) {
    this.#sets = new Map(Object.entries(permissions).map(([role, list]) => [role, new Set(list)]));
  }

  /** Whether a role holds a permission; an unknown role holds none. */
  permits(role: string, permission: string): boolean {
    return this.#sets.get(role)?.has(permission) ?? false;
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
