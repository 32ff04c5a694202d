import type { z } from 'zod';
import type { JsonObject } from './canonical-json.js';
import { catalog, type Catalog } from './catalog.js';
import { concernedBy, type Concerned, type Concerns, NOBODY } from './concern.js';
import {
  Confirm,
  type Confirmable,
  confirmed,
  confirming,
  Return,
  returned,
  sendingBack,
  type VerdictCommands,
  type VerdictEvents,
  verdictNames,
} from './confirmation.js';
import { effective, isCompanionName, type PastEvent } from './effective.js';
import type { CommandOf, Context, Schemas } from './command.js';
import { annulled, corrected, type EntryCommand } from './entry-commands.js';
import type { DataOf, Declarations, EventOf } from './event.js';
import type { Uuid } from './ids.js';
import { type Restricting, type Restriction, restrictionOf } from './restriction.js';
import type { Routes } from './routes.js';

/** What each command comes to. */
export type Deciding<C extends Schemas, S, E extends Declarations> = {
  readonly [K in keyof C & string]: (command: z.output<C[K]>, state: S, context: Context) => readonly EventOf<E>[];
};

/** What each event that counts comes to. */
export type Evolving<S, E extends Declarations> = {
  readonly [K in keyof E & string]: (state: S, data: DataOf<E[K]>, revision: number) => S;
};

interface Spec<S, C extends Schemas, E extends Declarations, As extends string> {
  /** Category of the streams: lower camel case, no hyphen. */
  readonly category: string;
  readonly commands: C;
  /** How the commands are asked for over HTTP; null where only the program itself sends them. */
  readonly routes: Routes<C> | null;
  readonly events: E;
  readonly initial: S;
  readonly decide: Deciding<C, S, E>;
  readonly evolve: Evolving<S, E>;
  /**
   * Refuses a history that cannot be. Asked of the state after every decision, corrections and annulments included, so
   * that no rule has to be written twice. `news` are the events that the decision would add to what was `before`.
   */
  readonly possible?: (state: S, news: readonly PastEvent[], before: History<S>, context: Context) => void;
  /** Whom each event touches: the compiler asks, so that no record is without somebody who may act on it. */
  readonly concerns: Concerns<EventOf<E>>;
  /** Who alone may know of a record: the compiler asks, so that no record is shown because nobody thought of it. */
  readonly restriction: 'none' | Restricting<EventOf<E>>;
  /** Where a second person compares a record with its papers. */
  readonly confirmable?: Confirmable<S, As>;
}

/** What a stream has come to: its events in present shape, and the state folded from those that count. */
export class History<S> {
  readonly #told: PastEvent[];

  constructor(
    told: PastEvent[],
    readonly size: number,
    readonly state: S,
  ) {
    this.#told = told;
  }

  /** The events, oldest first. Look at them now and keep none of the list: it may grow. */
  get events(): readonly PastEvent[] {
    return this.#told.length === this.size ? this.#told : this.#told.slice(0, this.size);
  }

  /** The list grows in place where nobody else has added to it, so that a long history is not copied for each event. */
  with(more: readonly PastEvent[], state: S): History<S> {
    const told = this.#told.length === this.size && this.size > 0 ? this.#told : this.#told.slice(0, this.size);
    for (const event of more) told.push(event);
    return new History(told, told.length, state);
  }
}

/** The events of a kind of record, and how they are read: as far as programs have to know that only tell of it. */
export interface Recordable {
  readonly category: string;
  readonly commandNames: readonly string[];
  readonly events: Declarations;
  readonly catalog: Catalog;
  readonly concerns: Concerns<any>;
  /** How entries restrict who may know of a record. */
  readonly restriction: 'none' | Restricting<any>;
  /** Who may know of a record, or of one item of it, by all that its stream ever held. */
  readonly restrictionOf: (past: readonly PastEvent[], item?: Uuid | null) => Restriction;
  readonly confirmable: Confirmable<any, string> | null;
}

export interface Decider<S = any, C extends Schemas = any, E extends Declarations = any> extends Recordable {
  readonly commands: C;
  readonly events: E;
  readonly routes: Routes<any> | null;
  readonly initial: S;
  readonly empty: History<S>;
  /** Adds recorded events, oldest first. Cost: their number; all of the stream's where one of them is a correction. */
  readonly append: (history: History<S>, events: readonly PastEvent[]) => History<S>;
  /** The events that a command asks to record; none where what it says stands already. @throws Rejection */
  readonly handle: (command: CommandOf<C> | EntryCommand, history: History<S>, context: Context) => readonly NewEvent[];
  /** Refuses a history that cannot be; undefined where every one can. */
  readonly possible: Spec<S, C, E, never>['possible'];
  /** Whom the record concerns, with the events that a decision would add. */
  readonly concerned: (history: History<S>, news: readonly NewEvent[]) => Concerned;
}

/** An event as a decision gives it to be recorded; companions included. */
export interface NewEvent {
  readonly type: string;
  readonly schema: number;
  readonly data: JsonObject;
}

