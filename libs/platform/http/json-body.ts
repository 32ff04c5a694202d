import { type FieldError, Problem } from './problems.js';

/** Maximum nesting of a body; the API's own bodies have at most 5 levels. */
const DEEPEST = 32;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a body as JSON (RFC 8259) in UTF-8. Refuses input that different JSON parsers read differently: a name given
 * twice, a byte order mark, bytes that are not UTF-8, the name `__proto__`. Cost: JSON.parse and one more pass.
 *
 * @throws Problem `malformed-json` (400); it names the member if that is known
 */
export function readJson(body: Buffer): unknown {
  let text: string;
  let value: unknown;
  try {
    text = UTF8.decode(body);
  } catch {
    throw new Problem('malformed-json', {
      errors: [
        { in: 'body', field: '', code: 'not-utf-8', vi: 'Phải mã hóa bằng UTF-8', en: 'Must be encoded in UTF-8' },
      ],
    });
  }
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', {
      errors: [
        { in: 'body', field: '', code: 'not-json', vi: 'Phải đúng cú pháp JSON', en: 'Must have the syntax of JSON' },
      ],
    });
  }
  const error = objection(text);
  if (error) throw new Problem('malformed-json', { errors: [{ ...error, in: 'body' }] });
  return value;
}

interface Level {
  /** Names seen so far in an object; null in a list. */
  readonly names: Set<string> | null;
  /** The name or index of the current member. */
  at: string | number;
}

/** Returns the first refused member of a text that is valid JSON; undefined if there is none. */
function objection(text: string): Omit<FieldError, 'in'> | undefined {
  const levels: Level[] = [];
  const path = () => levels.map(({ at }) => String(at).toWellFormed().slice(0, 80)).join('.');
  for (let i = 0; i < text.length; i++) {
    const level = levels.at(-1);
    switch (text.charCodeAt(i)) {
      case OBJECT:
      case LIST:
        if (levels.length === DEEPEST) return { ...TOO_DEEP, field: path() };
        levels.push(text.charCodeAt(i) === LIST ? { names: null, at: 0 } : { names: new Set(), at: '' });
        break;
      case OBJECT_END:
      case LIST_END:
        levels.pop();
        break;
      case COMMA:
        if (typeof level?.at === 'number') level.at++;
        break;
      case QUOTE: {
        const end = closing(text, i);
        if (level?.names && isName(text, end)) {
          const name = String(JSON.parse(text.slice(i, end + 1)));
          level.at = name;
          if (name === '__proto__') return { ...NO_PROTO, field: path() };
          if (level.names.has(name)) return { ...TWICE, field: path() };
          level.names.add(name);
        }
        i = end;
      }
    }
  }
  return undefined;
}

const [OBJECT, OBJECT_END, LIST, LIST_END, COMMA, QUOTE, BACKSLASH, COLON] = [123, 125, 91, 93, 44, 34, 92, 58];

/** Index of the quote that ends the string beginning at `start`. */
function closing(text: string, start: number): number {
  let i = start + 1;
  while (text.charCodeAt(i) !== QUOTE) i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}

function isName(text: string, end: number): boolean {
  let i = end + 1;
  while (text.charCodeAt(i) <= 32) i++;
  return text.charCodeAt(i) === COLON;
}

const TOO_DEEP = { code: 'too-deep', vi: 'Lồng nhau quá 32 cấp', en: 'Is nested more than 32 levels deep' };
const TWICE = {
  code: 'duplicate-name',
  vi: 'Tên trường xuất hiện hai lần; chỉ được nêu một lần',
  en: 'The field is given twice; give it once',
};
const NO_PROTO = {
  code: 'unknown-field',
  vi: 'Không có trường này; hãy bỏ đi',
  en: 'There is no such field; remove it',
};
