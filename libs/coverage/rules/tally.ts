import type { Kind, Verb } from '#features/papers';
import type { Exclusion } from '../codes.js';
import { type Extra, KIND_CODES } from '../facts/act-table.js';
import type { CoverageFacts } from '../facts/coverage-facts.js';
import { type Day, UNKNOWN_DAY } from '../facts/days.js';
import type { Ledger } from '../facts/ledger.js';
import type { Leaders } from '../facts/same-members.js';
import type { Room } from '../facts/scratch.js';
import { EXCLUSION_CODES, INSPECTION, type Prepared, SUPERVISION, VERB_OF_KIND, type VerbNumber } from './question.js';

/** Operations (cuộc) and turns (lượt), which are never mixed (docs/domain.md 3.5). */
export interface Turns {
  readonly engagements: number;
  readonly organizationTurns: number;
  readonly memberTurns: number;
}
export interface Counters extends Turns {
  /** Distinct organizations that were themselves subjects. */
  readonly distinctOrganizations: number;
  readonly distinctMembers: number;
  /** By verb. In these numbers two engagements of one decision always count as two. */
  readonly byVerb: Readonly<Record<Verb, Turns>>;
  readonly byKind: Readonly<Partial<Record<Kind, Turns>>>;
}

/**
 * What does not count, by the first reason that applies: engagements none of whose acts counts, and single subjects.
 */
export interface Excluded {
  readonly reason: Exclusion;
  readonly engagements: number;
  readonly turns: number;
}

/** Results of the turns that count. */
export interface Depth {
  readonly organizationTurns: number;
  readonly withFaults: number;
  readonly remedies: {
    readonly asked: number;
    readonly done: number;
    readonly overdue: number;
    /** Remedies not done that are not yet due or have no due day. */
    readonly open: number;
  };
}

const COUNTED = EXCLUSION_CODES.length + 1;

const isConcluded = (on: Day, asOf: Day): boolean => on <= asOf || on === UNKNOWN_DAY;

/** The register whose acts are counted, and its offsets in the `Room`. */
interface Place {
  readonly ledger: Ledger;
  readonly room: Room;
  readonly base: number;
  readonly engagementBase: number;
}

/** Adds up acts, one by one: those that count, and those that do not. */
export class Tally {
  private readonly engagements = new Int32Array(KIND_CODES.length);
  private readonly organizationTurns = new Int32Array(KIND_CODES.length);
  private readonly memberTurns = new Int32Array(KIND_CODES.length);
  private readonly leftOutEngagements = new Int32Array(COUNTED);
  private readonly leftOutTurns = new Int32Array(COUNTED);
  private readonly pairs: (readonly [number, number])[] = [];
  /** Engagements and organizations whose turn is counted, where an organization is a subject in several capacities. */
  private readonly turns = new Set<string>();
  private readonly faults = new Set<string>();
  private distinctOrganizations = 0;
  private distinctMembers = 0;
  private withFaults = 0;
  private asked = 0;
  private done = 0;
  private overdue = 0;
  /**
   * Engagements that count and of which no second person has confirmed all counted entries. Two engagements of one
   * decision always count as two.
   */
  unconfirmed = 0;

  /** Members who are the same person as another one: turns are of each, but the person is counted once. */
  private readonly leaders: Leaders | null;

  /** @param known the log position of the question */
  constructor(
    private readonly facts: CoverageFacts,
    known: number,
  ) {
    this.leaders = facts.leadersAt(known);
    const { engagements, members } = facts.scratch;
    engagements.begin(facts.engagementIds.length);
    members.begin(facts.memberCount);
  }

  leaveOut(at: Place, row: number, reason: number): void {
    this.leftOutTurns[reason] = (this.leftOutTurns[reason] as number) + 1;
    this.advance(at, row, reason + 1, 0);
  }

  count(at: Place, row: number, question: Prepared): void {
    const { acts } = at.ledger;
    const { subjects } = at.room;
    const { members } = this.facts.scratch;
    const kind = acts.kind(row);
    this.advance(at, row, COUNTED, question.known);
    if (acts.isPerson(row)) {
      this.memberTurns[kind] = (this.memberTurns[kind] as number) + 1;
      const recorded = acts.member[row] as number;
      const member = this.leaders?.get(recorded) ?? recorded;
      if (member >= 0 && members.get(member) === 0) {
        members.set(member, 1);
        this.distinctMembers++;
      }
    } else {
      if (this.isFirst(at, row, this.turns))
        this.organizationTurns[kind] = (this.organizationTurns[kind] as number) + 1;
      const subject = at.base + (acts.subject[row] as number);
      if (subjects[subject] === 0) {
        subjects[subject] = 1;
        this.distinctOrganizations++;
      }
      if (acts.hasFault(row) && isConcluded(acts.concludedOn[row] as number, question.asOf))
        if (this.isFirst(at, row, this.faults)) this.withFaults++;
    }
    if (acts.hasExtra(row) && isConcluded(acts.concludedOn[row] as number, question.asOf))
      for (const remedy of acts.extras[acts.extra[row] as number]?.remedies ?? []) this.follow(remedy, question);
  }

  /**
   * Whether an act is the first of its engagement on its organization: an organization that is a subject in several
   * capacities is one turn (decision 036, point 8).
   */
  private isFirst({ ledger: { acts, engagements }, base }: Place, row: number, seen: Set<string>): boolean {
    if (!acts.isRepeated(row)) return true;
    const pair = `${engagements[acts.engagement[row] as number]} ${base + (acts.subject[row] as number)}`;
    return seen.size !== seen.add(pair).size;
  }

