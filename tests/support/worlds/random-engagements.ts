import { engagement, OUTCOMES_OF } from '#features/engagements';
import { member as memberRecord } from '#features/members';
import { register } from '#features/organizations';
import { type Kind, KINDS } from '#features/papers';
import type { Context } from '#kernel/command';
import { addDays, instant, type PlainDate } from '#kernel/dates';
import type { Decider } from '#kernel/decider';
import { streamId, Uuid } from '#kernel/ids';
import { Rejection } from '#kernel/rejection';
import type { Chance } from '../../bench/chance.js';
import type { Logged } from '../oracles/naive-acts.js';
import { type Choice, CHOICE_ENDS, commandFor, FIRST_DAY } from './random-register.js';

type EngagementHistory = typeof engagement.empty;
interface Book<H> {
  readonly id: Uuid;
  history: H;
}

export interface Story {
  readonly wards: readonly Uuid[];
  readonly log: readonly Logged[];
}

/**
 * Random commands of people who know only half of the rules, in several wards: a register for each ward, and
 * engagements about organizations that exist or existed. All are in one log over three months. The log contains only
 * what the deciders accept.
 */
export function randomStory(chance: Chance, size: { wards: number; registered: number; engaged: number }): Story {
  const below = (end: number): number => chance.below(end);
  const uuid = (): Uuid => chance.uuid();
  const log: Logged[] = [];
  const wards = Array.from({ length: size.wards }, (): Book<typeof register.empty> => ({
    id: uuid(),
    history: register.empty,
  }));
  const files: Book<EngagementHistory>[] = [];
  const persons: Book<typeof memberRecord.empty>[] = [];
  const steps = size.wards * size.registered + size.engaged;
  const record = <H>(decider: Decider, book: Book<H>, command: object, n: number): boolean => {
    const now = instant(new Date(Date.parse('2025-12-06T01:00:00.000Z') + Math.floor((n / steps) * 80 * 86_400_000)));
    const stream = streamId(decider.category, book.id);
    const ids = Array.from({ length: 40 }, uuid);
    const context: Context = {
      now,
      stream,
      facts: { review: REVIEW, number: n + 1 },
      newId: (i) => ids[i] ?? uuid(),
      actor: { id: book.id, role: 'clerk', organizationId: null, delegationId: null },
    };
    try {
      const news = decider.handle(command as never, book.history as never, context);
      const first = (book.history as EngagementHistory).size;
      const events = news.map(({ type, data }, i) => ({ type, data, revision: first + i }));
      book.history = decider.append(book.history as never, events) as H;
      for (const event of events) log.push({ ...event, stream, recordedAt: now, position: BigInt(log.length + 1) });
      return news.length > 0;
    } catch (error) {
      if (error instanceof Rejection) return false;
      throw error;
    }
  };
  for (let n = 0; n < steps; n++) {
    const ward = wards[below(wards.length)];
    // The wards come first, since an engagement needs an organization.
    if (ward && (n < steps / 6 || below(size.wards * size.registered + size.engaged) >= size.engaged)) {
      const choice = CHOICE_ENDS.map((end) => below(end)) as [number, number, number, number, number] satisfies Choice;
      record(register, ward, commandFor(choice, ward.id, ward.history), n);
      continue;
    }
    const today = addDays(FIRST_DAY, 5 + Math.floor((n / steps) * 80));
    const told = new Telling(
      chance,
      organizationsOf(wards),
      wards.map(({ id }) => id),
      files.map(({ id }) => id),
      today,
    );
    if (below(12) === 0) {
      const id = Uuid.parse(member(below(5)));
      const book = persons.find((one) => one.id === id) ?? { id, history: memberRecord.empty };
      const command = book.history.size === 0 ? ENTER : linking(book.history, below);
      if (record(memberRecord, book, command, n) && command === ENTER) persons.push(book);
      continue;
    }
    const old = files[below(files.length || 1)];
    const book = old && below(10) < 6 ? old : { id: uuid(), history: engagement.empty };
    const command = book === old ? told.change(book.history) : told.opening();
    if (record(engagement, book, command, n) && book !== old) files.push(book);
  }
  return { wards: wards.map(({ id }) => id), log };
}

/** Every organization that any register has ever named, ended ones included. */
const organizationsOf = (wards: readonly Book<typeof register.empty>[]): Uuid[] =>
  wards.flatMap(({ history }) => [...history.state.annals.entries()].map(([id]) => id as Uuid));

class Telling {
  constructor(
    private readonly chance: Chance,
    private readonly organizations: readonly Uuid[],
    private readonly wards: readonly Uuid[],
    private readonly engagements: readonly Uuid[],
    private readonly today: PlainDate,
  ) {}

