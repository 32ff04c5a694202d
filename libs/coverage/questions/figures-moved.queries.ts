import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import { termOn } from '#features/terms';
import type { PlainDate } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { compareVietnamese } from '#kernel/vietnamese';
import { type Caller, inScope } from '#platform/access/caller';
import { EVERYTHING } from '#platform/access/reader';
import type { Moment } from '#platform/http/time-travel';
import { READ_DB } from '#platform/platform.module';
import { rowsFor } from '#platform/projections/rows-for';
import type { State } from '../codes.js';
import type { Coverage } from '../coverage.js';
import type { CoverageFacts } from '../facts/coverage-facts.js';
import { ResidentFacts } from '../facts/resident-facts.queries.js';
import { resolved } from './coverage.queries.js';
import { listVisibilityOf } from './official.queries.js';

/** The positions right before and at the end of an append, and the day for which its figures are computed. */
export interface Append {
  readonly before: bigint;
  readonly end: bigint;
  readonly asOf: PlainDate;
}
interface Count {
  readonly covered: number;
  readonly total: number;
}
/** An organization whose state differs. Null: it did not belong to the term. */
interface Changed {
  readonly organizationId: Uuid;
  readonly before: State | null;
  readonly after: State | null;
}
/** What one append did to the official figure of all wards. A figure is null if no term was known. */
export interface Moved {
  readonly before: Count | null;
  readonly after: Count | null;
  /** How many organizations in the scope of the reader changed. */
  readonly changed: number;
  /** The first of them by name. */
  readonly organizations: readonly (Changed & { readonly name: string })[];
}

/** Most organizations that are named for one append; a term that is opened changes those of a whole ward. */
const NAMED = 50;

/** What single appends did to the official figure. Nothing is cached. */
@Injectable()
export class FiguresMoved {
  readonly #names: OrganizationsDb;

  constructor(
    private readonly resident: ResidentFacts,
    @Inject(READ_DB) db: Kysely<unknown>,
  ) {
    this.#names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
  }

  /**
   * What the append of each entry moved; null where it moved nothing. The figures are the same for everybody; only
   * organizations in the scope of the reader are named. Cost: two evaluations for each append (about 40 ms in a city,
   * 0.2 ms in a ward), and one query for names.
   *
   * @param moment of read models that include READ_MODELS
   * @param by a caller with the permission to read coverage
   */
  async of(
    appends: ReadonlyMap<number, Append>,
    moment: Moment,
    by: Caller,
  ): Promise<ReadonlyMap<number, Moved | null>> {
    if (appends.size === 0) return new Map();
    const { names: scope } = listVisibilityOf(by);
    const facts = await this.resident.current(moment.checkpoints);
    const byEnd = new Map<bigint, Omit<Moved, 'organizations'> & { readonly all: readonly Changed[] }>();
    for (const { before, end, asOf } of appends.values()) {
      if (byEnd.has(end)) continue;
      const [was, is] = [this.#at(facts, moment, before, asOf), this.#at(facts, moment, end, asOf)];
      const all = changedStates(was, is).filter(({ organizationId }) => inScope(scope, organizationId));
      byEnd.set(end, { before: countOf(was), after: countOf(is), changed: all.length, all });
      await new Promise(setImmediate); // let other requests run between the computations of two appends
    }
    const ids = [...byEnd.values()].flatMap(({ all }) => all.map(({ organizationId }) => organizationId));
    const names = await namesOf(this.#names, moment, [...new Set(ids)]);
    const told = new Map([...byEnd].map(([end, { all, ...counts }]) => [end, movedBy(counts, named(all, names))]));
    return new Map([...appends].map(([entry, { end }]) => [entry, told.get(end) ?? null]));
  }

  /** The answer of all wards as known at a position; null if no ward had a term on the day. */
  #at(facts: CoverageFacts, moment: Moment, position: bigint, asOf: PlainDate): Coverage | null {
    const [rules, terms] = [this.resident.rulesAt(position), this.resident.termsAt(position)];
    if (![...facts.ledgers.keys()].some((ward) => termOn(terms, ward, asOf))) return null;
    const then = Object.assign({}, moment, { position, asOf });
    const termsOf = (ward?: Uuid) =>
      terms.filter(({ organizationId }) => ward === undefined || organizationId === ward);
    return resolved({}, { moment: then, setUpOpen: false, facts, rules, termsOf }).evaluate();
  }
}

type Named = Moved['organizations'];

const named = (all: readonly Changed[], names: ReadonlyMap<Uuid, string>): Named =>
  all
    .map((one) => ({ ...one, name: names.get(one.organizationId) ?? '' }))
    .sort((a, b) => compareVietnamese(a.name, b.name) || (a.organizationId < b.organizationId ? -1 : 1))
    .slice(0, NAMED);

function movedBy(counts: Omit<Moved, 'organizations'>, changed: Named): Moved | null {
  const { before, after } = counts;
  const isSame = before?.covered === after?.covered && before?.total === after?.total;
  return isSame && counts.changed === 0 ? null : { ...counts, organizations: changed };
}

const countOf = (answer: Coverage | null): Count | null =>
  answer && { covered: answer.figure.covered, total: answer.figure.total };

/** The organizations whose state differs between two answers. Call this before the facts change. */
function changedStates(was: Coverage | null, is: Coverage | null): readonly Changed[] {
  const [before, after] = [statesIn(was), statesIn(is)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((organizationId) => {
    const one = {
      organizationId,
      before: before.get(organizationId) ?? null,
      after: after.get(organizationId) ?? null,
    };
    return one.before === one.after ? [] : [one];
  });
}

const statesIn = (answer: Coverage | null): ReadonlyMap<Uuid, State> =>
  new Map(
    answer
      ? [...answer.organizations(), ...answer.leftOut()].map(({ organizationId, state }) => [organizationId, state])
      : [],
  );
