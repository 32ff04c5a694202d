import type { Concerned } from '#kernel/concern';
import type { Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { Authority, Standing } from './authority.js';
import type { Identity } from './identity.js';

/** What somebody may read: everything, or what lies in some organizations. */
export type ReadScope =
  { readonly everything: true } | { readonly everything: false; readonly organizations: ReadonlySet<Uuid> };

/** Whether an organization lies in a scope; what belongs to no organization of any register lies in `everything` only. */
export const inScope = (scope: ReadScope, organizationId: Uuid | null): boolean =>
  scope.everything || (organizationId !== null && scope.organizations.has(organizationId));

/** Not permitted for what the command concerns. The same answer whether a record exists or not. */
export class NotPermitted extends Error {
  constructor(readonly permission: string) {
    super(`${permission} is not permitted here`);
    this.name = 'NotPermitted';
  }
}

/** Somebody would act on a case about themselves, or for somebody whom it is about. */
export class OwnCase extends Error {
  constructor() {
    super('nobody acts on a case about themselves');
    this.name = 'OwnCase';
  }
}

/** Who sent a request, and on which grounds they hold the permission that its route asks for. */
export class Caller {
  constructor(
    readonly identity: Identity,
    readonly permission: string,
    private readonly standings: readonly Standing[],
    private readonly authority: Authority,
  ) {}

  get personId(): Uuid {
    return this.identity.personId;
  }

  /**
   * Who acts, in the role that permits it: on an own ground if there is one, else for the person who delegated it.
   *
   * @throws NotPermitted where no one ground covers all organizations concerned | OwnCase
   */
  actorFor({ organizations, members }: Concerned): Actor {
    const permitting = this.standings.filter(({ organizationId: above }) =>
      organizations.every((one) => above === null || this.authority.isUnder(one, above)),
    );
    if (permitting.length === 0) throw new NotPermitted(this.permission);
    const isAbout = (person: Uuid) => members.includes(person);
    const standing = permitting.find(({ delegation }) => delegation === null || !isAbout(delegation.delegatorId));
    if (!standing || isAbout(this.personId)) throw new OwnCase();
    return this.#acting(standing);
  }

  /** Who acts, before anything is known of what is acted on. @throws NotPermitted */
  get actor(): Actor {
    const [standing] = this.standings;
    if (!standing) throw new NotPermitted(this.permission);
    return this.#acting(standing);
  }

  /** What may be read under the permission of the route. */
  get scope(): ReadScope {
    const organizations = new Set<Uuid>();
    for (const { organizationId } of this.standings) {
      if (organizationId === null) return { everything: true };
      for (const one of this.authority.under(organizationId)) organizations.add(one);
    }
    return { everything: false, organizations };
  }

  #acting({ role, organizationId, delegation }: Standing): Actor {
    return { id: this.personId, role, organizationId, delegationId: delegation?.id ?? null };
  }
}
