import { type confirmed, type returned, verdictNames, verdictSentences } from './confirmation.js';
import type { JsonObject } from './canonical-json.js';
import { upcast } from './catalog.js';
import type { PlainDate } from './dates.js';
import { dayText } from './day-text.js';
import type { Decider, Recordable } from './decider.js';
import { companionOf, type PastEvent } from './effective.js';
import type { DataOf, Declarations } from './event.js';
import type { Introduces, Names, Naming, NamesInBoth } from './names.js';
import { type NumberedPaper, paperName } from './paper-types.js';
import { type Act, type agreed, type declined, type proposed, proposalNames, proposalSentences } from './proposal.js';
import type { Bilingual } from './text.js';
import { ruledOutName, ruledOutSentence, type twinsRuledOut } from './twins.js';

export { dayText, type Names, type NumberedPaper, paperName };

/** A sentence for each event of a decider; the compiler requires every one. A sentence never quotes a sealed value. */
export type Sentences<E extends Declarations> = {
  readonly [K in keyof E & string]: (data: DataOf<E[K]>, names: Names) => Bilingual;
};

/** A stream kind with the sentences of its events, for code that handles every stream kind alike. */
export interface StreamKind extends Recordable, Pick<Naming, 'introduces'> {
  readonly sentences: Readonly<Record<string, (data: any, names: Names) => Bilingual>>;
  /** What other records call a record of this kind, by its entries in force; null: by its kind alone. */
  readonly called: (entries: readonly PastEvent[]) => Bilingual | null;
  /** The earlier values that an event replaces, by its fields, found in the entries in force before it. */
  readonly earlier: Readonly<Record<string, ((data: any, before: readonly PastEvent[]) => JsonObject) | undefined>>;
}

/** The events that a decider declares itself. The kernel has the sentences of its own events. */
type OwnEvents<D> =
  D extends Decider<any, any, infer E> ? { [K in keyof E as IsOfKernel<E[K]> extends true ? never : K]: E[K] } : never;
type IsOfKernel<V> = V extends
  typeof confirmed | typeof returned | typeof proposed | typeof agreed | typeof declined | typeof twinsRuledOut
  ? true
  : false;

/** Sentences of every event that a decider declares itself; the compiler requires each. */
export type SentencesOf<D> = Sentences<OwnEvents<D>>;

/** How sentences name what is in a record, and the record itself. */
interface NamingOf<D> {
  readonly introduces?: D extends Decider<any, any, infer E> ? Introduces<E> : never;
  readonly called?: StreamKind['called'];
  readonly earlier?: D extends Decider<any, any, infer E> ? Earlier<E> : never;
}

/** For events that replace an earlier value: those values, by the fields of the event. */
export type Earlier<E extends Declarations> = {
  readonly [K in keyof E & string]?: (data: DataOf<E[K]>, before: readonly PastEvent[]) => JsonObject;
};

export function withSentences<D extends Decider>(
  decider: D,
  sentences: SentencesOf<D>,
  { introduces, called = () => null, earlier }: NamingOf<D> = {},
): StreamKind {
  const { confirmable } = decider;
  const names = confirmable && verdictNames(confirmable.as);
  const ofVerdict = verdictSentences(confirmable ?? {});
  const verdicts = names && { [names.confirmed]: ofVerdict.confirmed, [names.returned]: ofVerdict.returned };
  const ofProposals = decider.takes && proposalNames(decider.takes.as);
  const steps = ofProposals && {
    [ofProposals.agreed]: proposalSentences.agreed,
    [ofProposals.declined]: proposalSentences.declined,
  };
  const compared = decider.twins && { [ruledOutName(decider.twins.as)]: ruledOutSentence };
  return {
    ...decider,
    sentences: { ...sentences, ...verdicts, ...steps, ...compared },
    introduces: introduces ?? {},
    called,
    earlier: earlier ?? {},
  };
}

/** Shown in place of a sealed field's content. */
export const SEALED: Bilingual = { vi: '(nội dung được mã hóa bảo mật)', en: '(sealed)' };

/** `ngày 1/7/2025`, `on 1 July 2025`; null is shown as an unknown day. */
export function onDay(day: PlainDate | null): Bilingual {
  if (day === null) return { vi: '(chưa rõ ngày)', en: '(day not known)' };
  const { vi, en } = dayText(day);
  return { vi: `ngày ${vi}`, en: `on ${en}` };
}

/** The phrase `, theo Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026`; empty without a paper, or if nothing of it is known. */
export function byPaper(paper: NumberedPaper | null): Bilingual {
  const name = paperName(paper);
  return name ? { vi: `, theo ${name.vi}`, en: `, by ${name.en}` } : { vi: '', en: '' };
}

/**
 * The sentence of one entry of a stream. The sentence of a correction holds the new content; that of an annulment holds
 * the withdrawn content.
 *
 * @param before returns the entry at a revision with the data that it had before this entry
 */
export function sentenceOf(
  kind: Pick<StreamKind, 'category' | 'sentences' | 'takes' | 'catalog'>,
  event: PastEvent,
  before: (revision: number) => Pick<PastEvent, 'type' | 'data'> | undefined,
  names: NamesInBoth,
): Bilingual {
  const { category, sentences, takes } = kind;
  if (takes && event.type === proposalNames(takes.as).proposed) {
    const acts = (event.data as { readonly acts: readonly Act[] }).acts;
    const told = acts.map((act) =>
      sentenceOf(kind, { ...act, data: upcast(kind.catalog, act), revision: event.revision }, before, names),
    );
    return proposalSentences.proposed(event.data, told);
  }
  const plain = ({ type, data }: Pick<PastEvent, 'type' | 'data'>): Bilingual => {
    const sentence = Object.hasOwn(sentences, type) ? sentences[type] : undefined;
    if (!sentence) throw new Error(`${category} has no sentence for event ${type}; add one to its sentences`);
    return { vi: capital(sentence(data, names.vi).vi), en: capital(sentence(data, names.en).en) };
  };
  const companion = companionOf(event);
  if (companion === null) return plain(event);
  const { corrects, reason } = companion;
  if (companion.how === 'corrected') {
    const now = plain({ type: companion.base, data: companion.data });
    return {
      vi: `Sửa mục ghi số ${corrects}, lý do: ${reason}. Nay là: ${now.vi}`,
      en: `Entry ${corrects} corrected, reason: ${reason}. It now says: ${now.en}`,
    };
  }
  const entry = before(corrects);
  const was = entry && plain(entry);
  return {
    vi: `Hủy mục ghi số ${corrects}, lý do: ${reason}${was ? `. Mục ghi bị hủy: ${was.vi}` : ''}`,
    en: `Entry ${corrects} annulled, reason: ${reason}${was ? `. It said: ${was.en}` : ''}`,
  };
}

const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
