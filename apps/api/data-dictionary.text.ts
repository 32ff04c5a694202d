import type { DataDictionary, Field } from './data-dictionary.js';

const INTRODUCTION = `# Từ điển dữ liệu | Data dictionary

Sinh tự động từ chính các lược đồ mà chương trình dùng để kiểm tra và lưu dữ liệu; không viết tay.
Generated from the very schemas by which the program checks and keeps its data; never written by hand.

- An event is never changed. A correction (\`…Corrected\`) carries the whole data again, an annulment (\`…Annulled\`) withdraws it.
- A sealed field holds a ciphertext only; nothing here and no read model holds its content.
- Every facts table has \`stream\`, \`revision\`, \`item\` (its key), \`position\`, \`known_from\`, \`known_to\`: the row counts for a
  reader who knows the log up to K when \`known_from\` ≤ K, and \`known_to\` is null or > K. The id of a thing that has a stream
  of its own is the part of \`stream\` after the first hyphen.
`;

/** The dictionary as Markdown. */
export function dictionaryText({ record, events, tables, codeLists }: DataDictionary): string {
  return [
    INTRODUCTION,
    '## The record around every event\n',
    fieldTable(record),
    '\n## Events\n',
    ...events.flatMap(({ type, category, version, correctable, companionOf, fields }) => [
      `### ${type}\n`,
      `Stream \`${category}-<id>\` · version ${version} · ${companionOf === null ? (correctable ? 'can be corrected and annulled' : 'can be neither corrected nor annulled') : `about an earlier ${companionOf}`}\n`,
      `${fieldTable(fields)}\n`,
    ]),
    '## Tables of the read models\n',
    ...tables.flatMap(({ name, projection, version, kind, key, columns }) => [
      `### ${name}\n`,
      `Read model ${projection}, version ${version} · ${kind} · key ${key.join(', ')}\n`,
      `${rows(
        ['column', 'type', 'null'],
        columns.map((one) => [one.name, one.type, one.nullable ? 'yes' : '']),
      )}\n`,
    ]),
    '## Code lists\n',
    ...codeLists.flatMap(({ name, codes }) => [
      `### ${name}\n`,
      `${rows(
        ['code', 'vi', 'en'],
        codes.map(({ code, vi, en }) => [code, vi, en]),
      )}\n`,
    ]),
  ].join('\n');
}

const fieldTable = (fields: readonly Field[]): string =>
  rows(
    ['field', 'vi', 'en', 'type', 'null', 'since', 'says'],
    fields.map(({ path, label, type, nullable, since, description, codeList }) => [
      path,
      label?.vi ?? '',
      label?.en ?? '',
      codeList === null ? type : type.startsWith('list') ? 'list of codes' : 'code',
      nullable ? 'yes' : '',
      since === null ? '' : `v${since}`,
      [description, codeList && `code list ${codeList}`].filter(Boolean).join('; '),
    ]),
  );

const rows = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`)
    .join('\n');