  private below(end: number): number {
    return this.chance.below(end);
  }
  private of<T>(some: readonly T[], other: T): T {
    return some[this.below(some.length || 1)] ?? other;
  }
  private readonly organization = (): Uuid =>
    this.below(40) === 0 ? this.chance.uuid() : this.of(this.organizations, this.chance.uuid());
  /** A day: mostly recent, sometimes long ago, sometimes in the future (which is refused). */
  private readonly day = (): PlainDate => addDays(this.today, 1 - this.below(this.below(3) === 0 ? 80 : 25));
  private readonly dayOrNone = (): PlainDate | null => (this.below(12) === 0 ? null : this.day());
  private readonly kind = (): Kind =>
    this.below(5) < 2 ? 'SUP_THEMATIC' : this.of(Object.keys(KINDS) as Kind[], 'INSP_COMPLIANCE');
  private readonly body = () => {
    const bodies = ['COMMITTEE', 'STANDING_COMMITTEE', 'INSPECTION_COMMITTEE', 'ADVISORY_BODY', 'CELL', 'CELL_BOARD'];
    if (this.below(12) === 0) return { organizationId: null, body: 'INSPECTION_COMMITTEE', name: 'UBKT Thành ủy' };
    const own = this.below(4) > 0;
    const organizationId = own ? this.of(this.wards, this.organization()) : this.organization();
    return { organizationId, body: bodies[this.below(own ? 5 : 6)], name: null };
  };
  private readonly paper = () => ({ number: null, signedOn: this.dayOrNone() });
  private readonly subject = () => {
    const capacities = ['ORGANIZATION', 'ORGANIZATION', 'ORGANIZATION', 'COMMITTEE', 'INSPECTION_COMMITTEE'];
    const persons = ['SECRETARY', 'DEPUTY_SECRETARY', 'MEMBER'];
    const isPerson = this.below(4) === 0;
    return {
      organizationId: this.organization(),
      capacity: isPerson ? this.of(persons, '') : this.of(capacities, ''),
      memberId: isPerson ? member(this.below(15)) : null,
    };
  };
  private some<T>(most: number, one: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, one);
  }
  private readonly workedAt = () => (this.below(3) === 0 ? [] : this.some(3, this.organization));
  private outcome(kind: Kind) {
    return this.below(4) === 0 ? null : this.of(OUTCOMES_OF[kind].codes, 'GOOD');
  }

  private readonly remedy = () => ({ what: SEALED, dueOn: this.below(3) === 0 ? null : addDays(this.day(), 20) });

  private followUp(state: EngagementHistory['state']): object {
    const asked = state.flatMap((entry) => (entry.type === 'SubjectConcluded' ? entry.data.remedies : []));
    const remedies = asked.map(({ remedyId }) => ({ remedyId, done: this.below(2) === 0 }));
    const some = remedies.length > 0 ? remedies : [{ remedyId: member(0), done: true }];
    return parsed('FollowUp', { followedUpOn: this.day(), remedies: some });
  }

  /** An opening alone, or an engagement with all its papers. */
  opening(): object {
    const kind = this.kind();
    const subjects = [this.subject(), ...this.some(3, this.subject)];
    const decision = this.paper();
    const signed = decision.signedOn ?? this.day();
    // Papers seldom have a day in the future, since clerks copy the day from the paper.
    const later = (day: PlainDate, most: number): PlainDate => {
      const then = addDays(day, this.below(most));
      return then > this.today && this.below(10) > 0 ? this.today : then;
    };
    const combinedWith = this.below(4) === 0 ? this.of(this.engagements, this.chance.uuid()) : null;
    const opening = { kind, decidingBody: this.body(), decision, combinedWith };
    if (this.below(3) === 0) return parsed('OpenEngagement', { ...opening, subjects });
    const concludedOn = this.below(8) === 0 ? null : later(signed, 20);
    const withOutcome = subjects.map((subject) => ({
      ...subject,
      workedAt: this.workedAt(),
      outcome: subject.memberId === null ? this.outcome(kind) : null,
      notice: this.below(4) === 0 ? { number: null, signedOn: later(concludedOn ?? signed, 10) } : null,
      remedies: this.some(1, this.remedy),
    }));
    return parsed('RecordConcludedEngagement', {
      ...opening,
      subjects: withOutcome,
      concludedOn,
      conductedOn: this.below(3) === 0 || this.below(3) === 0 ? null : later(signed, 2),
      notice: { number: null, signedOn: concludedOn && this.below(2) ? later(concludedOn, 3) : null },
    });
  }

  /** A further event of an engagement. */
  change({ state, events }: EngagementHistory): object {
    const [opening] = state.flatMap((entry) => (entry.type === 'EngagementOpened' ? [entry.data] : []));
    const added = state.flatMap((entry) => (entry.type === 'EngagementScopeChanged' ? entry.data.added : []));
    const subjects = [...(opening?.subjects ?? []), ...added];
    const reason = 'theo đề nghị';
    const choice = subjects.length > 0 ? this.below(28) : 14 + this.below(6);
    if (choice >= 26) return this.followUp(state);
    if (choice >= 20) return choice < 25 ? VERDICT.confirm : VERDICT.return;
    if (choice < 6) {
      const outcomes = subjects
        .filter(() => this.below(3) > 0)
        .map(({ subjectId, memberId }) => ({
          subjectId,
          workedAt: this.workedAt(),
          outcome: memberId === null ? this.outcome(opening?.kind ?? 'SUP_THEMATIC') : null,
          remedies: this.some(2, this.remedy),
        }));
      const [first] = subjects;
      const found = outcomes.length > 0 || !first ? outcomes : [{ subjectId: first.subjectId }];
      return parsed('ConcludeSubjects', { concludedOn: this.dayOrNone(), notice: this.paper(), outcomes: found });
    }
    if (choice < 8) return parsed('BeginConduct', { conductedOn: this.day() });
    if (choice < 11) {
      const removed = subjects.filter(() => this.below(3) === 0).map(({ subjectId }) => subjectId);
      return parsed('ChangeScope', { decidedOn: this.day(), added: this.some(2, this.subject), removed, reason });
    }
    if (choice === 11) return parsed('CancelEngagement', { cancelledOn: this.day(), by: this.body(), reason });
    if (choice === 12) {
      const subjectIds = this.below(2) ? [] : subjects.slice(0, 1).map(({ subjectId }) => subjectId);
      return parsed('RevokeConclusion', { subjectIds, revokedOn: this.day(), by: this.body(), reason });
    }
    if (choice === 13) {
      if (this.below(3) === 0) return parsed('PostponeEngagement', { decidedOn: this.day(), reason });
      if (this.below(2) === 0) return parsed('CloseEngagement', { closedOn: this.day() });
      return parsed('ConvertEngagement', {
        convertedOn: this.day(),
        into: this.of(this.engagements, member(0)),
        reason,
      });
    }
    const corrects = this.below(events.length);
    if (choice < 16) return { type: 'AnnulEntry', data: { corrects, reason: 'ghi nhận nhập sai' } };
    return this.correction(events, corrects);
  }

  private correction(events: EngagementHistory['events'], corrects: number): object {
    let data = events[corrects]?.data as object;
    for (const { data: later } of events) {
      const companion = later as { corrects?: number; data?: object };
      if (companion.corrects === corrects) data = companion.data ?? data;
    }
    const wanted: Record<string, () => unknown> = {
      kind: this.kind,
      decidingBody: this.body,
      combinedWith: () => this.of(this.engagements, member(0)),
      'decision.signedOn': this.dayOrNone,
      'notice.signedOn': this.dayOrNone,
      concludedOn: this.dayOrNone,
      conductedOn: this.day,
      decidedOn: this.day,
      cancelledOn: this.day,
      revokedOn: this.day,
      'subjects.0.organizationId': this.organization,
      'subjects.1.organizationId': this.organization,
      'added.0.organizationId': this.organization,
      workedAt: () => [this.organization()],
      'subjects.0.capacity': () => this.of(['ORGANIZATION', 'COMMITTEE', 'SECRETARY', 'MEMBER'], ''),
    };
    const held = (field: string) =>
      field.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], data);
    const fields = Object.keys(wanted).filter((field) => held(field) !== undefined);
    const field = this.of(fields, 'nothing');
    const changes = [{ field, from: held(field) ?? null, to: wanted[field]?.() ?? null }];
    return { type: 'CorrectEntry', data: { corrects, reason: 'ghi nhận nhập sai', changes } };
  }
}

