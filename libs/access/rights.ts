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
  /** The place of the record in the log. */
  readonly position: number;
  /** The day on which the withdrawal was recorded; null: not withdrawn. */
  readonly withdrawnOn: PlainDate | null;
}
export interface Delegation extends Office {
  readonly id: Uuid;
  readonly delegateId: Uuid;
  readonly position: number;
  /** The day on which the end was recorded; null: not ended. */
  readonly endedOn: PlainDate | null;
}

/** The grants to one person and the delegations by that person, withdrawn and ended ones included. */
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
 * The grants of all persons. A delegation gives exactly the role delegated, and only while the grant is in force under
 * which it was given: it does not revive when the same office is granted again. A delegated role cannot be delegated
 * again.
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
      return this.#givenBy(delegatorId)
        .filter((one) => one.delegateId === person && isOn(one, day) && this.roles.permits(one.role, permission))
        .filter((one) => one.endedOn === null && this.#groundOf(delegatorId, one)?.withdrawnOn === null)
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

  /** The persons tied to a person by a delegation that was in force at some time of a day, whoever of the two gave it. */
  tiedTo(person: Uuid, day: PlainDate): ReadonlySet<Uuid> {
    const delegates = this.#givenBy(person).filter((one) => this.#ties(person, one, day));
    return new Set([...delegates.map(({ delegateId }) => delegateId), ...this.delegatorsTo(person, day)]);
  }

  /** The persons who delegated to a person, by a delegation that was in force at some time of a day. */
  delegatorsTo(person: Uuid, day: PlainDate): ReadonlySet<Uuid> {
    const all = [...(this.#delegatorsOf.get(person) ?? [])];
    return new Set(
      all.filter((delegatorId) =>
        this.#givenBy(delegatorId).some((one) => one.delegateId === person && this.#ties(delegatorId, one, day)),
      ),
    );
  }

  /** Counted by whole days: a delegation ended today still ties today, so that nobody ends it for one act. */
  #ties(delegatorId: Uuid, delegation: Delegation, day: PlainDate): boolean {
    const ground = this.#groundOf(delegatorId, delegation);
    return (
      isOn(delegation, day) &&
      ground !== undefined &&
      [delegation.endedOn, ground.withdrawnOn].every((last) => last === null || day <= last)
    );
  }

  #givenBy(person: Uuid): readonly Delegation[] {
    return this.#byPerson.get(person)?.delegations ?? [];
  }

  #held(person: Uuid, day: PlainDate): readonly Grant[] {
    return (this.#byPerson.get(person)?.grants ?? []).filter((one) => one.withdrawnOn === null && isOn(one, day));
  }

  #groundOf(delegatorId: Uuid, delegation: Delegation): Grant | undefined {
    return groundOf(this.#byPerson.get(delegatorId)?.grants ?? [], delegation);
  }
}

/**
 * The grant under which a delegation was given: the last one recorded before it for the same office and all its days. An
 * earlier one for these days had been withdrawn, since two grants of one office never overlap.
 * @param grants the grants to the delegator
 */
export function groundOf<One extends Office & { readonly position: number | bigint }>(
  grants: readonly One[],
  delegation: Office & { readonly position: number | bigint },
): One | undefined {
  return grants
    .filter((one) => one.position < delegation.position && isSame(one, delegation) && covers(one, delegation))
    .reduce<One | undefined>((last, one) => (last && last.position > one.position ? last : one), undefined);
}

const MOST_ASKED = 10_000;

const isOn = ({ startsOn, endsOn }: Office, day: PlainDate): boolean =>
  startsOn <= day && (endsOn === null || day <= endsOn);
const covers = (a: Office, b: Office): boolean =>
  a.startsOn <= b.startsOn && (a.endsOn === null || (b.endsOn !== null && b.endsOn <= a.endsOn));
const isSame = (a: Office, b: Office): boolean => a.role === b.role && a.organizationId === b.organizationId;
