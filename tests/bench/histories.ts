import { register } from '#features/organizations';
import { type JsonObject } from '#kernel/canonical-json';
import { instant, type Instant, plainDate, type PlainDate } from '#kernel/dates';
import type { EventOf } from '#kernel/event';
import { streamId, type Uuid } from '#kernel/ids';
import type { EventRecord } from '#kernel/record';
import { Chance } from './chance.js';

type RegisterEvent = EventOf<(typeof register)['events']>;
type Said = RegisterEvent | { readonly type: string; readonly data: JsonObject };

export interface HistoriesOptions {
  readonly events: number;
  readonly log: Uuid;
  readonly seed: number;
  /** The recording time of the i-th event; times never go back. */
  readonly recordedAt: (i: number) => Instant;
  readonly clock: EventRecord['clock'];
  /** Number of events of one register before a new register takes its place. */
  readonly perStream?: number;
  /** Number of registers that are written at the same time, in turns. */
  readonly atATime?: number;
}

/**
 * Histories of many wards as one log contains them. Registers interleave; about 3 % of the events correct or annul an
 * earlier one; about 5 % are dated long before they are recorded. The same seed gives the same bytes. The register's
 * decider would accept every history.
 */
export function* histories(options: HistoriesOptions): Generator<EventRecord, void, undefined> {
  const { events, log, seed, recordedAt, clock, perStream = 500, atATime = 64 } = options;
  const chance = new Chance(seed);
  const wards = Array.from({ length: atATime }, () => new Ward(chance));
  for (let i = 0; i < events; i++) {
    const place = chance.below(wards.length);
    let ward = wards[place];
    // Some registers end early. Otherwise all registers that began together would end together.
    const endsEarly = atATime > 1 && chance.below(perStream) === 0;
    if (!ward || ward.revision >= perStream || (ward.revision > FOUNDED && endsEarly)) {
      ward = new Ward(chance);
      wards[place] = ward;
    }
    const moment = recordedAt(i);
    const revision = ward.revision++;
    const { type, data } = ward.next(moment, revision);
    const commandId = chance.uuid();
    yield {
      v: 1,
      log,
      id: chance.uuid(),
      stream: ward.stream,
      revision,
      type,
      schema: 1,
      recordedAt: moment,
      clock,
      commandId,
      commandHash: `${moment.slice(0, 10)}:${chance.hex(64)}`,
      causationId: null,
      correlationId: commandId,
      actor: { id: ward.clerk, role: 'clerk', organizationId: ward.id, delegationId: null },
      data: data,
    };
  }
}

/** Recording times spread evenly over the five years before a day, as in a term of office. */
export const overFiveYears =
  (events: number, until = Date.UTC(2026, 9, 31)) =>
  (i: number): Instant =>
    instant(new Date(until - Math.floor(((events - i) / events) * 5 * 365 * DAY)));

const DAY = 86_400_000;
const FOUNDED = 60;
const BASES = 8;

interface Organization {
  readonly id: Uuid;
  readonly since: number;
  parentId: Uuid;
}

/** An entry that may still be corrected or annulled. */
interface Entry {
  readonly revision: number;
  readonly said: Extract<RegisterEvent, { type: 'MembersCounted' | 'OrganizationRenamed' }>;
}

const day = (n: number): PlainDate => new Date(n * DAY).toISOString().slice(0, 10) as PlainDate;
const decision = { number: '12-QĐ/ĐU', issuer: 'Ban Thường vụ Đảng ủy phường', signedOn: plainDate('2025-08-15') };

class Ward {
  readonly id: Uuid;
  readonly stream;
  readonly clerk: Uuid;
  revision = 0;
  readonly #bases: Uuid[] = [];
  #cells: Organization[] = [];
  readonly #entries: Entry[] = [];

  constructor(private readonly chance: Chance) {
    this.id = chance.uuid();
    this.stream = streamId(register.category, this.id);
    this.clerk = chance.uuid();
  }

