import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Addresses of the API that end like the name of a document. */
const ADDRESSES = ['data-dictionary.md'];

interface Section {
  readonly title: string;
  /** Numbers of the list items and table rows of the section itself, without its subsections. */
  readonly points: ReadonlySet<number>;
}

/** The files that git tracks, and new files that it does not ignore. */
export function textsOfTheRepository(): string[] {
  const all = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' });
  return all.split('\n').filter((file) => file !== '' && !/\.(json|svg|png)$/.test(file) && existsSync(file));
}

/** The parts of a document that a citation can name. */
export class Document {
  readonly sections: readonly Section[];
  readonly numbers = new Set<string>();
  readonly anchors = new Set<string>();

  constructor(markdown: string) {
    const sections = withoutCode(markdown)
      .split(/^#+ +/m)
      .slice(1)
      .map((section) => {
        const [title = '', ...body] = section.split('\n');
        return { title: title.trim(), points: new Set(body.flatMap(pointOf)) };
      });
    this.sections = sections;
    for (const { title } of sections) {
      const number = /^\d+(\.\d+)*/.exec(title)?.[0];
      if (number !== undefined) this.numbers.add(number);
      let anchor = anchorOf(title);
      for (let i = 1; this.anchors.has(anchor); i++) anchor = `${anchorOf(title)}-${i}`;
      this.anchors.add(anchor);
    }
  }

  has(point: number, title?: string): boolean {
    return this.sections.some((section) => (title ?? section.title) === section.title && section.points.has(point));
  }
}

/** Matches `3. …`, or a row of a table that begins with one or more numbers. */
function pointOf(line: string): number[] {
  const numbers = /^(?:(\d+)\.|\| ([\d, ]+) \|)/.exec(line);
  return (numbers?.[1] ?? numbers?.[2] ?? '').split(',').filter(Boolean).map(Number);
}

/** The anchor that GitHub gives to a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');

const withoutCode = (markdown: string): string => markdown.replace(/^```[^]*?^```/gm, '');

const documents = new Map<string, Document>();
function documentAt(path: string): Document {
  let document = documents.get(path);
  if (!document) documents.set(path, (document = new Document(readFileSync(path, 'utf8'))));
  return document;
}

const NUMBER = String.raw`\d+(?:\.\d+)*`;
const CITED = new RegExp(
  String.raw`(?<path>[\w./-]*\w\.md)\b(?:,? (?:(?<numbers>${NUMBER}(?:(?:,| to| and|, on) ${NUMBER})*)|"(?<title>[^"]+)"))?(?:, (?:points?|check) (?<points>\d+(?: (?:to|and) \d+)*))?`,
  'g',
);

export interface Found {
  /** Number of citations and links that were followed. */
  readonly followed: number;
  readonly broken: readonly string[];
}

/**
 * Follows what a text cites: documents and their sections, decisions and checks by number, and in Markdown the links. A
 * source cites by paths from the root of the repository; a document may also cite by paths from its own folder.
 */
export function follow(file: string, text: string): Found {
  const broken: string[] = [];
  const is = (holds: boolean, what: string): void => {
    if (!holds) broken.push(`${file}: ${what}`);
  };
  let followed = 0;

  // A citation may continue in the next line of a comment.
  const flowing = text.replace(/https?:[^\s)]+/g, '').replace(/\n[ \t]*(?:\*(?!\/)|\/\/|#)?[ \t]*/g, ' ');
  for (const match of flowing.matchAll(CITED)) {
    const { path = '', numbers, title, points } = match.groups ?? {};
    if (ADDRESSES.some((address) => path.endsWith(address))) continue;
    followed++;
    const at = [path, join(dirname(file), path)].find((place, i) => (i === 0 || isDocument(file)) && existsSync(place));
    is(at !== undefined, match[0]);
    if (at === undefined) continue;
    const document = documentAt(at);
    for (const number of numbers?.match(new RegExp(NUMBER, 'g')) ?? []) is(document.numbers.has(number), match[0]);
    if (title !== undefined)
      is(
        document.sections.some((section) => section.title === title),
        match[0],
      );
    for (const point of points?.match(/\d+/g) ?? []) is(document.has(Number(point), title), match[0]);
  }

  for (const [what, number = ''] of flowing.matchAll(/\bdecision (\d{3})(?![\w/-])/gi)) {
    followed++;
    is(
      decisions().some((name) => name.startsWith(`${number}-`)),
      what,
    );
  }
  for (const [what, number] of flowing.matchAll(/\bcheck (\d{1,2})\b/g)) {
    followed++;
    is(documentAt('docs/security.md').has(Number(number)), what);
  }

  if (!isDocument(file)) return { followed, broken };
  for (const [, target = ''] of withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    followed++;
    const [path = '', anchor] = target.split('#');
    const at = path === '' ? file : join(dirname(file), path);
    is(existsSync(at), target);
    if (anchor !== undefined && existsSync(at)) is(documentAt(at).anchors.has(anchor), target);
  }
  return { followed, broken };
}

const isDocument = (file: string): boolean => file.endsWith('.md');
const decisions = (): string[] => readdirSync('docs/decisions');
