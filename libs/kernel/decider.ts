import { z } from 'zod';
import { canonicalJson, type Json, type JsonObject } from './canonical-json.js';
import { catalog, type Catalog } from './catalog.js';
import { concernedBy, type Concerned, type Concerns } from './concern.js';
import type { Instant } from './dates.js';
import { companionOf, effective, isCompanionName, type PastEvent } from './effective.js';
import { type DataOf, type Declarations, type EventOf, Reason, Revision } from './event.js';
import type { StreamId, Uuid } from './ids.js';
import type { Actor } from './record.js';
import { refusals } from './rejection.js';
import { sealedParts } from './sealed.js';

/** What a decision may look at besides its command and its state. Business dates are in the command, not here. */
export interface Context {
  readonly now: Instant;
  readonly actor: Actor;
  /** The stream that is decided on. */
  readonly stream: StreamId;
  /** Looked up elsewhere before deciding, by a handler. */
  readonly facts: JsonObject;
  /** Id of the n-th thing that this command brings into being; the same command gives the same ids. */
  readonly newId: (ordinal: number) => Uuid;
}

export type Schemas = Readonly<Record<string, z.ZodType>>;
export type CommandOf<C extends Schemas> = {
  [K in keyof C & string]: { readonly type: K; readonly data: z.output<C[K]> };
}[keyof C & string];

const Path = z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/);
/** What a record could hold at all: half of a pair of surrogates can be neither hashed nor compared. */
const JsonValue: z.ZodType<Json> = z.json().refine(isWellFormed, { error: 'lone surrogate' });
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}

/** What every decider understands besides its own commands. */
export const entryCommands = {
  CorrectEntry: z.strictObject({
    corrects: Revision,
    reason: Reason,
    changes: z
      .array(z.strictObject({ field: Path, from: JsonValue, to: JsonValue }))
      .min(1)
      .max(50),
  }),
  AnnulEntry: z.strictObject({ corrects: Revision, reason: Reason }),
};
export type EntryCommand = CommandOf<typeof entryCommands>;

const refuse = refusals({
  NoSuchEntry: {
    vi: 'Không có ghi nhận số {corrects} trong hồ sơ này',
    en: 'There is no entry {corrects} in this record',
  },
  EntryNotCorrectable: {
    vi: 'Ghi nhận {corrects} không thể sửa hoặc hủy',
    en: 'Entry {corrects} cannot be corrected or annulled',
  },
  EntryAnnulled: { vi: 'Ghi nhận {corrects} đã bị hủy trước đó', en: 'Entry {corrects} is annulled already' },
  EntryChangedMeanwhile: {
    vi: 'Trường {field} của ghi nhận {corrects} hiện có giá trị khác với giá trị được nêu',
    en: 'Field {field} of entry {corrects} holds another value than the one given',
  },
  SealedFieldFixed: {
    vi: 'Trường {field} của ghi nhận {corrects} được niêm phong, không sửa được; hãy hủy ghi nhận (nhập sai) và ghi nhận lại',
    en: 'Field {field} of entry {corrects} is sealed and cannot be corrected; annul the entry and record it anew',
  },
  CorrectionInvalid: {
    vi: 'Nội dung sau khi sửa không hợp lệ ở trường {field}',
    en: 'The corrected content is not valid in field {field}',
  },
});

