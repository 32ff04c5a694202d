import type { Role } from './codes.js';

/** What each role may do and read. Whoever puts the program together says it: no feature knows what others ask for. */
export class RoleTable {
  readonly #sets: ReadonlyMap<string, ReadonlySet<string>>;

  constructor(permissions: Readonly<Record<Role, readonly string[]>>) {
    this.#sets = new Map(Object.entries(permissions).map(([role, list]) => [role, new Set(list)]));
  }

  /** Whether a role holds a permission; a role that this program does not know holds none. */
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
