import { sameName, withMarks } from '#kernel/sameness';

/** A name, prepared so that many searches compare it cheaply. */
export interface NameForms {
  /** Its words without marks, in lower case: "Nguyễn Văn A" gives nguyen, van, a. */
  readonly words: readonly string[];
  /** Its words with marks, in lower case, the tone mark at the end of each. */
  readonly marked: readonly string[];
  /** The words without marks as one text, each after a blank. */
  readonly text: string;
  /** Sorts names by the given name, which comes last, and then by the words before it. */
  readonly order: string;
}

const wordsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(' '));

export function formsOf(name: string): NameForms {
  const words = wordsOf(sameName(name));
  const withoutSigns = withMarks(name).replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ');
  const marked = wordsOf(withoutSigns.trim());
  const text = words.map((word) => ` ${word}`).join('');
  return { words, marked, text, order: [words.at(-1) ?? '', ...words.slice(0, -1), ...marked].join(' ') };
}

/** How well a name fits what was typed; a smaller number fits better. */
export type Fit = number;

/**
 * Compares names with what a person typed: each typed word is a word of the name, in whatever order, and the last one may
 * be incomplete. With or without marks, but names whose marks are those that were typed come first, then whole names.
 *
 * @returns null if nothing was typed that a name may hold; else a function that returns null for a name that does not fit
 */
export function fitsTyped(typed: string): ((name: NameForms) => Fit | null) | null {
  const asked = formsOf(typed);
  if (asked.words.length === 0) return null;
  const beginnings = asked.words.map((word) => ` ${word}`);
  return (name) => {
    // Most names are none: finding a text in a text is cheaper than comparing words.
    if (!beginnings.every((word) => name.text.includes(word))) return null;
    if (!holds(name.words, asked.words)) return null;
    const isMarked = holds(name.marked, asked.marked);
    const isWhole = name.words.length === asked.words.length && name.words.every((word, i) => word === asked.words[i]);
    return (isMarked ? 0 : 2) + (isWhole ? 0 : 1);
  };
}

/** Whether each asked word is another word of a name; the last one may be the beginning of a word. */
function holds(words: readonly string[], asked: readonly string[]): boolean {
  if (asked.length > words.length) return false;
  const left = [...words];
  for (const [i, word] of asked.entries()) {
    const isLast = i === asked.length - 1;
    let at = left.indexOf(word);
    if (at < 0 && isLast) at = left.findIndex((one) => one.startsWith(word));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return true;
}

export const byGivenName = ({ order: a }: NameForms, { order: b }: NameForms): number => (a < b ? -1 : a > b ? 1 : 0);

/** The number of a membership card for the question whether two are the same: its letters and digits alone; null: none. */
export const sameCard = (number: string): string | null => sameName(number).replaceAll(' ', '') || null;
