import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { erasure, ownersShown } from '#features/erasure';
import { type Append, FiguresMoved, READ_MODELS } from '#features/coverage';
import { organizations } from '#features/organizations';
import { type Catalog, pastEvent } from '#kernel/catalog';
import { concernedBy } from '#kernel/concern';
import { streamId, Uuid } from '#kernel/ids';
import { type KnownNames, NO_NAMES } from '#kernel/names';
import { mayKnow } from '#kernel/restriction';
import type { StreamKind } from '#kernel/sentences';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import { Executor } from '#platform/commands/execute';
import { mayReadHistory } from '#platform/http/tombstone';
import type { StoredEvent } from '#platform/event-store/event-store';
import { Can } from '#platform/http/actor';
import { Costly } from '#platform/http/costly';
import { Answers } from '#platform/http/openapi';
import { cursor, paging } from '#platform/http/paging';
import { notFound, Problem } from '#platform/http/problems';
import { Opens, RecordsReading } from '#platform/http/records-reading';
import { answered, question, stamp, TimeTravel } from '#platform/http/time-travel';
import type { Openings } from '#platform/sealing/openings';
import { streamKinds } from '../../stream-kinds.js';
import { historyAnswer } from './answer.js';
import { appendsOf, FIGURES_LIMIT, MOVING } from './figures.js';
import { History } from './history.js';
import { ruleSetIn, type StateAfter, statesOf } from './states.js';
import { personsIn, toldTo } from './told.js';
import { NameBook } from './name-book.handler.js';
import { catalogs, StreamReader } from './streams.js';

const HistoryQuery = question({
  ...paging,
  figures: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe(
      'Whether to tell what each entry did to coverage; needs read:coverage, and a page has at most 50 entries',
    ),
});
/** Another word is refused, so the log of readings does not keep it. */
const Category = z.enum([...streamKinds.keys()]);
const NO_APPENDS: ReadonlyMap<number, Append> = new Map();
const places = cursor('entries of a stream', z.strictObject({ revision: z.int().min(0) }));

/** The sentence on a stream with an anomaly that two persons have set aside. */
const SET_ASIDE = {
  vi: 'Có điều bất thường trong hồ sơ này đã được hai người gác sang một bên: những gì còn đọc được ở đây có thể thiếu, và hồ sơ không nhận thêm ghi nhận nào. Hãy hỏi người điều hành hệ thống.',
  en: 'Two persons have set an anomaly in this record aside: entries may be missing here, and the record takes no more entries. Ask whoever runs the system.',
};

/**
 * The history of any stream: each entry as a sentence, what it changed, who recorded it and what became of it. Sealed
 * values are never opened here. Cost: the length of the stream.
 */
@Controller('api/streams')
export class HistoryController {
  constructor(
    private readonly streams: StreamReader,
    private readonly names: NameBook,
    @Inject(AUTHORITY) private readonly authority: Authority,
    private readonly executor: Executor,
    private readonly time: TimeTravel,
    private readonly figures: FiguresMoved,
  ) {}