/** One kind of stream in one place: what may be asked, what happened, what it means, what may be decided. */
export const decider =
  <S>() =>
  <C extends Schemas, E extends Declarations, const As extends string = never>(
    spec: Spec<S, C, E, As>,
  ): Decider<S, C & VerdictCommands<As>, E & VerdictEvents<As>> => {
    const { category, confirmable } = spec;
    const verdicts = confirmable && verdictsOf(confirmable);
    /** A verdict concerns nobody and restricts nothing, so no kind of record has to say so. */
    const own =
      <R>(of: (event: EventOf<E>) => R, otherwise: R) =>
      (event: EventOf<E>): R =>
        verdicts && Object.hasOwn(verdicts.events, event.type) ? otherwise : of(event);
    const concerns: Concerns<EventOf<E>> = {
      ...spec.concerns,
      of: own(spec.concerns.of, NOBODY),
      ...(spec.concerns.tellsOf && { tellsOf: own(spec.concerns.tellsOf, []) }),
    };
    const restriction =
      spec.restriction === 'none'
        ? 'none'
        : {
            begins: own(spec.restriction.begins, []),
            lifts: own(spec.restriction.lifts, []),
          };
    const events: Declarations = { ...spec.events, ...verdicts?.events };
    const decide: AnyDeciding = { ...spec.decide, ...verdicts?.decide };
    const evolve: AnyEvolving = { ...spec.evolve, ...verdicts?.evolve };
    const known = catalog(events);
    const fold = (state: S, past: readonly PastEvent[]): S =>
      past.reduce((s, event) => {
        const evolved = Object.hasOwn(evolve, event.type) ? evolve[event.type] : undefined;
        if (!evolved) throw new Error(`${category} holds the foreign event ${event.type}`);
        return evolved(s, event.data, event.revision);
      }, state);
    const stateAfter = (history: History<S>, more: readonly PastEvent[]): S =>
      more.some((event) => isCompanionName(event.type))
        ? fold(spec.initial, effective([...history.events, ...more]))
        : fold(history.state, more);
    const append = (history: History<S>, more: readonly PastEvent[]): History<S> =>
      history.with(more, stateAfter(history, more));
    const wanted = (
      command: { readonly type: string; readonly data: unknown },
      history: History<S>,
      context: Context,
    ): readonly { type: string; data: unknown }[] => {
      if (command.type === 'CorrectEntry') return corrected(known, history.events, command.data as never);
      if (command.type === 'AnnulEntry') return annulled(known, history.events, command.data as never);
      const decided = Object.hasOwn(decide, command.type) ? decide[command.type] : undefined;
      if (!decided) throw new Error(`${category} does not know the command ${command.type}`);
      return decided(command.data, history.state, context);
    };
    return {
      category,
      commandNames: Object.keys({ ...spec.commands, ...verdicts?.commands }),
      commands: { ...spec.commands, ...verdicts?.commands } as C & VerdictCommands<As>,
      events: events as E & VerdictEvents<As>,
      routes: spec.routes,
      initial: spec.initial,
      concerns,
      restriction,
      restrictionOf: (past, item = null) => restrictionOf(restriction, concerns, past, item),
      confirmable: confirmable ?? null,
      catalog: known,
      empty: new History([], 0, spec.initial),
      append,
      possible: spec.possible,
      handle: (command, history, context) => {
        const recorded = wanted(command, history, context).map(({ type, data }) => {
          const event = known.get(type);
          if (!event) throw new Error(`${category} decided the undeclared event ${type}`);
          return { type, schema: event.version, data: event.schema.parse(data) as JsonObject };
        });
        if (recorded.length > 0 && spec.possible) {
          const next = recorded.map(({ type, data }, i) => ({ type, data, revision: history.size + i }));
          spec.possible(stateAfter(history, next), next, history, context);
        }
        return recorded;
      },
      concerned: (history, news) => {
        const next = news.map(({ type, data }, i) => ({ type, data, revision: history.size + i }));
        return concernedBy(concerns, history.events, next);
      },
    };
  };

/** The state of a record that comes to no more than the list of what counts in it, each entry with its place. */
export const listing = <E extends Declarations>(events: E) => {
  type Entry = { readonly [K in keyof E & string]: { type: K; data: DataOf<E[K]>; revision: number } }[keyof E &
    string];
  const evolve = Object.keys(events).map((type) => [
    type,
    (entries: readonly Entry[], data: unknown, revision: number) => [...entries, { type, data, revision }],
  ]);
  return Object.fromEntries(evolve) as {
    readonly [K in keyof E & string]: (
      entries: readonly Entry[],
      data: DataOf<E[K]>,
      revision: number,
    ) => readonly Entry[];
  };
};

type AnyDeciding = Readonly<
  Record<
    string,
    (command: any, state: any, context: Context) => readonly { readonly type: string; readonly data: unknown }[]
  >
>;
type AnyEvolving = Readonly<Record<string, (state: any, data: any, revision: number) => any>>;

/** What a record that is confirmed understands besides its own. A verdict is about the record and changes no state. */
function verdictsOf<S>({ as, compared }: Confirmable<S, string>) {
  const names = verdictNames(as);
  return {
    commands: { [names.confirm]: Confirm, [names.return]: Return },
    events: { [names.confirmed]: confirmed, [names.returned]: returned },
    decide: {
      [names.confirm]: (command: z.output<typeof Confirm>, state: S, context: Context) => {
        compared?.(state);
        return [{ type: names.confirmed, data: confirming(command, context) }];
      },
      [names.return]: (command: z.output<typeof Return>, state: S, context: Context) => {
        compared?.(state);
        return [{ type: names.returned, data: sendingBack(command, context) }];
      },
    },
    evolve: { [names.confirmed]: (state: S) => state, [names.returned]: (state: S) => state },
  };
}
