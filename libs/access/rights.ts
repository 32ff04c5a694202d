import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import type { RoleTable } from './role-table.js';

/**
 * A role of a person for an organization and all under it (null: the whole store), from the first day to the last, both
 * included.
 */
export interface Office {
  readonly role: string;
  readonly organizationId: Uuid | null;
  readonly startsOn: PlainDate;
  readonly endsOn: PlainDate | null;
}
export interface Grant extends Office {
  readonly id: Uuid;
}
export interface Delegation extends Office {
  readonly id: Uuid;
  readonly delegateId: Uuid;
}

/** The grants to one person and the delegations by that person. Leaves out withdrawn grants and ended delegations. */
export interface RightsOfPerson {
  readonly grants: readonly Grant[];
  readonly delegations: readonly Delegation[];
}

/** One grant or delegation that gives a permission. */
export interface Ground {
  readonly role: string;
  readonly organizationId: Uuid | null;
  readonly delegation: { readonly id: Uuid; readonly delegatorId: Uuid } | null;
}

/**
 * The grants of all persons. A delegation gives exactly the role delegated, and only while the delegator holds that
 * role. A delegated role cannot be delegated again.
 */
export class Rights {
  readonly #byPerson = new Map<Uuid, RightsOfPerson>();
  readonly #delegatorsOf = new Map<Uuid, Set<Uuid>>();
  /** Cache of the grounds on one day, by person and permission. Cleared when the rights of any person change. */
  readonly #asked = new Map<string, readonly Ground[]>();
  #askedOn: PlainDate | null = null;

  constructor(private readonly roles: Pick<RoleTable, 'permits'>) {}

  set(person: Uuid, rights: RightsOfPerson): void {
    for (const { delegateId } of this.#byPerson.get(person)?.delegations ?? [])
      this.#delegatorsOf.get(delegateId)?.delete(person);
    this.#byPerson.set(person, rights);
    this.#asked.clear();
    for (const { delegateId } of rights.delegations) {
      const delegators = this.#delegatorsOf.get(delegateId) ?? new Set();
      this.#delegatorsOf.set(delegateId, delegators.add(person));
    }
  }

  /** Every grant or delegation by which a person holds a permission on a day, the person's own grants first. */
  grounds(person: Uuid, permission: string, day: PlainDate): readonly Ground[] {
    if (this.#askedOn !== day || this.#asked.size >= MOST_ASKED) this.#asked.clear();
    this.#askedOn = day;
    const key = `${person} ${permission}`;
    const remembered = this.#asked.get(key);
    if (remembered) return remembered;
    const grounds = this.#groundsOf(person, permission, day);
    this.#asked.set(key, grounds);
    return grounds;
  }

  #groundsOf(person: Uuid, permission: string, day: PlainDate): readonly Ground[] {
    const own = this.#held(person, day).filter(({ role }) => this.roles.permits(role, permission));
    const lent = [...(this.#delegatorsOf.get(person) ?? [])].flatMap((delegatorId) => {
      const held = this.#held(delegatorId, day);
      return (this.#byPerson.get(delegatorId)?.delegations ?? [])
        .filter((one) => one.delegateId === person && isOn(one, day) && this.roles.permits(one.role, permission))
        .filter((one) => held.some((office) => isSame(office, one)))
        .map(({ id, role, organizationId }) => ({ role, organizationId, delegation: { id, delegatorId } }));
    });
    return [...own.map(({ role, organizationId }) => ({ role, organizationId, delegation: null })), ...lent];
  }

  /** The person who gave a delegation; null if there is no delegation of that id. */
  delegatorOf(delegationId: Uuid): Uuid | null {
    for (const [person, { delegations }] of this.#byPerson)
      if (delegations.some(({ id }) => id === delegationId)) return person;
    return null;
  }

  #held(person: Uuid, day: PlainDate): readonly Grant[] {
    return (this.#byPerson.get(person)?.grants ?? []).filter((one) => isOn(one, day));
  }
}

const MOST_ASKED = 10_000;

const isOn = ({ startsOn, endsOn }: Office, day: PlainDate): boolean =>
  startsOn <= day && (endsOn === null || day <= endsOn);
const isSame = (a: Office, b: Office): boolean => a.role === b.role && a.organizationId === b.organizationId;
