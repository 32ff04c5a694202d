import type { OpenAPIObject } from '@nestjs/swagger';
import type { Bilingual } from '#kernel/text';

/** The texts of one operation: its name in the API's document, and what it does, as one line in each language. */
export type OperationText = readonly [id: string, vi: string, en: string];

/** A part of the API's document. Its operations are named by controller and method. */
export interface Section {
  readonly tag: string;
  readonly about: Bilingual;
  readonly operations: Readonly<Record<string, Readonly<Record<string, OperationText>>>>;
}

type PathItem = OpenAPIObject['paths'][string];
export type Operation = NonNullable<PathItem['get']> & Readonly<Record<`x-${string}`, unknown>>;

/** The text of an operation and its part of the document; undefined if nobody wrote one. */
export function textOf(sections: readonly Section[], handler: string) {
  const [controller = '', method = ''] = handler.split('_');
  for (const { tag, operations } of sections) {
    const text = operations[controller]?.[method];
    if (text) return { tag, text };
  }
  return undefined;
}

/** What holds for an operation, as its decorators state it, in both languages. */
export function descriptionOf(operation: Operation, method: string): string {
  const names = (operation.parameters ?? []).flatMap((one) => ('name' in one ? [one.name] : []));
  const has = (name: string) => names.includes(name);
  const lines: [boolean, string, string][] = [
    [operation['x-public'] === true, 'Không cần đăng nhập.', 'Open to everybody, without signing in.'],
    [operation['x-own-account'] === true, 'Mọi người đã đăng nhập.', 'For every person who is signed in.'],
    [
      typeof operation['x-permission'] === 'string',
      `Cần quyền \`${String(operation['x-permission'])}\`; ngoài phạm vi được giao thì như hồ sơ không có (404).`,
      `Needs the permission \`${String(operation['x-permission'])}\`; what is outside the caller's scope is answered as if it did not exist (404).`,
    ],
    [
      has('Idempotency-Key'),
      'Gửi lại cùng `Idempotency-Key` thì nhận lại biên nhận cũ, không ghi hai lần. Bị quy tắc từ chối: 409, không ghi gì.',
      'The same `Idempotency-Key` again gives the same receipt, and nothing is recorded twice. A refusal by a rule is 409, and nothing is recorded.',
    ],
    [
      has('If-Match'),
      '`If-Match` là số lần ghi đã đọc; hồ sơ đã có mục ghi mới hơn thì 412.',
      '`If-Match` is the revision that was read; if the record has later entries, the answer is 412.',
    ],
    [
      has('asOf') && has('knownAt'),
      '`asOf` là ngày được hỏi, `knownAt` là thời điểm đã biết; null là chưa biết, hoặc có sau ngày được hỏi.',
      '`asOf` is the day asked about, `knownAt` the moment up to which entries count; null means not known, or later than the day asked about.',
    ],
    [has('cursor'), 'Trang sau: gửi `next` làm `cursor`.', 'For the next page, send `next` as `cursor`.'],
    [
      typeof operation['x-recorded'] === 'string',
      'Lượt đọc được ghi vào nhật ký tra cứu trước khi trả lời.',
      'The reading is written to the log of readings before it is answered.',
    ],
    [
      operation['x-costly'] === true,
      'Số lần gọi mỗi phút có giới hạn (429).',
      'The number of calls in a minute is limited (429).',
    ],
    [
      method !== 'get' && !has('Idempotency-Key') && operation['x-permission'] !== undefined,
      'Trường không hợp lệ thì 422 nêu tên trường.',
      'A field that is not valid is named by 422.',
    ],
  ];
  const told = lines.filter(([holds]) => holds);
  return [told.map(([, vi]) => vi).join(' '), told.map(([, , en]) => en).join(' ')].join('\n\n');
}
