import type { z } from 'zod';
import type { JsonObject } from './canonical-json.js';
import { catalog, type Catalog, upcast } from './catalog.js';
import { concernedBy, type Concerned, type Concerns, NOBODY } from './concern.js';
import { type Confirmable, type VerdictCommands, type VerdictEvents, verdictsOf } from './confirmation.js';
import { effective, isCompanionName, type PastEvent } from './effective.js';
import type { CommandOf, Context, Schemas } from './command.js';
import { tidied } from './content.js';
import { refuseDaysAhead } from './days-ahead.js';
import { annulled, corrected, type EntryCommand } from './entry-commands.js';
import type { DataOf, Declarations, EventOf } from './event.js';
import type { AnyDepending, Depending } from './fates.js';
import type { Uuid } from './ids.js';
import { type Act, type ProposalCommands, type ProposalEvents, proposalsOf, type Takes } from './proposal.js';
import { type Restricting, type Restriction, restrictionOf } from './restriction.js';
import type { Routes } from './routes.js';
import { ruledOutName, type TwinEvents, type Twins, twinsOf, twinsRuledOut } from './twins.js';

/** One function for each command: it returns the events to append, or throws a Rejection. */
export type Deciding<C extends Schemas, S, E extends Declarations> = {
  readonly [K in keyof C & string]: (command: z.output<C[K]>, state: S, context: Context) => readonly EventOf<E>[];
};

/** One function for each event: it returns the next state. Called only for events in force (not annulled). */
export type Evolving<S, E extends Declarations> = {
  readonly [K in keyof E & string]: (state: S, data: DataOf<E[K]>, revision: number) => S;
};

interface Spec<S, C extends Schemas, E extends Declarations, As extends string, Ts extends string, Tw extends string> {
  /** Category of the streams: lower camel case, no hyphen. */
  readonly category: string;
  readonly commands: C;
  /** HTTP routes of the commands; null when only the program itself sends them. */
  readonly routes: Routes<C> | null;
  readonly events: E;
  readonly initial: S;
  readonly decide: Deciding<C, S, E>;
  readonly evolve: Evolving<S, E>;
  /**
   * Refuses an impossible history. Called with the new state after every decision, including corrections and
   * annulments, so that a rule is written once. `news` are the events that the decision would append to `before`.
   */
  readonly possible?: (state: S, news: readonly PastEvent[], before: History<S>, context: Context) => void;
  /** Names of the fields whose day may be after the day of recording. Every other field named `…On` is of a fact. */
  readonly ahead?: readonly string[];
  /** Whom each event affects. Required, so that every record has someone who may act on it. */
  readonly concerns: Concerns<EventOf<E>>;
  /** Which records are restricted, and to whom. Required, so that no record is public by omission. */
  readonly restriction: 'none' | Restricting<EventOf<E>>;
  /** How entries depend on each other. Required, so that a history tells of every entry whether it still counts. */
  readonly depending: 'none' | Depending<E>;
  /** Set for a kind of record that a second person compares with its papers. */
  readonly confirmable?: Confirmable<S, As>;
  /** Set where commands, corrections or annulments take several different persons. */
  readonly takes?: Takes<S, C, E, Ts>;
  /** How the same thing recorded twice is noticed. Required, so that no kind of record is left out unsaid. */
  readonly twins: NoTwins | Twins<S, EventOf<E>, Tw>;
}

/** Why the records of a kind are not compared with each other. */
export type NoTwins = `none: ${string}`;

/** All events of one stream, upcast, and the state that the events in force lead to. */
export class History<S> {
  readonly #events: PastEvent[];

  constructor(
    events: PastEvent[],
    readonly size: number,
    readonly state: S,
  ) {
    this.#events = events;
  }

  /** The events, oldest first. Do not retain this array: it is reused and may grow. */
  get events(): readonly PastEvent[] {
    return this.#events.length === this.size ? this.#events : this.#events.slice(0, this.size);
  }

  /**
   * Adds an event to the shared array if this history is the newest one over that array. A long history is therefore
   * not copied for each event.
   */
  with(more: readonly PastEvent[], state: S): History<S> {
    const events = this.#events.length === this.size && this.size > 0 ? this.#events : this.#events.slice(0, this.size);
    for (const event of more) events.push(event);
    return new History(events, events.length, state);
  }
}