  /**
   * The entries, oldest first. Organizations have the names that they had on the day `asOf`; default: today. Cost of
   * `figures`: two evaluations of coverage for each append of the page.
   */
  @Get(':category/:id/history')
  @Can('read:history')
  @Costly()
  @RecordsReading('HISTORY')
  @Answers(answered(historyAnswer))
  async history(
    @Param('category', { schema: Category }) category: string,
    @Param('id', { schema: Uuid }) id: Uuid,
    @Query({ schema: HistoryQuery }) query: z.output<typeof HistoryQuery>,
    @Opens() openings: Openings,
    @By() by: Caller,
  ) {
    const kind = streamKinds.get(category);
    const catalogOfKind = catalogs.get(category);
    if (!kind || !catalogOfKind) throw notFound('category');
    const from = places.read(query.cursor)?.revision ?? 0;
    if (query.figures && !by.also('read:coverage')) throw new Problem('forbidden');
    const limit = query.figures ? Math.min(query.limit, FIGURES_LIMIT) : query.limit;
    const moment = await this.time.moment(query, query.figures ? READ_MODELS : [organizations.name]);
    const stream = streamId(category, id);
    const mayKnowOwner = await this.#mayKnowOwner(category, id, by);
    const events = await this.streams.upTo(stream, moment.position);
    const setAside = this.streams.isSetAside(stream) ? SET_ASIDE : null;
    // Do not reveal a record that the caller may not read. The organizations of a deleted record are unknown, so only
    // readers of the whole store see it.
    const isHidden =
      events.length === 0
        ? !setAside || !by.scope.everything
        : !mayReadHistory(kind, pastOf(catalogOfKind, events), by);
    if (isHidden || !mayKnowOwner) throw notFound();
    openings.record(stream, membersIn(kind, catalogOfKind, events));
    const history = new History(kind, catalogOfKind, events);
    const mentioned = history.mentioned(from, limit);
    const hidden = await this.#hidden(history, kind, catalogOfKind, moment.position, by);
    const entries = (known: KnownNames) => history.entries(from, limit, known, hidden);
    const actors = personsIn(entries(NO_NAMES), this.authority);
    const known = await this.names.known(mentioned, moment, { by, openings, actors });
    const next = history.next(from, limit);
    const told = entries(known).map((entry) => toldTo(by, entry, { names: known, authority: this.authority }));
    const byRevision = new Map(events.map((event) => [event.record.revision, event]));
    const page = new Set(told.map(({ revision }) => revision));
    const states = statesOf(category, events, { wanted: page, hidden }, query.asOf);
    const appends = query.figures && MOVING.has(category) ? appendsOf(events, page, hidden, query.asOf) : NO_APPENDS;
    const moved = await this.figures.of(appends, moment, by.under('read:coverage'));
    return {
      stream,
      entries: told.map((entry) => ({
        ...entry,
        state: states.get(entry.revision)?.state ?? null,
        rule: hidden.has(entry.revision) ? null : ruleOf(byRevision.get(entry.revision), states.get(entry.revision)),
        figures: moved.get(entry.revision) ?? null,
      })),
      next: next === null ? null : places.write({ revision: next }),
      setAside,
      ...stamp(moment),
    };
  }

  /** The record of an erasure has the id of what it is about, which may be a record that the caller may not see. */
  async #mayKnowOwner(category: string, id: Uuid, by: Caller): Promise<boolean> {
    return category !== erasure.category || (await ownersShown(this.executor, [id], by)).has(id);
  }

  /** The entries that name a record which the reader may not see. */
  async #hidden(history: History, kind: StreamKind, catalogOfKind: Catalog, position: bigint, by: Caller) {
    const hidden = new Set<number>();
    for (const [id, revisions] of history.named()) {
      const events = await this.streams.upTo(streamId(kind.category, id), position);
      const past = events.map(({ record }) => pastEvent(catalogOfKind, record));
      if (past.length > 0 && !mayKnow(kind.restrictionOf(past), by))
        for (const revision of revisions) hidden.add(revision);
    }
    return hidden;
  }
}

const pastOf = (catalogOfKind: Catalog, events: readonly StoredEvent[]) =>
  events.map(({ record }) => pastEvent(catalogOfKind, record));

/** The members whom a record is or was about, whatever counts now. */
const membersIn = (kind: StreamKind, catalogOfKind: Catalog, events: readonly StoredEvent[]): readonly Uuid[] =>
  concernedBy(
    { judged: 'by record', of: kind.concerns.of },
    events.map(({ record }) => pastEvent(catalogOfKind, record)),
    [],
  ).members;

function ruleOf(event: StoredEvent | undefined, after: StateAfter | undefined) {
  const [ruleSet, warnings] = [ruleSetIn(event), [...(after?.warnings ?? [])]];
  return ruleSet === null && warnings.length === 0 ? null : { ruleSet, warnings };
}
