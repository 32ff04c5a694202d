import { engagement } from '#features/engagements';
import { register } from '#features/organizations';
import type { Kind } from '#features/papers';
import { term } from '#features/terms';
import { type JsonObject } from '#kernel/canonical-json';
import { addDays, instant, type Instant, type PlainDate, plainDate } from '#kernel/dates';
import type { DataOf } from '#kernel/event';
import { type StreamId, streamId, type Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { Chance } from './chance.js';

export interface CityOptions {
  readonly wards: number;
  readonly engagements: number;
  readonly log: Uuid;
  readonly seed: number;
}

type Opened = DataOf<(typeof engagement.events)['EngagementOpened']>;
type Concluded = DataOf<(typeof engagement.events)['SubjectConcluded']>;
type Established = DataOf<(typeof register.events)['OrganizationEstablished']>;

const FOUNDED = plainDate('2025-07-01');
const TERM_STARTS = plainDate('2025-08-16');
const DAYS = 440;
const BASES = 8;
const BASE_CELLS = 25;
const SUB_CELLS = 87;
const NO_PAPER = { number: null, signedOn: null };
const KINDS: readonly Kind[] = ['INSP_COMPLIANCE', 'INSP_SIGNS', 'INSP_FINANCE', 'INSP_DUES', 'SUP_THEMATIC'];
const BODIES = ['STANDING_COMMITTEE', 'INSPECTION_COMMITTEE', 'ADVISORY_BODY'] as const;

interface Ward {
  readonly id: Uuid;
  readonly stream: StreamId;
  revision: number;
  readonly bases: Uuid[];
  organizations: Uuid[];
}

/**
 * The log of a city. Every ward has 8 base organizations, 25 base cells and 87 cells under these (120 in all); some
 * were merged, some separated. Engagements are of the wards' own bodies and of base committees, each on one to three
 * organizations, over the first fourteen months of the term. Of 100 engagements 5 are recorded weeks late, 1 is
 * annulled, 1 cancelled, 1 corrected. The same seed gives the same bytes.
 */
export class City {
  readonly wards: Uuid[] = [];
  readonly #chance: Chance;
  #clock = Date.parse('2025-08-16T01:00:00.000Z');

  constructor(private readonly options: CityOptions) {
    this.#chance = new Chance(options.seed);
  }

  *records(): Generator<EventRecord, void, undefined> {
    const { wards, engagements } = this.options;
    const founded: Ward[] = [];
    for (let n = 0; n < wards; n++) {
      const ward: Ward = { ...this.#stream(register.category), revision: 0, bases: [], organizations: [] };
      founded.push(ward);
      this.wards.push(ward.id);
      yield* this.#found(ward);
      yield* this.#term(ward);
    }
    for (let n = 0; n < engagements; n++) {
      const dayNumber = Math.floor((n / engagements) * DAYS);
      const ward = this.#chance.of(founded);
      this.#clock = Math.max(this.#clock, Date.parse(`${addDays(TERM_STARTS, dayNumber)}T02:00:00.000Z`)) + 1;
      if (this.#chance.below(150) === 0) yield* this.#reorganize(ward, addDays(TERM_STARTS, dayNumber));
      yield* this.#engage(ward, dayNumber);
    }
  }

  #stream(category: string) {
    const id = this.#chance.uuid();
    return { id, stream: streamId(category, id) };
  }

  *#found(ward: Ward) {
    const one = (organizationId: Uuid, type: Established['type'], parentId: Uuid | null, n: number): Established => ({
      organizationId,
      type,
      parentId,
      name: `Tổ chức đảng ${n}`,
      sector: null,
      decision: null,
      establishedOn: FOUNDED,
      establishedOnAssumed: true,
    });
    yield this.#said(ward, 'OrganizationEstablished', one(ward.id, 'WARD_ORGANIZATION', null, 0));
    for (let n = 1; n <= BASES + BASE_CELLS + SUB_CELLS; n++) {
      const id = this.#chance.uuid();
      ward.organizations.push(id);
      if (n <= BASES) ward.bases.push(id);
      const type = n <= BASES ? 'BASE_ORGANIZATION' : n <= BASES + BASE_CELLS ? 'BASE_CELL' : 'SUB_CELL';
      const parentId = type === 'SUB_CELL' ? this.#chance.of(ward.bases) : ward.id;
      yield this.#said(ward, 'OrganizationEstablished', one(id, type, parentId, n));
    }
  }

  *#term(ward: Ward) {
    const opened: DataOf<(typeof term.events)['TermOpened']> = {
      organizationId: ward.id,
      name: 'Nhiệm kỳ 2025-2030',
      startsOn: TERM_STARTS,
      startAssumed: true,
      endsOn: plainDate('2030-08-15'),
      endAssumed: true,
    };
    yield this.#said({ ...this.#stream(term.category), revision: 0 }, 'TermOpened', opened);
  }

  /** Ends a cell by a merger into another cell of the same ward, or separates a new cell from it. */
  *#reorganize(ward: Ward, effectiveOn: PlainDate) {
    const cells = ward.organizations.slice(BASES + BASE_CELLS);
    const [one, other] = [this.#chance.of(cells), this.#chance.of(cells)];
    if (one === other || cells.length < 40) return;
    const absorbed = this.#chance.below(2) === 0;
    const fresh = this.#chance.uuid();
    const type = 'SUB_CELL' as const;
    const founded = { name: 'Chi bộ mới', type, sector: null, parentId: this.#chance.of(ward.bases) };
    ward.organizations = absorbed ? ward.organizations.filter((id) => id !== other) : [...ward.organizations, fresh];
    const data: DataOf<(typeof register.events)['OrganizationsReorganized']> = {
      manner: absorbed ? 'ABSORPTION' : 'SEPARATION',
      continues: one,
      reparented: [],
      effectiveOn,
      decision: null,
      from: absorbed ? [one, other] : [one],
      into: [{ organizationId: one, founded: null }, ...(absorbed ? [] : [{ organizationId: fresh, founded }])],
    };
    yield this.#said(ward, 'OrganizationsReorganized', data);
  }

  *#engage(ward: Ward, dayNumber: number) {
    const chance = this.#chance;
    const at = { ...this.#stream(engagement.category), revision: 0 };
    const late = chance.below(100) < 5 ? chance.below(60) : 0;
    const day = addDays(TERM_STARTS, Math.max(dayNumber - late, 0));
    const kind = chance.of(KINDS);
    const byBase = chance.below(4) === 0;
    const opened: Opened = {
      kind,
      decision: { number: null, signedOn: addDays(day, -20) },
      metOn: null,
      signedAs: null,
      theme: null,
      contentCodes: [],
      team: [],
      decidingBody: byBase
        ? { organizationId: chance.of(ward.bases), body: 'COMMITTEE', name: null }
        : { organizationId: ward.id, body: chance.of(BODIES), name: null },
      reviewPeriod: null,
      dueOn: null,
      programmeItemId: null,
      combinedWith: null,
      arisesFrom: null,
      secrecyGrade: null,
      ruleSetId: 'KTGS-296',
      subjects: Array.from({ length: 1 + chance.below(2) + chance.below(2) }, () => ({
        subjectId: chance.uuid(),
        organizationId: chance.of(ward.organizations),
        capacity: 'ORGANIZATION',
        memberId: null,
        isCommitteeMember: null,
        post: null,
      })),
    };
    yield this.#said(at, 'EngagementOpened', opened);
    const fate = chance.below(100);
    if (fate === 0) {
      yield this.#said(at, 'EngagementCancelled', {
        cancelledOn: day,
        by: opened.decidingBody,
        paper: NO_PAPER,
        reason: 'Trùng với chương trình của cấp trên',
      });
      return;
    }
    for (const { subjectId } of opened.subjects) {
      const concluded: Concluded = {
        subjectId,
        concludedOn: day,
        notice: { number: null, signedOn: day },
        sealedOutcome: null,
        remedies: [],
        outcome: kind === 'SUP_THEMATIC' ? 'REMINDED' : 'SHORTCOMINGS',
        rulings: [],
        amounts: [],
        contentCodes: [],
        workedAt: [],
      };
      yield this.#said(at, 'SubjectConcluded', concluded);
    }
    const reason = 'Ghi nhầm so với văn bản gốc';
    if (fate === 1) yield this.#said(at, 'EngagementOpenedAnnulled', { corrects: 0, reason });
    if (fate === 2) {
      const subjects = opened.subjects.map((one) => ({ ...one, organizationId: chance.of(ward.organizations) }));
      yield this.#said(at, 'EngagementOpenedCorrected', { corrects: 0, reason, data: { ...opened, subjects } });
    }
  }

  #said(at: { readonly stream: StreamId; revision: number }, type: string, data: object): EventRecord {
    const commandId = this.#chance.uuid();
    const moment: Instant = instant(new Date((this.#clock += 1)));
    return {
      v: 1,
      log: this.options.log,
      id: this.#chance.uuid(),
      stream: at.stream,
      revision: at.revision++,
      type,
      schema: 1,
      recordedAt: moment,
      clock: 'injected',
      commandId,
      commandHash: `${moment.slice(0, 10)}:${this.#chance.hex(64)}`,
      causationId: null,
      correlationId: commandId,
      actor: { id: this.options.log, role: 'clerk', organizationId: null, delegationId: null },
      data: data as JsonObject,
    };
  }
}