/** What a reader of records needs of a decider: the events and the access rules, not the decisions. */
export interface Recordable {
  readonly category: string;
  readonly commandNames: readonly string[];
  readonly events: Declarations;
  readonly catalog: Catalog;
  readonly concerns: Concerns<any>;
  /** How entries restrict who may see a record. */
  readonly restriction: 'none' | Restricting<any>;
  /** Who may see a record, or one item of a record. Annulled and corrected events of its stream count, too. */
  readonly restrictionOf: (past: readonly PastEvent[], item?: Uuid | null) => Restriction;
  readonly depending: 'none' | AnyDepending;
  readonly confirmable: Confirmable<any, string> | null;
  readonly takes: Takes<any, any, any, string> | null;
  /** How records of the kind are compared; null: they are not. */
  readonly twins: Twins<any, any> | null;
  /** Why they are not compared; null: they are. */
  readonly noTwins: NoTwins | null;
}

export interface Decider<S = any, C extends Schemas = any, E extends Declarations = any> extends Recordable {
  readonly commands: C;
  readonly events: E;
  readonly routes: Routes<any> | null;
  readonly initial: S;
  readonly empty: History<S>;
  /** Names of the fields whose day may be after the day of recording. */
  readonly ahead: readonly string[];
  /**
   * Adds recorded events, oldest first. Cost: proportional to the number of events; if one of them is a correction or
   * an annulment, proportional to the length of the stream.
   */
  readonly append: (history: History<S>, events: readonly PastEvent[]) => History<S>;
  /** The state that `append` would lead to. */
  readonly after: (history: History<S>, events: readonly PastEvent[]) => S;
  /** Returns the events to append; none when the command would change nothing. @throws Rejection */
  readonly handle: (command: CommandOf<C> | EntryCommand, history: History<S>, context: Context) => readonly NewEvent[];
  /** Refuses an impossible history; undefined if every history is possible. */
  readonly possible: Spec<S, C, E, never, never, never>['possible'];
  /** Whom the record affects. The events that a decision would append count, too. */
  readonly concerned: (history: History<S>, news: readonly NewEvent[]) => Concerned;
}

/** An event that a decision returns to be recorded. It may be a correction or an annulment. */
export interface NewEvent {
  readonly type: string;
  readonly schema: number;
  readonly data: JsonObject;
}