  /** Sets the progress of an engagement, which is that of its most advanced subject. */
  private advance({ ledger, room, engagementBase }: Place, row: number, stage: number, known: number): void {
    const { acts, engagements } = ledger;
    const engagement = acts.engagement[row] as number;
    const at = engagementBase + engagement;
    let was = room.stages[at] as number;
    if (was >= stage) return;
    room.stages[at] = stage;
    if (acts.isShared(row)) {
      const overAll = engagements[engagement] as number;
      was = this.facts.scratch.engagements.get(overAll);
      if (was >= stage) return;
      this.facts.scratch.engagements.set(overAll, stage);
    }
    if (was > 0) this.leftOutEngagements[was - 1] = (this.leftOutEngagements[was - 1] as number) - 1;
    if (stage < COUNTED) this.leftOutEngagements[stage - 1] = (this.leftOutEngagements[stage - 1] as number) + 1;
    else {
      const kind = acts.kind(row);
      this.engagements[kind] = (this.engagements[kind] as number) + 1;
      if (!this.facts.isConfirmed(engagements[engagement] as number, known)) this.unconfirmed++;
      const combinedWith = acts.combinedWith[row] as number;
      if (combinedWith >= 0) this.pairs.push([engagements[engagement] as number, combinedWith]);
    }
  }

  private follow(remedy: Extra['remedies'][number], { known, asOf }: Prepared): void {
    if (remedy.knownFrom > known || known >= remedy.knownTo) return;
    let last: Extra['remedies'][number]['followUps'][number] | null = null;
    for (const followUp of remedy.followUps) {
      if (followUp.knownFrom > known || known >= followUp.knownTo || followUp.on > asOf) continue;
      if (last === null || followUp.on > last.on || (followUp.on === last.on && followUp.position > last.position))
        last = followUp;
    }
    this.asked++;
    if (last?.done === true) this.done++;
    else if (remedy.dueOn < asOf) this.overdue++;
  }

  private isCounted(overAll: number, places: readonly Place[]): boolean {
    return this.facts.actsOf(overAll).some(({ ledger, row }) => {
      const at = places.find((place) => place.ledger === ledger);
      return at?.room.stages[at.engagementBase + (ledger.acts.engagement[row] as number)] === COUNTED;
    });
  }

  /** Number of engagements to subtract if two engagements of one decision count as one. */
  private joined(places: readonly Place[]): number {
    const leader = new Map<number, number>();
    const leaderOf = (one: number): number => {
      const next = leader.get(one);
      return next === undefined ? one : leaderOf(next);
    };
    let joined = 0;
    for (const [one, other] of this.pairs) {
      if (!this.isCounted(other, places)) continue;
      const [a, b] = [leaderOf(one), leaderOf(other)];
      if (a === b) continue;
      leader.set(a, b);
      joined++;
    }
    return joined;
  }

  counters(question: Pick<Prepared['rule'], 'combined'>, places: readonly Place[]): Counters {
    const [inspected, supervised] = [this.turnsOf(INSPECTION), this.turnsOf(SUPERVISION)];
    const byKind: Partial<Record<Kind, Turns>> = {};
    for (let kind = 0; kind < KIND_CODES.length; kind++)
      if ((this.engagements[kind] as number) > 0) byKind[KIND_CODES[kind] as Kind] = this.turnsOfKind(kind);
    const all = {
      engagements: inspected.engagements + supervised.engagements,
      organizationTurns: inspected.organizationTurns + supervised.organizationTurns,
      memberTurns: inspected.memberTurns + supervised.memberTurns,
    };
    return {
      ...all,
      engagements: all.engagements - (question.combined === 'ONE' ? this.joined(places) : 0),
      distinctOrganizations: this.distinctOrganizations,
      distinctMembers: this.distinctMembers,
      byVerb: { INSPECTION: inspected, SUPERVISION: supervised },
      byKind,
    };
  }

  private turnsOfKind(kind: number): Turns {
    return {
      engagements: this.engagements[kind] as number,
      organizationTurns: this.organizationTurns[kind] as number,
      memberTurns: this.memberTurns[kind] as number,
    };
  }

  private turnsOf(verb: VerbNumber): Turns {
    let [engagements, organizationTurns, memberTurns] = [0, 0, 0];
    for (let kind = 0; kind < KIND_CODES.length; kind++) {
      if (VERB_OF_KIND[kind] !== verb) continue;
      engagements += this.engagements[kind] as number;
      organizationTurns += this.organizationTurns[kind] as number;
      memberTurns += this.memberTurns[kind] as number;
    }
    return { engagements, organizationTurns, memberTurns };
  }

  excluded(): Excluded[] {
    const excluded: Excluded[] = [];
    for (const [i, reason] of EXCLUSION_CODES.entries()) {
      const turns = this.leftOutTurns[i] as number;
      if (turns > 0) excluded.push({ reason, engagements: this.leftOutEngagements[i] as number, turns });
    }
    return excluded;
  }

  depth(): Depth {
    const { asked, done, overdue } = this;
    return {
      organizationTurns: this.organizationTurns.reduce((all, turns) => all + turns, 0),
      withFaults: this.withFaults,
      remedies: { asked, done, overdue, open: asked - done - overdue },
    };
  }
}
