import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FORMS } from '#platform/http/forms';
import { faultsOf } from '../support/oracles/plain-words.js';
import { vietnameseTexts } from '../support/oracles/vietnamese-texts.js';

/** Texts to the person who installs and runs the program: they name variables, commands and files to be typed. */
const FOR_OPERATORS =
  /^apps\/(cli|worker)\/|^apps\/api\/(greeting|data-dictionary)|^apps\/(databases|store-refused|log-keeper|log-place|log-left|platform|first-pair)|^libs\/platform\/(config|embedded-postgres|event-store|sealing|db|start-refused)/;
/** Names that a program sends, in sentences about the request itself. */
const OF_REQUESTS =
  /Idempotency-Key|If-Match|Allow|Host|HTTP|JSON|UTF-8|UUID|UTC|CSV|API|application\/json|true, false|ss\.sssZ/g;

const files = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !/http\/openapi[\w-]*\.ts$|\.(spec|test)\.ts$|testing\.ts$|\.contract\.ts$|^apps\/demo\//.test(file),
    ),
);
const texts = files.filter((file) => !FOR_OPERATORS.test(file)).flatMap((file) => vietnameseTexts(file));

/** The sentence as people see it, for its static part: what is inserted has tests of its own. */
const shown = (text: string): string =>
  text
    .replace(/<(\w+)[^<>]*lang="en"[^<>]*>[^<]*(?:<\/\1>|$)|\|[^<]*/g, ' ') // English beside it
    .replace(/<[^>]*>/g, ' ')
    .replace(/\{(?!\w*Id\})\w+\}/g, '…')
    .replace(OF_REQUESTS, '…')
    .replace(/\s+/g, ' ');

describe('a Vietnamese text to people', () => {
  it('is found in every feature', () => {
    expect(texts.length).toBeGreaterThan(700);
  });

  it('has no code, placeholder for an id, route, path of fields, ISO day, English or former word', () => {
    const faults = texts.flatMap(({ place, text }) => faultsOf(shown(text)).map((fault) => `${place} ${fault}`));
    expect(faults).toEqual([]);
  });
});

/** Expressions of what only the program writes, never a request. */
const NOT_SENT = [
  '/^urn:minh-chung:(problem|refusal):[A-Za-z-]+$/',
  '/^[A-Za-z0-9-]{1,40}:[0-9a-f]{64}$/',
  '/^[a-z][a-z-]{0,40}$/',
  '/^[a-z][a-zA-Z]{0,39}$/',
];

it('a text that does not have its form is told what the form is', () => {
  const expressions = files
    .filter((file) => !FOR_OPERATORS.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\.regex\(\s*(\/.+\/u?)\)/g)].map(([, one = '']) => one),
    );
  expect(expressions.length).toBeGreaterThan(20);
  expect(expressions.filter((one) => !Object.hasOwn(FORMS, one) && !NOT_SENT.includes(one))).toEqual([]);
});

describe('the check of a sentence', () => {
  it.each([
    ['loại đối tượng PROBATIONARY_MEMBER', 'a code'],
    ['hình thức CONSOLIDATION', 'a code'],
    ['bộ quy định áp dụng là {expected}', 'a placeholder'],
    ['bằng POST /api/terms', 'a route'],
    ['trường notice.signedOn', 'a path of fields'],
    ['ngày 2026-11-29', 'a day in ISO form'],
    ['ngày 01/7/2025', 'a day with a leading zero'],
    ['đối tượng [59d3efc6]', 'an id'],
    ['Uỷ ban Kiểm tra', 'a tone mark in the other place'],
    ['chi bộ Hoà Bình', 'a tone mark in the other place'],
    ['nội dung được niêm phong', 'a former word'],
    ['một official', 'an English word'],
    ['lý do: undefined', 'a value of a program'],
  ])('finds the fault of %j', (sentence, fault) => {
    expect(faultsOf(sentence).join()).toContain(fault);
  });

  it('finds none in a sentence of an office', () => {
    const sentence =
      'Ủy ban Kiểm tra Đảng ủy phường X quyết định kiểm tra việc chấp hành (Quyết định số 15-QĐ/UBKTĐU ngày 2/3/2026); quý II, quỹ Đảng';
    expect(faultsOf(sentence)).toEqual([]);
  });
});
