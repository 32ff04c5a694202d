import type { Concerned } from '#kernel/concern';
import type { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { Viewer } from '#kernel/restriction';
import type { Authority, HeldRole } from './authority.js';
import type { Identity } from './identity.js';

/** What a caller may read: everything, or the data of some organizations. */
export type ReadScope =
  { readonly everything: true } | { readonly everything: false; readonly organizations: ReadonlySet<Uuid> };

/** One ground of a permission: all own grants of a person together, or all delegations by one other person. */
export interface Ground {
  readonly scope: ReadScope;
  /** The other person, under every id of theirs; empty: own grants. */
  readonly delegatorIds: readonly Uuid[];
}

/** Whether an organization is in a scope; data without an organization are only in `everything`. */
export const inScope = (scope: ReadScope, organizationId: Uuid | null): boolean =>
  scope.everything || (organizationId !== null && scope.organizations.has(organizationId));

/**
 * The permission does not cover what the command affects. If the caller may not even see the record, the answer is the
 * same as for a record that does not exist.
 */
export class NotPermitted extends Error {
  constructor(
    readonly permission: string,
    readonly about: 'what is recorded' | 'what is asked',
  ) {
    super(`${permission} is not permitted here`);
    this.name = 'NotPermitted';
  }
}

/** The caller holds the permission by a role that counts only in a session with a second factor. */
export class SecondFactorNeeded extends Error {
  constructor() {
    super('this role needs a second factor at sign-in');
    this.name = 'SecondFactorNeeded';
  }
}

/** The caller would act on a record about themselves, under whatever id, or about a person who delegated to them. */
export class OwnCase extends Error {
  constructor() {
    super('nobody acts on a case about themselves');
    this.name = 'OwnCase';
  }
}

/** The sender of a request, with the grounds on which they hold the route's permission at this moment. */
export class Caller implements Viewer {
  constructor(
    readonly identity: Identity,
    readonly permission: string,
    private readonly authority: Authority,
  ) {}

  get personId(): Uuid {
    return this.identity.personId;
  }

  /** The caller's own id, and those of the records linked with it now. */
  get personIds(): ReadonlySet<Uuid> {
    return this.authority.recordsOf(this.personId);
  }

  /** Whether the caller holds the permission on at least one ground. */
  isPermitted(): boolean {
    return this.#heldRoles().length > 0;
  }

  /**
   * The actor, in the role that permits the act: by an own grant if possible, otherwise for a person who delegated. One
   * ground must cover all organizations that the act affects. A delegate of a person does not act on a case about that
   * person, on whatever ground.
   *
   * @throws NotPermitted
   * SecondFactorNeeded if the session has none and a role of the caller needs one; not about what is recorded, since
   * that would tell that there is a record
   * OwnCase
   */
  actorFor({ organizations, members }: Concerned, about: NotPermitted['about'] = 'what is asked'): Actor {
    const permitting = this.#heldRoles().filter(({ organizationId: above }) =>
      organizations.every((one) => above === null || (one !== null && this.authority.isUnder(one, above))),
    );
    const [heldRole] = permitting;
    if (!heldRole) {
      if (about === 'what is asked' && this.lacksSecondFactor()) throw new SecondFactorNeeded();
      throw new NotPermitted(this.permission, about);
    }
    this.assertNotOwn(members);
    return this.#acting(heldRole);
  }

  /** Whether a second factor would give the caller the permission on a further ground. */
  lacksSecondFactor(): boolean {
    return this.#isWithout && this.#everyRole().some(({ role }) => this.authority.secondFactorRoles.has(role));
  }

  /** The actor, before it is known what the command affects. @throws NotPermitted */
  get actor(): Actor {
    const [heldRole] = this.#heldRoles();
    if (!heldRole) throw new NotPermitted(this.permission, 'what is asked');
    return this.#acting(heldRole);
  }

  /**
   * Whether one of some persons is the caller, or delegated to the caller by a delegation in force today; under whatever
   * id, judged by the links of now.
   */
  isAbout(persons: readonly Uuid[]): boolean {
    if (persons.length === 0) return false;
    const [own, delegators] = [this.personIds, this.authority.delegatorsTo(this.personId)];
    return persons.some((person) => own.has(person) || delegators.has(person));
  }

  /** @throws OwnCase if `isAbout` */
  assertNotOwn(persons: readonly Uuid[]): void {
    if (this.isAbout(persons)) throw new OwnCase();
  }

  /** What may be read under the route's permission. Cost: the organizations in it. */
  get scope(): ReadScope {
    return this.#scopeOf(this.#heldRoles());
  }

  /** The grounds on which another permission is held today. Cost: the organizations in them. */
  grounds(permission: string): readonly Ground[] {
    const byDelegator = new Map<Uuid | null, HeldRole[]>();
    for (const heldRole of this.under(permission).#heldRoles()) {
      const delegatorId = heldRole.delegation?.delegatorId ?? null;
      byDelegator.set(delegatorId, [...(byDelegator.get(delegatorId) ?? []), heldRole]);
    }
    return [...byDelegator].map(([delegatorId, all]) => ({
      delegatorIds: delegatorId === null ? [] : [...this.authority.recordsOf(delegatorId)],
      scope: this.#scopeOf(all),
    }));
  }

  /**
   * Whether the caller may ask for a figure about an organization and all under it: an organization of the caller, one
   * under it, or one above it.
   */
  mayAskAbout(organizationId: Uuid): boolean {
    return this.#heldRoles().some(
      ({ organizationId: own }) =>
        own === null || this.authority.isUnder(organizationId, own) || this.authority.isUnder(own, organizationId),
    );
  }

  /** The same person under another permission. */
  under(permission: string): Caller {
    return new Caller(this.identity, permission, this.authority);
  }

  /** `Viewer.holds`, bound, so that it may be passed on. */
  readonly holds = (permission: string, organizationId: Uuid | null, except: readonly Uuid[]): boolean =>
    this.under(permission)
      .#heldRoles()
      .some(
        ({ organizationId: above, delegation }) =>
          !(delegation !== null && this.#isOneOf(except, delegation.delegatorId)) &&
          (above === null || (organizationId !== null && this.authority.isUnder(organizationId, above))),
      );

  /** Whether another permission also covers an organization, on any ground. */
  also(permission: string): boolean {
    return this.under(permission).isPermitted();
  }

  #isOneOf(persons: readonly Uuid[], personId: Uuid): boolean {
    const ids = this.authority.recordsOf(personId);
    return persons.some((person) => ids.has(person));
  }

  #scopeOf(heldRoles: readonly HeldRole[]): ReadScope {
    if (heldRoles.some(({ organizationId }) => organizationId === null)) return { everything: true };
    const parts = heldRoles.flatMap(({ organizationId }) =>
      organizationId === null ? [] : [this.authority.under(organizationId)],
    );
    const [only] = parts;
    if (only && parts.length === 1) return { everything: false, organizations: only };
    return { everything: false, organizations: new Set(parts.flatMap((part) => [...part])) };
  }

  #heldRoles(): readonly HeldRole[] {
    const every = this.#everyRole();
    const needing = this.authority.secondFactorRoles;
    return this.#isWithout && needing.size > 0 ? every.filter(({ role }) => !needing.has(role)) : every;
  }

  /** The roles that permit the request, with those for which the session is not strong enough. */
  #everyRole(): readonly HeldRole[] {
    const { personId, permissions } = this.identity;
    if (permissions !== null && !permissions.has(this.permission)) return [];
    return this.authority.heldRoles(personId, this.permission);
  }

  /** Whether a person has signed in without a second factor; a program has none, and its token only reads. */
  get #isWithout(): boolean {
    return this.identity.kind === 'person' && !this.identity.secondFactor;
  }

  #acting({ role, organizationId, delegation }: HeldRole): Actor {
    return { id: this.personId, role, organizationId, delegationId: delegation?.id ?? null };
  }
}