interface Spec<S, C extends Schemas, E extends Declarations> {
  /** Category of the streams: lower camel case, no hyphen. */
  readonly category: string;
  readonly commands: C;
  readonly events: E;
  readonly initial: S;
  readonly decide: {
    readonly [K in keyof C & string]: (command: z.output<C[K]>, state: S, context: Context) => readonly EventOf<E>[];
  };
  readonly evolve: {
    readonly [K in keyof E & string]: (state: S, data: DataOf<E[K]>, revision: number) => S;
  };
  /**
   * Refuses a history that cannot be. Asked of the state after every decision, corrections and annulments included, so
   * that no rule has to be written twice. `news` are the events that the decision would add to what was `before`.
   */
  readonly possible?: (state: S, news: readonly PastEvent[], before: History<S>, context: Context) => void;
  /** Whom each event touches: the compiler asks, so that no record is without somebody who may act on it. */
  readonly concerns: Concerns<EventOf<E>>;
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

export interface Decider<S = any, C extends Schemas = any, E extends Declarations = any> extends Spec<S, C, E> {
  readonly catalog: Catalog;
  readonly empty: History<S>;
  /** Adds recorded events, oldest first. Cost: their number; all of the stream's where one of them is a correction. */
  readonly append: (history: History<S>, events: readonly PastEvent[]) => History<S>;
  /** The events that a command asks to record; none where what it says stands already. @throws Rejection */
  readonly handle: (command: CommandOf<C> | EntryCommand, history: History<S>, context: Context) => readonly NewEvent[];
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
  <C extends Schemas, E extends Declarations>(spec: Spec<S, C, E>): Decider<S, C, E> => {
    const known = catalog(spec.events);
    const fold = (state: S, events: readonly PastEvent[]): S =>
      events.reduce((s, event) => {
        if (!Object.hasOwn(spec.evolve, event.type))
          throw new Error(`${spec.category} holds the foreign event ${event.type}`);
        return spec.evolve[event.type as keyof E & string](s, event.data, event.revision);
      }, state);
    const stateAfter = (history: History<S>, more: readonly PastEvent[]): S =>
      more.some((event) => isCompanionName(event.type))
        ? fold(spec.initial, effective([...history.events, ...more]))
        : fold(history.state, more);
    const append = (history: History<S>, more: readonly PastEvent[]): History<S> =>
      history.with(more, stateAfter(history, more));
    const wanted = (
      command: CommandOf<C> | EntryCommand,
      history: History<S>,
      context: Context,
    ): readonly { type: string; data: unknown }[] => {
      if (command.type === 'CorrectEntry') return corrected(known, history.events, command.data as never);
      if (command.type === 'AnnulEntry') return annulled(known, history.events, command.data as never);
      if (!Object.hasOwn(spec.decide, command.type))
        throw new Error(`${spec.category} does not know the command ${command.type}`);
      return spec.decide[command.type](command.data as never, history.state, context);
    };
    return {
      ...spec,
      catalog: known,
      empty: new History([], 0, spec.initial),
      append,
      handle: (command, history, context) => {
        const recorded = wanted(command, history, context).map(({ type, data }) => {
          const event = known.get(type);
          if (!event) throw new Error(`${spec.category} decided the undeclared event ${type}`);
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
        return concernedBy(spec.concerns, history.events, next);
      },
    };
  };

/** The entry that is to be corrected or annulled, as it counts now. */
function standing(known: Catalog, events: readonly PastEvent[], corrects: number): PastEvent {
  const original = events[corrects];
  if (!original) return refuse('NoSuchEntry', { corrects });
  if (isCompanionName(original.type) || known.get(original.type)?.correctable !== true)
    return refuse('EntryNotCorrectable', { corrects });
  const last = events.findLast((event) => companionOf(event)?.corrects === corrects);
  const companion = last && companionOf(last);
  if (companion?.how === 'annulled') return refuse('EntryAnnulled', { corrects });
  return companion ? { ...original, data: companion.data } : original;
}

function corrected(known: Catalog, events: readonly PastEvent[], command: z.output<typeof entryCommands.CorrectEntry>) {
  const { corrects, reason, changes } = command;
  const entry = standing(known, events, corrects);
  const data = structuredClone(entry.data) as Record<string, any>;
  for (const { field, from, to } of changes) {
    const keys = field.split('.');
    const name = keys.pop() as string;
    const holder = keys.reduce((value: any, key) => (Object.hasOwn(value ?? {}, key) ? value[key] : undefined), data);
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name))
      return refuse('CorrectionInvalid', { field, corrects });
    // A sealed value is bound to the event that stated it: in a correction no other one could ever be opened.
    if (canonicalJson(sealedParts(holder[name])) !== canonicalJson(sealedParts(to)))
      return refuse('SealedFieldFixed', { field, corrects });
    if (canonicalJson(holder[name]) !== canonicalJson(from))
      return refuse('EntryChangedMeanwhile', { field, corrects });
    holder[name] = to;
  }
  const checked = known.get(entry.type)?.schema.safeParse(data);
  if (!checked?.success)
    return refuse('CorrectionInvalid', { field: checked?.error.issues[0]?.path.join('.') ?? '', corrects });
  if (canonicalJson(checked.data) === canonicalJson(entry.data)) return [];
  return [{ type: `${entry.type}Corrected`, data: { corrects, reason, data: checked.data } }];
}

function annulled(known: Catalog, events: readonly PastEvent[], command: z.output<typeof entryCommands.AnnulEntry>) {
  const entry = standing(known, events, command.corrects);
  return [{ type: `${entry.type}Annulled`, data: command }];
}
