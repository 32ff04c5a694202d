import type { Uuid } from '#kernel/ids';
import { type Day, NEVER, UNKNOWN_DAY } from '../facts/days.js';
import type { Ledger } from '../facts/ledger.js';
import type { Room } from '../facts/scratch.js';
import { IN_CUSTOM, type Structure } from '../facts/structure.js';
import { DOWN, Hits, LEADER, milestoneColumns, NAMED, OWN } from './hits.js';
import { isMerger, Lineage } from './lineage.js';
import { type Prepared, reason, VERB_OF_KIND } from './question.js';
import type { Tally } from './tally.js';

/** Result of a question for one register. */
export interface Evaluated {
  readonly ledger: Ledger;
  readonly structure: Structure;
  readonly hits: Hits;
  readonly room: Room;
  readonly lineage: Lineage;
  readonly question: Prepared;
  /** Number of the organization whose subordinates are counted. */
  readonly scope: number;
  /** Offsets in the `Room` at which the organizations and the engagements of the register begin. */
  readonly base: number;
  readonly engagementBase: number;
}

const KIND = reason('KIND');
const CANCELLED = reason('CANCELLED');
const REVOKED = reason('REVOKED');
const NOT_REACHED = reason('NOT_REACHED');
const NO_DAY = reason('NO_DAY');
const BEFORE_WINDOW = reason('BEFORE_WINDOW');
const AFTER_WINDOW = reason('AFTER_WINDOW');
const OTHER_BODY = reason('OTHER_BODY');
const LOWER_BODY = reason('LOWER_BODY');
const HIGHER_BODY = reason('HIGHER_BODY');
const UNKNOWN_SUBJECT = reason('UNKNOWN_SUBJECT');
const BEFORE_SUBJECT_EXISTED = reason('BEFORE_SUBJECT_EXISTED');
const AFTER_SUBJECT_ENDED = reason('AFTER_SUBJECT_ENDED');
const COUNTS = -1;

/**
 * Goes once over the acts of a register, and determines which acts count and which organizations they reach
 * (docs/architecture.md "What a question means", points 4 to 7).
 *
 * @param scope the organization whose subordinates are counted; null: those of the ward, in a question about all wards
 */
export function evaluate(
  ledger: Ledger,
  scope: Uuid | null,
  question: Prepared,
  tally: Tally,
  room: Room,
  base: number,
  engagementBase: number,
): Evaluated {
  const within = scope === null ? 0 : (ledger.find(scope) ?? 0);
  const structure = ledger.structureAt(question.known);
  const lineage = new Lineage(ledger.register, structure.count, question.known, question.asOf);
  const hits = new Hits(ledger.acts, question, structure, lineage, room, base);
  const evaluated = { ledger, structure, hits, room, lineage, question, scope: within, base, engagementBase };
  new Pass(evaluated).run(tally);
  mark(evaluated);
  return evaluated;
}

class Pass {
  private readonly ledger: Ledger;
  private readonly structure: Structure;
  private readonly hits: Hits;
  private readonly day: Int32Array;

  private readonly scope: number;
  private readonly question: Prepared;
  private readonly lineage: Lineage;

  constructor(private readonly evaluated: Evaluated) {
    ({ ledger: this.ledger, structure: this.structure, hits: this.hits } = evaluated);
    ({ scope: this.scope, question: this.question, lineage: this.lineage } = evaluated);
    const { question } = evaluated;
    this.day = milestoneColumns(this.ledger.acts, question).day;
  }

  run(tally: Tally): void {
    const { ledger, structure, scope, question } = this;
    const { acts } = ledger;
    const { known, asOf } = question;
    const { size, knownFrom, knownTo, decidedOn, subject } = acts;
    for (let row = 0; row < size; row++) {
      if ((knownFrom[row] as number) > known || known >= (knownTo[row] as number)) continue;
      const decided = decidedOn[row] as number;
      // An act decided after the day asked about does not exist yet on that day.
      if (decided > asOf && decided !== UNKNOWN_DAY) continue;
      const why = this.judged(row);
      if (why === COUNTS) this.reach(row);
      const on = this.day[row] as number;
      if (scope > 0 && !structure.belongsTo(subject[row] as number, scope, on >= UNKNOWN_DAY ? asOf : on)) continue;
      if (why === COUNTS) tally.count(this.evaluated, row, question);
      else if (!this.isSecret(row)) tally.leaveOut(this.evaluated, row, why);
    }
  }