/** A sealed value by its form; nothing opens it. */
const SEALED = `mcs2.A256GCM.00000000-0000-4000-8000-000000000000.${'A'.repeat(16)}.${'A'.repeat(43)}.A.${'A'.repeat(22)}`;
/** A person of whom nothing but a name is known. */
const PERSON = { organizationId: null, memberSince: null, status: null, name: SEALED, bornOn: null, cardNumber: null };
const ENTER = { type: 'EnterMember', data: Object.assign({ notTwinOf: [] }, PERSON) };
const CONTENT = { contentHash: '0123456789abcdef'.repeat(4) };
/** A second person, who recorded nothing, compares the record. */
const REVIEW = { upTo: 0, contentHash: CONTENT.contentHash, stands: false, recorders: [], reviewers: [] };
const VERDICT = {
  confirm: { type: 'ConfirmEngagement', data: CONTENT },
  return: { type: 'ReturnEngagement', data: { contentHash: CONTENT.contentHash, ground: 'OTHER', entries: [] } },
};

/** Links the record of a person with another one, ends a link, or amends what was said. */
function linking({ state, events }: typeof memberRecord.empty, below: (end: number) => number): object {
  const choice = below(10);
  const linked = state.flatMap((entry) => (entry.type === 'SamePersonLinked' ? [entry.data.otherId] : []));
  const corrects = below(events.length);
  if (choice < 2) return { type: 'AnnulEntry', data: { corrects, reason: 'ghi nhận nhập sai' } };
  const otherId = choice < 6 ? member(below(5)) : (linked[below(linked.length || 1)] ?? member(0));
  if (choice < 6) return { type: 'LinkSamePerson', data: { otherId, foundOn: FIRST_DAY, basis: 'PAPERS', note: null } };
  return { type: 'UnlinkSamePerson', data: { otherId, unlinkedOn: FIRST_DAY, note: null } };
}

const member = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const parsed = (type: keyof (typeof engagement)['commands'], data: object): object => {
  return { type, data: engagement.commands[type].parse(data) };
};
