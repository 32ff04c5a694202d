import type { JsonObject } from '#kernel/canonical-json';
import type { Decider, History, NewEvent } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { categoryOf, idOf, type StreamId, type Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import {
  entriesBehind,
  pairsRuledOut,
  pairText,
  ruledOutName,
  type TwinKind,
  twinMarks,
  twinsRuledOut,
} from '#kernel/twins';
import { StreamSetAside } from '#platform/event-store/event-store';
import type { Envelope } from './envelope.js';
import type { Candidate, Claim, TwinIndex } from './twin-index.js';

/** A record, or an organization of a register, that may be the same as what a command would record. */
export interface TwinFound {
  readonly kind: TwinKind;
  /** Category of the record; `organization` for an item of the record itself. */
  readonly category: string;
  readonly id: Uuid;
  readonly item: Uuid | null;
  readonly words: Bilingual;
}

/** The category of twins inside one record, as lists and refusals name it. */
export const ORGANIZATION = 'organization';

/** What would be recorded may be recorded already. Nothing was written. */
export class PossibleTwin extends Error {
  constructor(readonly twins: readonly TwinFound[]) {
    super(`it may be one of ${twins.length} already recorded`);
    this.name = 'PossibleTwin';
  }
}

/** `notTwinOf` names a record that is not a possible twin, or one that the sender may not see. Nothing was written. */
export class NotATwin extends Error {
  constructor(readonly index: number) {
    super(`notTwinOf.${index} is no possible twin`);
    this.name = 'NotATwin';
  }
}

type HistoryOf = (kind: Decider, stream: StreamId) => Promise<History<unknown>>;

interface Asked<S> {
  readonly decider: Decider<S>;
  readonly stream: StreamId;
  readonly history: History<S>;
  readonly news: readonly NewEvent[];
  readonly envelope: Envelope;
}

/** What the check of one decision found at once. */
export interface TwinLook {
  /** Holds the keys until the append; null if the events state none. */
  readonly claim: Claim | null;
  /**
   * Reads what was found, and returns the event that rules twins out; null if nothing was found and nothing was named,
   * so that the command can go on at once.
   *
   * @throws PossibleTwin, NotATwin
   */
  readonly judge: (() => Promise<readonly NewEvent[]>) | null;
}
const NOTHING: TwinLook = { claim: null, judge: null };

/** Notices that a decision would record what is recorded already, whatever command it comes from. */
export class TwinCheck {
  constructor(
    private readonly index: TwinIndex,
    private readonly historyOf: HistoryOf,
  ) {}

  /** Cost without a hit: a few look-ups in memory. It waits for nothing, so nothing can change before the append. */
  look<S>(asked: Asked<S>): TwinLook {
    const { decider, stream, history, news, envelope } = asked;
    const { twins } = decider;
    const { notTwinOf = [] } = envelope;
    if (!twins) return NOTHING;
    const next = news.map(({ type, data }, i) => ({ type, data, revision: history.size + i }));
    const { stated, withdrawn } = entriesBehind(next, history.events);
    const statesKeys = stated.some((entry) => twins.of(entry).some(({ says }) => says !== 'tie'));
    const after = statesKeys ? twinMarks(twins, [...history.events, ...next]) : null;
    const keys = after === null ? [] : [...after.keys.keys()];
    const candidates = this.index.candidates(keys, stream);
    const inner = twins.within?.(() => decider.after(history, next), [...stated, ...withdrawn]) ?? [];
    if (keys.length > 0) this.index.know(decider);
    const claim = keys.length > 0 ? this.index.claim(stream, keys) : null;
    if (candidates.length === 0 && inner.length === 0 && notTwinOf.length === 0) return { claim, judge: null };
    const judge = async () => {
      const others = after ? await this.#others(asked, after, candidates) : [];
      const visible = [...others, ...innerTwins(asked, inner)];
      const stranger = notTwinOf.findIndex((id) => !visible.some((twin) => twin.id === id));
      if (stranger >= 0) throw new NotATwin(stranger);
      const left = visible.filter(({ id }) => !notTwinOf.includes(id));
      if (left.length > 0) throw new PossibleTwin(left);
      if (visible.length === 0) return [];
      const ruledOut = visible.map(({ kind, category, id, item }) => ({ kind, category, id, item }));
      const data = twinsRuledOut.schema.parse({ ruledOut }) as JsonObject;
      return [{ type: ruledOutName(twins.as), schema: twinsRuledOut.version, data }];
    };
    return { claim, judge };
  }

  /** The other records that share a key which the record did not have before, and which the sender may see. */
  async #others<S>(
    { decider, stream, history, envelope }: Asked<S>,
    after: ReturnType<typeof twinMarks>,
    candidates: readonly Candidate[],
  ): Promise<readonly TwinFound[]> {
    const { twins } = decider;
    if (!twins || candidates.length === 0) return [];
    const before = twinMarks(twins, history.events);
    const found: TwinFound[] = [];
    for (const { stream: other, claim } of candidates) {
      // Claims wait only for claims made before them, so none waits for itself.
      await claim?.settled;
      const kind = this.index.kindOf(categoryOf(other));
      if (!kind?.twins) continue;
      // What a stream that was set aside says is uncertain, so nothing rests on it; the list still shows the pair.
      const past = await this.historyOf(kind, other).catch((error: unknown) => {
        if (error instanceof StreamSetAside) return null;
        throw error;
      });
      if (past === null) continue;
      const { events } = past;
      const marks = twinMarks(kind.twins, events);
      const entry = [...after.keys.keys()]
        .filter((key) => !before.keys.has(key))
        .flatMap((key) => this.index.meaning(key).flatMap((alike) => marks.keys.get(alike) ?? []))[0];
      const [own, id] = [idOf(stream), idOf(other)];
      if (!entry || marks.ties.has(own) || after.ties.has(id)) continue;
      if (envelope.maySee?.(kind, events) === false) continue;
      const words = await this.index.wording(kind, other, events, entry);
      found.push({ kind: entry.kind, category: kind.category, id, item: null, words });
    }
    return found;
  }
}

