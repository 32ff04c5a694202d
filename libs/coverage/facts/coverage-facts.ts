import { Uuid } from '#kernel/ids';
import type { Act, EngagementRows, LinkRows, RegisterRows } from './facts.js';
import { Confirmations, confirmedTurns } from './confirmed.js';
import { flatten } from './flatten.js';
import { Ledger } from './ledger.js';
import { type Leaders, SameMembers } from './same-members.js';
import { Scratch } from './scratch.js';

const NIL = Uuid.parse('00000000-0000-0000-0000-000000000000');

interface Recorded {
  readonly number: number;
  acts: readonly { readonly ledger: Ledger; readonly row: number }[];
  /** Acts on organizations that are in no loaded register yet. */
  waiting: readonly Act[];
}

/**
 * The facts that coverage is computed from, in one ledger for each register. Facts that no longer count are kept too,
 * so that this one copy serves every day and every log position. Streams may arrive in any order. A stream that arrives
 * again replaces its earlier facts. Answers are not cached here.
 */
export class CoverageFacts {
  readonly ledgers = new Map<Uuid, Ledger>();
  /** Holds the acts on organizations that are in no register: they are in no scope, and in the whole. */
  readonly nowhere = new Ledger(NIL, { beginnings: [], ends: [], attributes: [], lineage: [] }, true);
  readonly scratch = new Scratch();
  readonly engagementIds: Uuid[] = [];
  private readonly homes = new Map<Uuid, Ledger>();
  private readonly engagements = new Map<Uuid, Recorded>();
  private readonly confirmations = new Confirmations();
  private readonly members = new Map<Uuid, number>();
  private readonly same = new SameMembers();
  private readonly waitingFor = new Map<Uuid, Set<Uuid>>();

  get memberCount(): number {
    return this.members.size;
  }

  /** The ledger of the register in which an entry founded the organization, even if that entry is annulled. */
  homeOf(organizationId: Uuid): Ledger | undefined {
    return this.homes.get(organizationId);
  }

  /** @param registerId id of the ward's own organization */
  setRegister(registerId: Uuid, rows: RegisterRows): void {
    let ledger = this.ledgers.get(registerId);
    if (ledger) ledger.setRegister(rows);
    else this.ledgers.set(registerId, (ledger = new Ledger(registerId, rows)));
    for (const { organizationId } of rows.beginnings) {
      if (this.homes.has(organizationId)) continue;
      this.homes.set(organizationId, ledger);
      for (const engagementId of this.waitingFor.get(organizationId) ?? []) {
        const recorded = this.recorded(engagementId);
        this.place(recorded, recorded.waiting);
      }
      this.waitingFor.delete(organizationId);
    }
  }

  setEngagement(engagementId: Uuid, rows: EngagementRows): void {
    const recorded = this.recorded(engagementId);
    this.confirmations.set(recorded.number, confirmedTurns(rows));
    this.place(recorded, flatten(engagementId, rows));
  }

  setMember(memberId: Uuid, rows: LinkRows): void {
    this.same.set(memberId, rows);
  }

  /** The numbers of members who are one person, as known at a position; null if there are none. */
  leadersAt(position: number): Leaders | null {
    return this.same.at(position, this.members);
  }

  /** Whether a second person had confirmed, at a position, all entries of an engagement that count. */
  isConfirmed(engagement: number, position: number): boolean {
    return this.confirmations.at(engagement, position);
  }

  /** Ledger and row of each act of an engagement, by its global number. */
  actsOf(engagement: number): Recorded['acts'] {
    const id = this.engagementIds[engagement];
    return (id && this.engagements.get(id)?.acts) ?? [];
  }

  private place(recorded: Recorded, acts: readonly Act[]): void {
    for (const { ledger, row } of recorded.acts) ledger.acts.remove(row);
    const placed = acts.map((act) => ({ act, ledger: this.homes.get(act.organizationId) ?? this.nowhere }));
    const homes = new Set(placed.map(({ ledger }) => ledger));
    recorded.waiting = homes.has(this.nowhere) ? acts : [];
    recorded.acts = placed.map(({ act, ledger }) => {
      if (ledger === this.nowhere) this.wait(act);
      return { ledger, row: this.put(ledger, recorded.number, act, homes.size > 1) };
    });
  }

  private put(ledger: Ledger, engagement: number, act: Act, shared: boolean): number {
    return ledger.acts.add(act, {
      engagement: ledger.engagementNumber(engagement),
      subject: ledger.number(act.organizationId),
      body: act.bodyOrganizationId === null ? -1 : ledger.number(act.bodyOrganizationId),
      workedAt: act.workedAt.map((id) => ledger.number(id)),
      combinedWith: act.combinedWith === null ? -1 : this.recorded(act.combinedWith).number,
      member: act.memberId === null ? -1 : this.member(act.memberId),
      shared,
    });
  }

  private wait({ organizationId, engagementId }: Act): void {
    const waiting = this.waitingFor.get(organizationId) ?? new Set();
    this.waitingFor.set(organizationId, waiting.add(engagementId));
  }

  private recorded(engagementId: Uuid): Recorded {
    let recorded = this.engagements.get(engagementId);
    if (!recorded) {
      recorded = { number: this.engagementIds.length, acts: [], waiting: [] };
      this.engagements.set(engagementId, recorded);
      this.engagementIds.push(engagementId);
    }
    return recorded;
  }

  private member(memberId: Uuid): number {
    let number = this.members.get(memberId);
    if (number === undefined) {
      number = this.members.size;
      this.members.set(memberId, number);
    }
    return number;
  }
}
