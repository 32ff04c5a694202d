import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { ResidentMembers } from '#features/members';
import { organizations, register } from '#features/organizations';
import { dayOf, instant, type PlainDate } from '#kernel/dates';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import type { Authority, HeldRole } from '#platform/access/authority';
import { EVERYTHING } from '#platform/access/reader';
import type { Declared } from '#platform/commands/store-declaration';
import { DECLARED, READ_DB } from '#platform/platform.module';
import { Mirror, type StreamRows } from '#platform/projections/mirror';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { access } from './access.js';
import { SIGNING_ROLES } from './codes.js';
import { grants } from './grants.projection.js';
import { type Delegation, type Grant, Rights } from './rights.js';
import { RoleTable } from './role-table.js';
import { type Placed, Tree } from './tree.js';

/**
 * Longest time until a grant that another process recorded is noticed. For the end of a session the promise is a minute
 * (docs/operations.md "Accounts").
 */
const LOOK_EVERY_MS = 1000;
/**
 * Before a permission is refused, the grants are loaded again, but not more often than this. So repeated refusals put
 * little load on the database.
 */
const LOOK_AGAIN_MS = 50;

/** Grants, the tree of organizations and links of persons, kept in the memory of this process; at most one second old. */
@Injectable()
export class ResidentAuthority implements Authority, OnApplicationBootstrap, OnApplicationShutdown {
  readonly secondFactorRoles: ReadonlySet<string>;
  #rights: Rights;
  #tree = new Tree();
  /** The roles that were ever granted to a person or delegated to others, by the stream of the person. */
  #ever = new Map<Uuid, readonly Entrusted[]>();
  readonly #mirror: Mirror;
  #looked = -Infinity;
  #refreshing: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #day: { readonly until: number; readonly day: PlainDate } = { until: -Infinity, day: '' as PlainDate };

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(KNOWLEDGE) knowledge: Knowledge,
    private readonly roles: RoleTable,
    private readonly members: ResidentMembers,
    @Inject(DECLARED) { purpose }: Declared,
  ) {
    this.secondFactorRoles = purpose === 'WARD' ? SIGNING_ROLES : new Set();
    this.#rights = new Rights(roles);
    this.#mirror = new Mirror(
      db,
      knowledge,
      EVERYTHING('whoever asks, their rights are found among those of all'),
      [
        { projection: organizations, tables: { attributes: ['organizationId', 'effectiveOn', 'type', 'parentId'] } },
        {
          projection: grants,
          tables: {
            granted: ['grantId', 'role', 'organizationId', 'startsOn', 'endsOn'],
            withdrawn: ['grantId', 'withdrawnOn'],
            delegated: ['delegationId', 'delegateId', 'role', 'organizationId', 'startsOn', 'endsOn'],
            ended: ['delegationId', 'endedOn'],
          },
        },
      ],
      {
        clear: () => {
          this.#rights = new Rights(roles);
          this.#tree = new Tree();
          this.#ever = new Map();
        },
        take: (stream, rows) => {
          this.#take(stream, rows);
        },
      },
    );
  }

  /** Loads the grants before the first request is admitted. If loading fails, the first request gets the error. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#mirror.follow().catch(() => undefined);
    this.#timer = setInterval(() => void this.#mirror.follow().catch(() => undefined), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  heldRoles(personId: Uuid, permission: string): readonly HeldRole[] {
    return this.#rights.grounds(personId, permission, this.#today());
  }

  isUnder(organizationId: Uuid, above: Uuid): boolean {
    return this.#tree.isUnder(organizationId, above, this.#today());
  }

  under(organizationId: Uuid): ReadonlySet<Uuid> {
    return this.#tree.under(organizationId, this.#today());
  }

  recordsOf(personId: Uuid): ReadonlySet<Uuid> {
    return this.members.recordsOf(personId);
  }

  delegatorOf(delegationId: Uuid): Uuid | null {
    return this.#rights.delegatorOf(delegationId);
  }

  /** Cost: the persons with grants. */
  isSigner(personId: Uuid): boolean {
    const ids = this.recordsOf(personId);
    for (const entrusted of this.#ever.values())
      if (entrusted.some(({ to, role }) => ids.has(to) && this.roles.signs(role))) return true;
    return false;
  }

  tiedTo(personId: Uuid, on: PlainDate = this.#today()): ReadonlySet<Uuid> {
    return this.#everyRecord(personId, (id) => this.#rights.tiedTo(id, on));
  }

  delegatorsTo(personId: Uuid): ReadonlySet<Uuid> {
    return this.#everyRecord(personId, (id) => this.#rights.delegatorsTo(id, this.#today()));
  }

  refresh(): Promise<void> {
    return (this.#refreshing ??= this.#lookAnew());
  }

  /**
   * All callers that wait when a reload begins share that reload. Each of them sees everything recorded before it
   * began.
   */
  async #lookAnew(): Promise<void> {
    await sleep(Math.max(0, LOOK_AGAIN_MS - (performance.now() - this.#looked)));
    this.#refreshing = undefined;
    this.#looked = performance.now();
    await Promise.all([this.#mirror.follow(), this.members.follow()]);
  }

  /** The persons found for any record of a person, each under every record of theirs. */
  #everyRecord(personId: Uuid, found: (id: Uuid) => ReadonlySet<Uuid>): ReadonlySet<Uuid> {
    if (this.members.groups().size === 0) return found(personId);
    const persons = [...this.recordsOf(personId)].flatMap((id) => [...found(id)]);
    return new Set(persons.flatMap((id) => [...this.recordsOf(id)]));
  }

  /** Today in Việt Nam, computed once a second. */
  #today(): PlainDate {
    const now = Date.now();
    if (now >= this.#day.until) this.#day = { until: now + 1000, day: dayOf(instant(new Date(now))) };
    return this.#day.day;
  }

  #take(stream: StreamId, rows: StreamRows): void {
    const rowsInForce = (table: string) => (rows[table] ?? []).filter(({ knownTo }) => knownTo === null);
    const category = categoryOf(stream);
    if (category === register.category) {
      const placed = rowsInForce('organizations.attributes') as readonly (object & { position: number })[];
      this.#tree.set(
        idOf(stream),
        placed.map(asPlaced).filter((one) => one !== null),
      );
    } else if (category === access.category) {
      const lastDays = new Map(
        [...rowsInForce('grants.withdrawn'), ...rowsInForce('grants.ended')].map((row) => lastDayOf(row)),
      );
      const rights = {
        grants: rowsInForce('grants.granted').map((row) => {
          const granted = row as object as Omit<Grant, 'id'> & { readonly grantId: Uuid };
          return { ...granted, id: granted.grantId, withdrawnOn: lastDays.get(granted.grantId) ?? null };
        }),
        delegations: rowsInForce('grants.delegated').map((row) => {
          const given = row as object as Omit<Delegation, 'id'> & { readonly delegationId: Uuid };
          return { ...given, id: given.delegationId, endedOn: lastDays.get(given.delegationId) ?? null };
        }),
      };
      this.#rights.set(idOf(stream), rights);
      this.#ever.set(idOf(stream), [
        ...rights.grants.map(({ role }) => ({ to: idOf(stream), role })),
        ...rights.delegations.map(({ delegateId, role }) => ({ to: delegateId, role })),
      ]);
    }
  }
}

/** A role that was once granted or delegated to a person. */
interface Entrusted {
  readonly to: Uuid;
  readonly role: string;
}

/** A grant withdrawn or a delegation ended, with the day on which that was recorded. */
function lastDayOf(row: object): readonly [Uuid, PlainDate] {
  const gone = row as
    | { readonly grantId: Uuid; readonly withdrawnOn: PlainDate }
    | { readonly delegationId: Uuid; readonly endedOn: PlainDate };
  return 'grantId' in gone ? [gone.grantId, gone.withdrawnOn] : [gone.delegationId, gone.endedOn];
}

/** Null for a row that leaves the parent unchanged. A founding without a parent is that of a ward. */
function asPlaced(row: object): Placed | null {
  const placed = row as Placed & { readonly type: string | null };
  return placed.parentId === null && placed.type !== 'WARD_ORGANIZATION' ? null : placed;
}
