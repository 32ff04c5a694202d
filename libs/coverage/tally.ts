import type { Kind, Verb } from '#features/engagements';
import type { ActTable, Extra } from './act-table.js';
import { KIND_CODES } from './act-table.js';
import type { Exclusion } from './codes.js';
import { type Day, UNKNOWN_DAY } from './days.js';
import { EXCLUSION_CODES, type Prepared, VERB_OF_KIND } from './question.js';
import type { Scratch } from './scratch.js';

/** Operations (cuộc) and turns (lượt), which are never mixed (domain.md 3.5). */
export interface Turns {
  readonly engagements: number;
  readonly organizationTurns: number;
  readonly memberTurns: number;
}
export interface Counters extends Turns {
  /** Different organizations that were subjects themselves. */
  readonly distinctOrganizations: number;
  readonly distinctMembers: number;
  /** Here two engagements that one decision ordered are always two. */
  readonly byVerb: Readonly<Record<Verb, Turns>>;
  readonly byKind: Readonly<Partial<Record<Kind, Turns>>>;
}

/** What does not count, by the reason that is asked first; engagements of which nothing counts, and single subjects. */
export interface Excluded {
  readonly reason: Exclusion;
  readonly engagements: number;
  readonly turns: number;
}

/** What the work found, of the turns that count. */
export interface Depth {
  readonly organizationTurns: number;
  readonly withFaults: number;
  readonly remedies: {
    readonly asked: number;
    readonly done: number;
    readonly overdue: number;
    /** Not done, but not yet due, or without a day. */
    readonly open: number;
  };
}

const COUNTED = EXCLUSION_CODES.length + 1;

const isConcluded = (on: Day, asOf: Day): boolean => on <= asOf || on === UNKNOWN_DAY;

/** Counts what counts and what does not, act by act. */
export class Tally {
  private readonly engagements = new Int32Array(KIND_CODES.length);
  private readonly organizationTurns = new Int32Array(KIND_CODES.length);
  private readonly memberTurns = new Int32Array(KIND_CODES.length);
  private readonly leftOutEngagements = new Int32Array(COUNTED);
  private readonly leftOutTurns = new Int32Array(COUNTED);
  private readonly pairs: (readonly [number, number])[] = [];
  private distinctOrganizations = 0;
  private distinctMembers = 0;
  private withFaults = 0;
  private asked = 0;
  private done = 0;
  private overdue = 0;

  /** @param engagements how many there are in all @param members likewise */
  constructor(
    private readonly scratch: Scratch,
    engagements: number,
    members: number,
  ) {
    scratch.engagements.begin(engagements);
    scratch.members.begin(members);
  }

  leaveOut(acts: ActTable, row: number, reason: number): void {
    this.leftOutTurns[reason] = (this.leftOutTurns[reason] as number) + 1;
    this.advance(acts, row, reason + 1);
  }

  /** @param subjects organizations that were subjects so far, those of the ledger from `base` on */
  count(acts: ActTable, row: number, subjects: Uint8Array, base: number, question: Prepared): void {
    const kind = acts.kind(row);
    this.advance(acts, row, COUNTED);
    if (acts.isPerson(row)) {
      this.memberTurns[kind] = (this.memberTurns[kind] as number) + 1;
      const member = acts.member[row] as number;
      if (member >= 0 && this.scratch.members.get(member) === 0) {
        this.scratch.members.set(member, 1);
        this.distinctMembers++;
      }
    } else {
      this.organizationTurns[kind] = (this.organizationTurns[kind] as number) + 1;
      const subject = base + (acts.subject[row] as number);
      if (subjects[subject] === 0) {
        subjects[subject] = 1;
        this.distinctOrganizations++;
      }
      if (acts.hasFault(row) && isConcluded(acts.concludedOn[row] as number, question.asOf)) this.withFaults++;
    }
    if (acts.hasExtra(row))
      for (const remedy of acts.extras[acts.extra[row] as number]?.remedies ?? []) this.follow(remedy, question);
  }

  /** An engagement stands where its subject stands that has come farthest. */
  private advance(acts: ActTable, row: number, stage: number): void {
    const engagement = acts.engagement[row] as number;
    const was = this.scratch.engagements.get(engagement);
    if (was >= stage) return;
    this.scratch.engagements.set(engagement, stage);
    if (was > 0) this.leftOutEngagements[was - 1] = (this.leftOutEngagements[was - 1] as number) - 1;
    if (stage < COUNTED) this.leftOutEngagements[stage - 1] = (this.leftOutEngagements[stage - 1] as number) + 1;
    else {
      const kind = acts.kind(row);
      this.engagements[kind] = (this.engagements[kind] as number) + 1;
      const combinedWith = acts.combinedWith[row] as number;
      if (combinedWith >= 0) this.pairs.push([engagement, combinedWith]);
    }
  }

  private follow(remedy: Extra['remedies'][number], { known, asOf }: Prepared): void {
    if (remedy.knownFrom > known || known >= remedy.knownTo) return;
    let last: Extra['remedies'][number]['followUps'][number] | null = null;
    for (const one of remedy.followUps) {
      if (one.knownFrom > known || known >= one.knownTo || one.on > asOf) continue;
      if (last === null || one.on > last.on || (one.on === last.on && one.position > last.position)) last = one;
    }
    this.asked++;
    if (last?.done === true) this.done++;
    else if (remedy.dueOn < asOf) this.overdue++;
  }

  /** How many engagements fall together with others where those that one decision ordered are one. */
  private joined(): number {
    const leader = new Map<number, number>();
    const leaderOf = (one: number): number => {
      const next = leader.get(one);
      return next === undefined ? one : leaderOf(next);
    };
    let joined = 0;
    for (const [one, other] of this.pairs) {
      if (this.scratch.engagements.get(other) !== COUNTED) continue;
      const [a, b] = [leaderOf(one), leaderOf(other)];
      if (a === b) continue;
      leader.set(a, b);
      joined++;
    }
    return joined;
  }

  counters(question: Pick<Prepared['rule'], 'combined'>): Counters {
    const turns = (holds: (kind: number) => boolean): Turns => {
      const sum = (counts: Int32Array) => counts.reduce((all, count, kind) => (holds(kind) ? all + count : all), 0);
      return {
        engagements: sum(this.engagements),
        organizationTurns: sum(this.organizationTurns),
        memberTurns: sum(this.memberTurns),
      };
    };
    const all = turns(() => true);
    return {
      ...all,
      engagements: all.engagements - (question.combined === 'ONE' ? this.joined() : 0),
      distinctOrganizations: this.distinctOrganizations,
      distinctMembers: this.distinctMembers,
      byVerb: {
        INSPECTION: turns((kind) => VERB_OF_KIND[kind] === 0),
        SUPERVISION: turns((kind) => VERB_OF_KIND[kind] === 1),
      },
      byKind: Object.fromEntries(
        KIND_CODES.map((code, i) => [code, turns((kind) => kind === i)] as const).filter(
          ([, one]) => one.engagements > 0,
        ),
      ),
    };
  }

  excluded(): Excluded[] {
    return EXCLUSION_CODES.flatMap((reason, i) => {
      const [engagements, turns] = [this.leftOutEngagements[i] as number, this.leftOutTurns[i] as number];
      return turns > 0 ? [{ reason, engagements, turns }] : [];
    });
  }

  depth(): Depth {
    const { asked, done, overdue } = this;
    return {
      organizationTurns: this.organizationTurns.reduce((all, one) => all + one, 0),
      withFaults: this.withFaults,
      remedies: { asked, done, overdue, open: asked - done - overdue },
    };
  }
}