/** The items of one record that were no twins before, and that nobody has ruled out. */
function innerTwins<S>(
  { decider, history, news }: Asked<S>,
  inner: ReturnType<NonNullable<NonNullable<Decider['twins']>['within']>>,
): readonly TwinFound[] {
  const { twins } = decider;
  if (!twins?.within || inner.length === 0) return [];
  const next = news.map(({ type, data }, i): PastEvent => ({ type, data, revision: history.size + i }));
  const { stated, withdrawn } = entriesBehind(next, history.events);
  const before = twins.within(() => history.state, [...stated, ...withdrawn]);
  const known = new Set(before.map(({ item, twin }) => pairText(item, twin)));
  for (const pair of pairsRuledOut(twins.as, history.events)) known.add(pair);
  return inner
    .filter(({ item, twin }) => !known.has(pairText(item, twin)))
    .map(({ item, twin: id, name }) => ({
      kind: 'ORGANIZATION',
      category: ORGANIZATION,
      id,
      item,
      words: { vi: name, en: name },
    }));
}

/**
 * What a decision records besides, after its twins were judged; 'again' if its record changed meanwhile, so that it must
 * be made again. Whenever nothing is returned to record, the claim ends.
 *
 * @param stands whether the record is as it was
 * @param confirm whether a refusal may rest on the record as it was
 * @throws PossibleTwin, NotATwin
 */
export async function judged(
  { claim, judge }: TwinLook,
  { stands, confirm }: { readonly stands: () => boolean; readonly confirm: () => Promise<boolean> },
): Promise<readonly NewEvent[] | 'again'> {
  try {
    const ruledOut = (await judge?.()) ?? [];
    if (stands()) return ruledOut;
    claim?.release();
    return 'again';
  } catch (error) {
    claim?.release();
    const isRefusal = error instanceof PossibleTwin || error instanceof NotATwin;
    if (isRefusal && !(await confirm())) return 'again';
    throw error;
  }
}