  /** The reason why an act does not count, or the mark that it counts. */
  private judged(row: number): number {
    const { question, structure } = this;
    const { acts } = this.ledger;
    if (((question.kinds >> acts.kind(row)) & 1) === 0) return KIND;
    if (acts.hasEnds(row)) {
      const how = acts.ends.howEnded(acts.end[row] as number, question.known, question.asOf);
      if (how !== null) return how === 'CANCELLED' ? CANCELLED : REVOKED;
    }
    const on = this.day[row] as number;
    if (on === UNKNOWN_DAY) return NO_DAY;
    if (on === NEVER) return this.isConcluded(row) ? NO_DAY : NOT_REACHED;
    if (on > question.asOf) return NOT_REACHED;
    if (on < question.from) return BEFORE_WINDOW;
    if (on > question.to) return AFTER_WINDOW;
    if (this.ledger.isNowhere) return UNKNOWN_SUBJECT;
    const body = this.bodyJudged(row, on);
    if (body !== COUNTS) return body;
    const subject = acts.subject[row] as number;
    if (!structure.isKnown(subject)) return UNKNOWN_SUBJECT;
    if (acts.isAdded(row) && on < (acts.decidedOn[row] as number)) return BEFORE_SUBJECT_EXISTED;
    // A member's turn does not depend on the life of the organization; whether the organization is reached, does.
    if (acts.isPerson(row)) return COUNTS;
    if (structure.isBefore(subject, on)) return BEFORE_SUBJECT_EXISTED;
    return structure.hasEnded(subject, on) && !this.isCarried(subject) ? AFTER_SUBJECT_ENDED : COUNTS;
  }

  /**
   * Whether the act must stay hidden. A restricted inspection on signs of violation does not appear even among the acts
   * that do not count; judged now, as in every list (decision 019).
   */
  private isSecret(row: number): boolean {
    return this.ledger.acts.isRestricted(row);
  }

  /**
   * Whether the act is concluded by the day asked about. A concluded act counts as conducted, even if no entry states
   * that it was.
   */
  private isConcluded(row: number): boolean {
    const on = this.ledger.acts.concludedOn[row] as number;
    return on <= this.question.asOf || on === UNKNOWN_DAY;
  }

  private bodyJudged(row: number, on: Day): number {
    const { question, structure, scope } = this;
    const { acts } = this.ledger;
    const body = acts.body[row] as number;
    if (body === scope) return (question.ownBodies >> acts.bodyKind(row)) & 1 ? COUNTS : OTHER_BODY;
    if (body >= 0 && structure.standsWithin(body, scope, on)) return question.lower ? COUNTS : LOWER_BODY;
    return question.higher ? COUNTS : HIGHER_BODY;
  }

  /** Whether an act dated after the end of an organization still counts for its successors. */
  private isCarried(organization: number): boolean {
    const departure = this.lineage.departures.get(organization);
    if (!departure) return false;
    const { merger, split } = this.question.rule;
    return isMerger(departure.manner) ? merger !== 'NONE' : split !== 'NONE';
  }

  /** Marks every organization that an act reaches by the axes E and F of the rule. */
  private reach(row: number): void {
    const { hits, structure, question } = this;
    const { acts } = this.ledger;
    const isPerson = acts.isPerson(row);
    if (isPerson && ((question.leaders >> acts.capacity(row)) & 1) === 0) return;
    const verb = VERB_OF_KIND[acts.kind(row)] as 0 | 1;
    const subject = acts.subject[row] as number;
    const on = this.day[row] as number;
    hits.add(subject, verb, row, isPerson ? LEADER : OWN);
    // An act on a person, or on an organization that has ended, does not reach the organizations below.
    if (isPerson || question.rule.spread === 'NONE' || structure.hasEnded(subject, on)) return;
    if (question.rule.spread === 'DOWN')
      structure.below(subject, on, (below) => {
        hits.add(below, verb, row, DOWN);
      });
    else if (acts.hasExtra(row))
      for (const place of acts.extras[acts.extra[row] as number]?.workedAt ?? [])
        if (place !== subject) hits.add(place, verb, row, NAMED);
  }
}

/** Sets the denominator bits of every organization. */
function mark(of: Evaluated): void {
  const { structure, room, base } = of;
  const { organizationsFrom, organizationsTo, oldSince } = of.question;
  for (let organization = 0; organization < structure.count; organization++) {
    const begin = structure.begin[organization] as number;
    if (begin === NEVER || (oldSince !== NEVER && begin > oldSince)) continue;
    room.marks[base + organization] = marksIn(of, organization, organizationsFrom, organizationsTo);
  }
}

/** Bits of the denominators to which an organization belongs on some day of a span, the list of the rule included. */
export function marksIn(of: Evaluated, organization: number, from: Day, to: Day): number {
  const { ledger, structure, scope, question } = of;
  const stands = structure.marksDuring(organization, scope, from, to);
  return stands !== 0 && question.custom?.has(ledger.ids[organization] as Uuid) ? stands | IN_CUSTOM : stands;
}
