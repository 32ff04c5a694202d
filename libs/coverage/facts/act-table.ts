import { BODIES, type BodyKind, CAPACITIES, type Capacity, isPerson, type Kind, KINDS } from '#features/papers';
import { codesOf } from '#kernel/text';
import type { Uuid } from '#kernel/ids';
import { type Day, dayNumber, NEVER, UNKNOWN_DAY } from './days.js';
import { EndTable } from './end-table.js';
import type { Act, Reached, Remedy } from './facts.js';

export const KIND_CODES: readonly Kind[] = codesOf(KINDS);
export const BODY_CODES: readonly BodyKind[] = codesOf(BODIES);
export const CAPACITY_CODES: readonly Capacity[] = codesOf(CAPACITIES);

/** Attributes that few acts have. Days are day numbers. */
export interface Extra {
  readonly workedAt: readonly number[];
  readonly remedies: readonly {
    dueOn: Day;
    knownFrom: number;
    knownTo: number;
    followUps: readonly { on: Day; position: number; done: boolean; knownFrom: number; knownTo: number }[];
  }[];
}

/**
 * References of an act, as numbers. Organizations and the engagement of the act have their number in the ledger; other
 * engagements have their global number. -1: none.
 */
export interface ActRefs {
  readonly subject: number;
  readonly body: number;
  readonly workedAt: readonly number[];
  readonly engagement: number;
  readonly combinedWith: number;
  readonly member: number;
  /** Whether the engagement has acts in other ledgers too. */
  readonly shared: boolean;
}

const PERSON = 1 << 10;
const FAULT = 1 << 11;
const ENDS = 1 << 12;
const EXTRA = 1 << 13;
const SHARED = 1 << 14;
const RESTRICTED = 1 << 15;
const ADDED = 1 << 16;
const REPEATED = 1 << 17;
const ITEM = 18;

/**
 * Acts in columns of numbers, so that a query over hundreds of thousands of acts is one pass over contiguous memory. Do
 * not keep a row number after the row is freed, because rows are reused.
 */
export class ActTable {
  size = 0;
  knownFrom = new Float64Array(16);
  knownTo = new Float64Array(16);
  decidedOn = new Int32Array(16);
  conductedOn = new Int32Array(16);
  concludedOn = new Int32Array(16);
  decidedAt = new Float64Array(16);
  conductedAt = new Float64Array(16);
  concludedAt = new Float64Array(16);
  subject = new Int32Array(16);
  body = new Int32Array(16);
  engagement = new Int32Array(16);
  combinedWith = new Int32Array(16);
  member = new Int32Array(16);
  readonly subjectIds: Uuid[] = [];
  /** Index of the first end of the act in `ends`, or -1. */
  end = new Int32Array(16);
  readonly ends = new EndTable();
  /** Index of the act's rare attributes in `extras`, or -1. */
  extra = new Int32Array(16);
  readonly extras: (Extra | undefined)[] = [];
  /**
   * Packed bits of an act: kind, body and capacity by their index in the code lists, flags, and the item. Most checks
   * read only this column.
   */
  private info = new Int32Array(16);
  private readonly free: number[] = [];
  private readonly freeExtras: number[] = [];

  kind(row: number): number {
    return (this.info[row] as number) & 15;
  }
  bodyKind(row: number): number {
    return ((this.info[row] as number) >> 4) & 7;
  }
  capacity(row: number): number {
    return ((this.info[row] as number) >> 7) & 7;
  }
  isPerson(row: number): boolean {
    return ((this.info[row] as number) & PERSON) !== 0;
  }
  isShared(row: number): boolean {
    return ((this.info[row] as number) & SHARED) !== 0;
  }
  hasEnds(row: number): boolean {
    return ((this.info[row] as number) & ENDS) !== 0;
  }
  hasExtra(row: number): boolean {
    return ((this.info[row] as number) & EXTRA) !== 0;
  }
  item(row: number): number {
    return (this.info[row] as number) >> ITEM;
  }
  isRestricted(row: number): boolean {
    return ((this.info[row] as number) & RESTRICTED) !== 0;
  }
  /** Whether a change of scope added the subject. */
  isAdded(row: number): boolean {
    return ((this.info[row] as number) & ADDED) !== 0;
  }
  /** Whether another subject of the engagement belongs to the same organization. */
  isRepeated(row: number): boolean {
    return ((this.info[row] as number) & REPEATED) !== 0;
  }
  hasFault(row: number): boolean {
    return ((this.info[row] as number) & FAULT) !== 0;
  }

