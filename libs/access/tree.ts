import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';

/** The parent of an organization from a day on; null: the organization is the ward itself. */
export interface Placed {
  readonly organizationId: Uuid;
  readonly parentId: Uuid | null;
  readonly effectiveOn: PlainDate;
  readonly position: number;
}

/**
 * The tree of organizations today, for permissions. An organization that has ended keeps its last parent. An
 * organization that begins later has its first parent already. So the records of both stay visible.
 */
export class Tree {
  readonly #registers = new Map<Uuid, readonly Placed[]>();
  #parents: ReadonlyMap<Uuid, Uuid | null> = new Map();
  #children = new Map<Uuid, Uuid[]>();
  readonly #under = new Map<Uuid, ReadonlySet<Uuid>>();
  #laidOn: PlainDate | null = null;

  /** Replaces what the tree holds of one register. */
  set(registerId: Uuid, placed: readonly Placed[]): void {
    this.#registers.set(registerId, placed);
    this.#laidOn = null;
  }

  /** Whether an organization is `above` or under it. Cost: the depth of the tree. */
  isUnder(organizationId: Uuid, above: Uuid, day: PlainDate): boolean {
    this.#lay(day);
    for (let at: Uuid | null | undefined = organizationId, steps = 0; at && steps < DEPTH; steps++) {
      if (at === above) return true;
      at = this.#parents.get(at);
    }
    return false;
  }

  /**
   * An organization and all under it. Cost: linear in their number, once for each day and each change of a register.
   */
  under(organizationId: Uuid, day: PlainDate): ReadonlySet<Uuid> {
    this.#lay(day);
    const known = this.#under.get(organizationId);
    if (known) return known;
    const found = new Set([organizationId]);
    for (const one of found) for (const child of this.#children.get(one) ?? []) found.add(child);
    this.#under.set(organizationId, found);
    return found;
  }

  #lay(day: PlainDate): void {
    if (this.#laidOn === day) return;
    this.#under.clear();
    const last = new Map<Uuid, Placed>();
    for (const placed of this.#registers.values())
      for (const one of placed) {
        const known = last.get(one.organizationId);
        if (!known || isLater(one, known, day)) last.set(one.organizationId, one);
      }
    this.#parents = new Map([...last].map(([id, { parentId }]) => [id, parentId]));
    this.#children = new Map();
    for (const [id, parentId] of this.#parents) {
      if (parentId === null) continue;
      const siblings = this.#children.get(parentId);
      if (siblings) siblings.push(id);
      else this.#children.set(parentId, [id]);
    }
    this.#laidOn = day;
  }
}

/** Longest chain of parents. A longer one would be a cycle, which no register admits. */
const DEPTH = 100;

/**
 * Whether `one` determines the parent on a day rather than `than`: the latest placement in effect does; if none is in
 * effect yet, the earliest one to come.
 */
function isLater(one: Placed, than: Placed, day: PlainDate): boolean {
  const [begun, other] = [one.effectiveOn <= day, than.effectiveOn <= day];
  if (begun !== other) return begun;
  if (one.effectiveOn !== than.effectiveOn) return begun === one.effectiveOn > than.effectiveOn;
  return one.position > than.position;
}
