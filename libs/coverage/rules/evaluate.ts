import type { Uuid } from '#kernel/ids';
import { KIND_CODES } from '../facts/act-table.js';
import { type Day, NEVER, UNKNOWN_DAY } from '../facts/days.js';
import type { Ledger } from '../facts/ledger.js';
import type { Room } from '../facts/scratch.js';
import { IN_CUSTOM, type Structure } from '../facts/structure.js';
import { DOWN, Hits, LEADER, milestoneColumns, NAMED, OWN } from './hits.js';
import { isMerger, Lineage } from './lineage.js';
import { type Prepared, reason, VERB_OF_KIND } from './question.js';
import type { Tally } from './tally.js';

/** What became of one register under a question. */
export interface Evaluated {
  readonly ledger: Ledger;
  readonly structure: Structure;
  readonly hits: Hits;
  readonly room: Room;
  /** Where in the room the organizations of the register begin, and where its engagements. */
  readonly base: number;
  readonly engagementBase: number;
}

const KIND = reason('KIND');
const CANCELLED = reason('CANCELLED');
const REVOKED = reason('REVOKED');
const NOT_REACHED = reason('NOT_REACHED');
const SIGNS = KIND_CODES.indexOf('INSP_SIGNS');
const NO_DAY = reason('NO_DAY');
const BEFORE_WINDOW = reason('BEFORE_WINDOW');
const AFTER_WINDOW = reason('AFTER_WINDOW');
const OTHER_BODY = reason('OTHER_BODY');
const LOWER_BODY = reason('LOWER_BODY');
const HIGHER_BODY = reason('HIGHER_BODY');
const UNKNOWN_SUBJECT = reason('UNKNOWN_SUBJECT');
const AFTER_SUBJECT_ENDED = reason('AFTER_SUBJECT_ENDED');
const COUNTS = -1;

/**
 * One pass over the acts of a register: which count, and which organizations they reach
 * (docs/architecture.md "What a question means", points 4 to 7).
 *
 * @param scope the organization whose subordinates are counted; null for the ward, together with all other wards
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
  const evaluated = { ledger, structure, hits, room, base, engagementBase };
  new Pass(evaluated, scope === null, within, question, lineage).run(tally);
  mark(evaluated, within, question);
  return evaluated;
}

class Pass {
  private readonly ledger: Ledger;
  private readonly structure: Structure;
  private readonly hits: Hits;
  private readonly day: Int32Array;

  constructor(
    private readonly evaluated: Evaluated,
    private readonly everywhere: boolean,
    private readonly scope: number,
    private readonly question: Prepared,
    private readonly lineage: Lineage,
  ) {
    ({ ledger: this.ledger, structure: this.structure, hits: this.hits } = evaluated);
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
      // What is decided after the day asked about is not there yet.
      if (decided > asOf && decided !== UNKNOWN_DAY) continue;
      if (!structure.isKnown(subject[row] as number)) {
        if (this.everywhere && !this.isSecret(row)) tally.leaveOut(this.evaluated, row, UNKNOWN_SUBJECT);
        continue;
      }
      const why = this.judged(row);
      if (why === COUNTS) this.reach(row);
      const on = this.day[row] as number;
      if (scope > 0 && !structure.belongsTo(subject[row] as number, scope, on >= UNKNOWN_DAY ? asOf : on)) continue;
      if (why === COUNTS) tally.count(this.evaluated, row, question);
      else if (!this.isSecret(row)) tally.leaveOut(this.evaluated, row, why);
    }
  }

  /** Why an act does not count, or that it does. */
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
    const body = this.bodyJudged(row, on);
    if (body !== COUNTS) return body;
    const subject = acts.subject[row] as number;
    const late = !acts.isPerson(row) && structure.hasEnded(subject, on) && !this.isCarried(subject);
    return late ? AFTER_SUBJECT_ENDED : COUNTS;
  }

  /**
   * An inspection on signs of violation that has come to no conclusion by the day is known to few (decision 019), so nobody is
   * told that there is one more that does not count.
   */
  private isSecret(row: number): boolean {
    return this.ledger.acts.kind(row) === SIGNS && !this.isConcluded(row);
  }

  /** Where nobody told of the conduct itself, a conclusion tells that there was one. */
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

  /** Whether what is dated after the end of an organization still counts for those who descend from it. */
  private isCarried(organization: number): boolean {
    const departure = this.lineage.departures.get(organization);
    if (!departure) return false;
    const { merger, split } = this.question.rule;
    return isMerger(departure.manner) ? merger !== 'NONE' : split !== 'NONE';
  }

  /** Tells of every organization that an act reaches by axes E and F. */
  private reach(row: number): void {
    const { hits, structure, question } = this;
    const { acts } = this.ledger;
    const isPerson = acts.isPerson(row);
    if (isPerson && ((question.leaders >> acts.capacity(row)) & 1) === 0) return;
    const verb = VERB_OF_KIND[acts.kind(row)] as 0 | 1;
    const subject = acts.subject[row] as number;
    const on = this.day[row] as number;
    hits.add(subject, verb, row, isPerson ? LEADER : OWN);
    // What is done to a person is done to nobody below, nor what is done to one that is no more.
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

/** Marks every organization with the denominators in which it stands. */
function mark({ ledger, structure, room, base }: Evaluated, scope: number, question: Prepared): void {
  const { organizationsFrom, organizationsTo, oldSince, custom } = question;
  for (let one = 0; one < structure.count; one++) {
    const begin = structure.begin[one] as number;
    if (begin === NEVER || (oldSince !== NEVER && begin > oldSince)) continue;
    const stands = structure.marksDuring(one, scope, organizationsFrom, organizationsTo);
    room.marks[base + one] = stands !== 0 && custom?.has(ledger.ids[one] as Uuid) ? stands | IN_CUSTOM : stands;
  }
}