/** Declares one kind of stream: its commands, events, evolution and decisions. */
export const decider =
  <S>() =>
  <
    C extends Schemas,
    E extends Declarations,
    const As extends string = never,
    const Ts extends string = never,
    const Tw extends string = never,
  >(
    spec: Spec<S, C, E, As, Ts, Tw>,
  ): Decider<
    S,
    C & VerdictCommands<As> & ProposalCommands<Ts>,
    E & VerdictEvents<As> & ProposalEvents<Ts> & TwinEvents<Tw>
  > => {
    const { category, confirmable, takes } = spec;
    const twins = typeof spec.twins === 'string' ? null : twinsOf(spec.twins);
    const ruledOut = twins && { [ruledOutName(twins.as)]: twinsRuledOut };
    const verdicts = confirmable && verdictsOf(confirmable);
    const proposals = takes && proposalsOf(takes);
    const steps: Declarations = { ...verdicts?.events, ...proposals?.events, ...ruledOut };
    const stepTypes = new Set(Object.keys(steps));
    /** Confirmations, returns, steps of proposals and twins ruled out restrict nothing and concern nobody. */
    const own =
      <R>(of: (event: EventOf<E>) => R, otherwise: R) =>
      (event: EventOf<E>): R =>
        stepTypes.has(event.type) ? otherwise : of(event);
    const events: Declarations = { ...spec.events, ...steps };
    const types = catalog(events);
    const concernsOf = own(spec.concerns.of, NOBODY);
    const concernsOfActs = (acts: readonly Act[]): Concerned =>
      concernedBy(
        { judged: 'by entry', of: concernsOf },
        [],
        acts.map((act) => ({ ...act, data: upcast(types, act), revision: 0 })),
      );
    const concerns: Concerns<EventOf<E>> = {
      ...spec.concerns,
      // A proposal affects whom its acts affect. Confirmations and returns affect nobody.
      of: (event) => {
        const acts = proposals?.actsBehind(event, []) ?? [];
        return acts.length > 0 ? concernsOfActs(acts) : concernsOf(event);
      },
      ...(spec.concerns.tellsOf && { tellsOf: own(spec.concerns.tellsOf, []) }),
    };
    const restriction =
      spec.restriction === 'none'
        ? 'none'
        : {
            begins: own(spec.restriction.begins, []),
            lifts: own(spec.restriction.lifts, []),
          };
    const decide: AnyDeciding = { ...spec.decide, ...verdicts?.decide };
    const unchanged = Object.fromEntries([...stepTypes].map((type) => [type, (state: S) => state]));
    const evolve: AnyEvolving = { ...spec.evolve, ...unchanged };
    const fold = (state: S, past: readonly PastEvent[]): S =>
      past.reduce((s, event) => {
        const evolved = Object.hasOwn(evolve, event.type) ? evolve[event.type] : undefined;
        if (!evolved)
          throw new Error(`${category} has no evolve for event ${event.type}; declare it or remove it from the stream`);
        return evolved(s, event.data, event.revision);
      }, state);
    const stateAfter = (history: History<S>, more: readonly PastEvent[]): S =>
      more.some((event) => isCompanionName(event.type))
        ? fold(spec.initial, effective([...history.events, ...more]))
        : fold(history.state, more);
    const append = (history: History<S>, more: readonly PastEvent[]): History<S> =>
      history.with(more, stateAfter(history, more));
    const decidedEvents = (
      command: { readonly type: string; readonly data: unknown },
      history: History<S>,
      context: Context,
    ): readonly { type: string; data: unknown }[] => {
      if (command.type === 'CorrectEntry') return corrected(types, history.events, command.data as never);
      if (command.type === 'AnnulEntry') return annulled(types, history.events, command.data as never);
      if (command.type === proposals?.names.agree)
        return proposals.agreeing(command.data as never, history.events, types, context);
      if (command.type === proposals?.names.decline) return proposals.declining(command.data as never, history.events);
      const decided = Object.hasOwn(decide, command.type) ? decide[command.type] : undefined;
      if (!decided) throw new Error(`${category} has no command ${command.type}; declare it in commands and decide`);
      return decided(command.data, history.state, context);
    };
    return {
      category,
      commandNames: Object.keys({ ...spec.commands, ...verdicts?.commands, ...proposals?.commands }),
      commands: { ...spec.commands, ...verdicts?.commands, ...proposals?.commands } as C &
        VerdictCommands<As> &
        ProposalCommands<Ts>,
      events: events as E & VerdictEvents<As> & ProposalEvents<Ts> & TwinEvents<Tw>,
      routes: spec.routes,
      ahead: spec.ahead ?? [],
      initial: spec.initial,
      concerns,
      restriction,
      depending: spec.depending,
      restrictionOf: (past, item = null) => restrictionOf(restriction, concerns, past, item),
      confirmable: confirmable ?? null,
      takes: takes ?? null,
      twins,
      noTwins: typeof spec.twins === 'string' ? spec.twins : null,
      catalog: types,
      empty: new History([], 0, spec.initial),
      append,
      after: stateAfter,
      possible: spec.possible,
      handle: (command, history, context) => {
        const recorded = decidedEvents(command, history, context).map(({ type, data }) => {
          const event = types.get(type);
          if (!event) throw new Error(`${category} decided event ${type}, which is not declared; add it to events`);
          return {
            type,
            schema: event.version,
            data: event.schema.parse(isCompanionName(type) ? data : tidied(data)) as JsonObject,
          };
        });
        const next = recorded.map(({ type, data }, i) => ({ type, data, revision: history.size + i }));
        refuseDaysAhead(next, history.events, { now: context.now, ahead: spec.ahead ?? [] });
        if (recorded.length > 0) spec.possible?.(stateAfter(history, next), next, history, context);
        const persons = proposals?.personsFor(command, recorded, history.state, context) ?? 1;
        if (!proposals || persons === 1 || recorded.length === 0) return recorded;
        return [{ type: proposals.names.proposed, schema: 1, data: { persons, acts: recorded } }];
      },
      concerned: (history, news) => {
        const acts = news.flatMap((event) => proposals?.actsBehind(event, history.events) ?? []);
        const next = [...news, ...acts].map(({ type, data }, i) => ({ type, data, revision: history.size + i }));
        return concernedBy(concerns, history.events, next);
      },
    };
  };

/** `evolve` for a state that is the list of entries in force, each with its revision. */
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