  /** @returns the row, needed to free it */
  add(act: Act, refs: ActRefs): number {
    const row = this.free.pop() ?? this.size++;
    if (row >= this.subject.length) this.grow();
    this.knownFrom[row] = act.knownFrom;
    this.knownTo[row] = act.knownTo ?? Infinity;
    this.decidedOn[row] = dayOf(act.decided);
    this.conductedOn[row] = dayOf(act.conducted);
    this.concludedOn[row] = dayOf(act.concluded);
    this.decidedAt[row] = act.decided.position;
    this.conductedAt[row] = act.conducted?.position ?? Infinity;
    this.concludedAt[row] = act.concluded?.position ?? Infinity;
    this.subject[row] = refs.subject;
    this.body[row] = refs.body;
    this.engagement[row] = refs.engagement;
    this.combinedWith[row] = refs.combinedWith;
    this.member[row] = refs.member;
    this.subjectIds[row] = act.subjectId;
    this.end[row] = this.ends.add(act.ends);
    this.extra[row] = this.addExtra(act, refs.workedAt);
    this.info[row] =
      KIND_CODES.indexOf(act.kind) |
      (BODY_CODES.indexOf(act.body) << 4) |
      (CAPACITY_CODES.indexOf(act.capacity) << 7) |
      (isPerson(act.capacity) ? PERSON : 0) |
      (act.fault ? FAULT : 0) |
      (refs.shared ? SHARED : 0) |
      (act.restricted ? RESTRICTED : 0) |
      (act.added ? ADDED : 0) |
      (act.repeated ? REPEATED : 0) |
      (this.end[row] >= 0 ? ENDS : 0) |
      (this.extra[row] >= 0 ? EXTRA : 0) |
      (act.item << ITEM);
    return row;
  }

  remove(row: number): void {
    this.knownFrom[row] = Infinity;
    this.knownTo[row] = -1;
    this.ends.remove(this.end[row] as number);
    const extra = this.extra[row] as number;
    if (extra >= 0) {
      this.extras[extra] = undefined;
      this.freeExtras.push(extra);
    }
    this.free.push(row);
  }

  private addExtra({ remedies }: Act, workedAt: readonly number[]): number {
    if (remedies.length + workedAt.length === 0) return -1;
    const at = this.freeExtras.pop() ?? this.extras.length;
    this.extras[at] = { workedAt, remedies: remedies.map(remedyOf) };
    return at;
  }

  private grow(): void {
    const ints = (old: Int32Array<ArrayBuffer>) => {
      const grown = new Int32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    const doubles = (old: Float64Array<ArrayBuffer>) => {
      const grown = new Float64Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    [this.knownFrom, this.knownTo] = [doubles(this.knownFrom), doubles(this.knownTo)];
    [this.decidedOn, this.decidedAt] = [ints(this.decidedOn), doubles(this.decidedAt)];
    [this.conductedOn, this.conductedAt] = [ints(this.conductedOn), doubles(this.conductedAt)];
    [this.concludedOn, this.concludedAt] = [ints(this.concludedOn), doubles(this.concludedAt)];
    [this.subject, this.body, this.engagement] = [ints(this.subject), ints(this.body), ints(this.engagement)];
    [this.combinedWith, this.member] = [ints(this.combinedWith), ints(this.member)];
    [this.extra, this.end, this.info] = [ints(this.extra), ints(this.end), ints(this.info)];
  }
}

const dayOf = (reached: Reached | null): Day =>
  reached === null ? NEVER : reached.on === null ? UNKNOWN_DAY : dayNumber(reached.on);

const remedyOf = ({ dueOn, knownFrom, knownTo, followUps }: Remedy): Extra['remedies'][number] => ({
  dueOn: dueOn === null ? NEVER : dayNumber(dueOn),
  knownFrom,
  knownTo: knownTo ?? Infinity,
  followUps: followUps.map((followUp) => ({
    ...followUp,
    on: dayNumber(followUp.on),
    knownTo: followUp.knownTo ?? Infinity,
  })),
});
