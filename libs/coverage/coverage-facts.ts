import type { Uuid } from '#kernel/ids';
import type { Act, EngagementRows, RegisterRows } from './facts.js';
import { flatten } from './flatten.js';
import { Ledger } from './ledger.js';
import { Scratch } from './scratch.js';

interface Recorded {
  readonly number: number;
  rows: { readonly ledger: Ledger; readonly row: number }[];
  /** Acts on organizations of which no register has told yet. */
  waiting: readonly Act[];
}

/**
 * The facts from which coverage is counted, one ledger per register, closed facts included, so that one copy answers for
 * every day and every state of knowledge. Facts come stream by stream in any order; a stream given again replaces what
 * it said before. It holds facts and room to count in, no answers.
 */
export class CoverageFacts {
  readonly ledgers = new Map<Uuid, Ledger>();
  readonly scratch = new Scratch();
  readonly engagementIds: Uuid[] = [];
  private readonly homes = new Map<Uuid, Ledger>();
  private readonly engagements = new Map<Uuid, Recorded>();
  private readonly members = new Map<Uuid, number>();
  private readonly waitingFor = new Map<Uuid, Set<Uuid>>();

  get memberCount(): number {
    return this.members.size;
  }

  /** The ledger of the register that an organization was founded in, by whatever entry of whatever standing. */
  homeOf(organizationId: Uuid): Ledger | undefined {
    return this.homes.get(organizationId);
  }

  /** @param registerId the ward's own organization */
  setRegister(registerId: Uuid, rows: RegisterRows): void {
    let ledger = this.ledgers.get(registerId);
    if (ledger) ledger.setRegister(rows);
    else this.ledgers.set(registerId, (ledger = new Ledger(registerId, rows)));
    for (const { organizationId } of rows.beginnings) {
      if (this.homes.has(organizationId)) continue;
      this.homes.set(organizationId, ledger);
      for (const engagementId of this.waitingFor.get(organizationId) ?? []) {
        const recorded = this.recorded(engagementId);
        const acts = recorded.waiting;
        recorded.waiting = [];
        this.place(recorded, acts);
      }
      this.waitingFor.delete(organizationId);
    }
  }

  setEngagement(engagementId: Uuid, rows: EngagementRows): void {
    const recorded = this.recorded(engagementId);
    for (const { ledger, row } of recorded.rows) ledger.acts.remove(row);
    recorded.rows = [];
    recorded.waiting = [];
    this.place(recorded, flatten(engagementId, rows));
  }

  clear(): void {
    for (const all of [this.ledgers, this.homes, this.engagements, this.members, this.waitingFor]) all.clear();
    this.engagementIds.length = 0;
  }

  private place(recorded: Recorded, acts: readonly Act[]): void {
    for (const act of acts) {
      const ledger = this.homes.get(act.organizationId);
      if (ledger) recorded.rows.push({ ledger, row: this.put(ledger, recorded.number, act) });
      else this.wait(recorded, act);
    }
  }

  private put(ledger: Ledger, engagement: number, act: Act): number {
    return ledger.acts.add(act, {
      engagement,
      subject: ledger.number(act.organizationId),
      body: act.bodyOrganizationId === null ? -1 : ledger.number(act.bodyOrganizationId),
      workedAt: act.workedAt.map((id) => ledger.number(id)),
      combinedWith: act.combinedWith === null ? -1 : this.recorded(act.combinedWith).number,
      member: act.memberId === null ? -1 : this.member(act.memberId),
    });
  }

  private wait(recorded: Recorded, act: Act): void {
    recorded.waiting = [...recorded.waiting, act];
    const waiting = this.waitingFor.get(act.organizationId) ?? new Set();
    this.waitingFor.set(act.organizationId, waiting.add(act.engagementId));
  }

  private recorded(engagementId: Uuid): Recorded {
    let recorded = this.engagements.get(engagementId);
    if (!recorded) {
      recorded = { number: this.engagementIds.length, rows: [], waiting: [] };
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