  next(moment: Instant, revision: number): Said {
    const today = Math.floor(Date.parse(moment) / DAY);
    if (revision < FOUNDED) return this.#found(today, revision);
    const draw = this.chance.below(1000);
    if (draw < 30) return this.#amended() ?? this.#counted(today, revision);
    if (draw < 100) return this.#renamed(today, revision);
    if (draw < 150) return this.#established(today, 'SUB_CELL', this.chance.of(this.#bases));
    if (draw < 190) return this.#moved(today);
    if (draw < 210) return this.#reclassified(today);
    if (draw < 240 && this.#cells.length > 20) return this.#dissolved(today);
    if (draw < 260 && this.#cells.length > 20) return this.#absorbed(today);
    return this.#counted(today, revision);
  }

  #found(today: number, revision: number): Said {
    if (revision === 0) return this.#established(today, 'WARD_ORGANIZATION', null);
    if (revision <= BASES) return this.#established(today, 'BASE_ORGANIZATION', this.id);
    return this.#established(today, 'SUB_CELL', this.chance.of(this.#bases));
  }

  #established(
    today: number,
    type: 'WARD_ORGANIZATION' | 'BASE_ORGANIZATION' | 'SUB_CELL',
    parentId: Uuid | null,
  ): Said {
    const id = parentId === null ? this.id : this.chance.uuid();
    const name = parentId === null ? 'Đảng bộ phường An Biên' : `Chi bộ Tổ dân phố ${this.chance.below(400)}`;
    if (type === 'BASE_ORGANIZATION') this.#bases.push(id);
    if (type === 'SUB_CELL' && parentId) this.#cells.push({ id, since: today, parentId });
    const sector = type === 'SUB_CELL' ? 'RESIDENTIAL_AREA' : null;
    const data = { organizationId: id, name, type, sector, parentId } as const;
    return {
      type: 'OrganizationEstablished',
      data: { ...data, establishedOn: day(today), establishedOnAssumed: false, decision },
    };
  }

  #counted(today: number, revision: number): Said {
    const { id, since } = this.chance.of(this.#cells);
    const late = this.chance.below(100) < 5 ? this.chance.below(today - since + 1) : 0;
    const source = 'Báo cáo của chi bộ';
    const data = { organizationId: id, count: 3 + this.chance.below(60), countedOn: day(today - late), source };
    return this.#kept(revision, { type: 'MembersCounted', data });
  }

  #renamed(today: number, revision: number): Said {
    const name = `Chi bộ Tổ dân phố ${this.chance.below(400)}`;
    const data = { organizationId: this.chance.of(this.#cells).id, effectiveOn: day(today), decision, name };
    return this.#kept(revision, { type: 'OrganizationRenamed', data });
  }

  #kept(revision: number, said: Entry['said']): Said {
    this.#entries.push({ revision, said });
    return said;
  }

  #amended(): Said | undefined {
    if (this.#entries.length === 0) return undefined;
    const place = this.chance.below(this.#entries.length);
    const entry = this.#entries[place];
    if (!entry) return undefined;
    const { revision: corrects, said } = entry;
    const reason = 'Ghi nhầm so với văn bản gốc';
    if (this.chance.below(3) === 0) {
      this.#entries.splice(place, 1);
      return { type: `${said.type}Annulled`, data: { corrects, reason } };
    }
    const data =
      said.type === 'MembersCounted'
        ? { ...said.data, count: 3 + this.chance.below(60) }
        : { ...said.data, name: `Chi bộ Khu dân cư ${this.chance.below(400)}` };
    return { type: `${said.type}Corrected`, data: { corrects, reason, data } };
  }

  #moved(today: number): Said {
    const cell = this.chance.of(this.#cells);
    const parentId = this.chance.of(this.#bases);
    cell.parentId = parentId;
    return {
      type: 'OrganizationMoved',
      data: { organizationId: cell.id, effectiveOn: day(today), decision, parentId },
    };
  }

  #reclassified(today: number): Said {
    const data = { organizationId: this.chance.of(this.#cells).id, effectiveOn: day(today), decision };
    return { type: 'OrganizationReclassified', data: { ...data, type: null, sector: 'OTHER', parentId: null } };
  }

  #dissolved(today: number): Said {
    const { id } = this.#taken();
    return { type: 'OrganizationDissolved', data: { organizationId: id, effectiveOn: day(today), decision } };
  }

  #absorbed(today: number): Said {
    const absorbed = this.#taken();
    const survivor = this.chance.of(this.#cells);
    const into = [{ organizationId: survivor.id, founded: null }];
    const from = [survivor.id, absorbed.id];
    return {
      type: 'OrganizationsReorganized',
      data: {
        manner: 'ABSORPTION',
        from,
        into,
        continues: survivor.id,
        reparented: [],
        effectiveOn: day(today),
        decision,
      },
    };
  }

  /** Ends a cell today. Its earlier entries stay; they may only be corrected if no date becomes impossible. */
  #taken(): Organization {
    const gone = this.chance.of(this.#cells);
    this.#cells = this.#cells.filter((cell) => cell !== gone);
    return gone;
  }
}
