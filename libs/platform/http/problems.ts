import { z } from 'zod';
import type { JsonObject } from '#kernel/canonical-json';
import type { Rejection } from '#kernel/rejection';
import type { Bilingual } from '#kernel/text';
import { type Kind, KINDS, type ProblemCode } from './problem-kinds.js';

/** Media type of every error answer (RFC 9457). */
export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** The part of a request that holds a field. */
export type Place = 'body' | 'query' | 'path' | 'header';

/** One invalid field and the reason. The value that was sent is never repeated. */
export interface FieldError extends Bilingual {
  readonly in: Place;
  /** Path of the field, its members separated by dots: `decision.signedOn`, `from.0`; empty for the whole body. */
  readonly field: string;
  readonly code: string;
}

/** Thrown to answer a request with an error. Contains no received value. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly more: {
      readonly errors?: readonly FieldError[];
      readonly facts?: JsonObject;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
    options?: ErrorOptions,
  ) {
    super(KINDS[code].en, options);
    this.name = 'Problem';
  }
}

/** Makes a problem with one invalid field, for checks that a schema cannot make. */
export const fieldProblem = (place: Place, field: string, code: string, sentence: Bilingual): Problem =>
  new Problem('invalid-request', { errors: [{ in: place, field, code, vi: sentence.vi, en: sentence.en }] });

/** Makes the problem for an id in the path that no record has. */
export const notFound = (field = 'id'): Problem =>
  new Problem('not-found', {
    errors: [
      { in: 'path', field, code: 'not-found', vi: 'Hệ thống không có mã này', en: 'This system has no such id' },
    ],
  });

/** The body of an answer to a problem or a refusal, as the API's document shows it. */
export const ProblemBody = z
  .strictObject({
    type: z.string().regex(/^urn:minh-chung:(problem|refusal):[A-Za-z-]+$/),
    title: z
      .string()
      .describe('The sentence in the language that Accept-Language prefers: English, or else Vietnamese'),
    titles: z.strictObject({ vi: z.string(), en: z.string() }),
    status: z.int().min(400).max(599),
    code: z.string().describe('Stable; for programs'),
    requestId: z.string(),
    errors: z.array(
      z.strictObject({
        in: z.enum(['body', 'query', 'path', 'header']),
        field: z.string(),
        code: z.string(),
        vi: z.string(),
        en: z.string(),
      }),
    ),
    facts: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The values on which the rule decided, for example the conflicting day'),
  })
  .meta({ id: 'Problem', description: 'The answer to a request that was refused or failed (RFC 9457)' });
export type ProblemBody = z.output<typeof ProblemBody>;

/** The language of `title`: `vi` or `en`, whichever Accept-Language names first. Quality values are ignored. */
export const languageOf = (acceptLanguage: string | undefined): keyof Bilingual =>
  /(?:^|[,\s])en/i.test((acceptLanguage ?? '').split(/(?:^|[,\s])vi/i)[0] ?? '') ? 'en' : 'vi';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

/** The answer to a problem or to a refused command (409, with the rule's code and sentences). */
export function problemAnswer(problem: Problem | Rejection, requestId: string, acceptLanguage?: string): Answer {
  const language = languageOf(acceptLanguage);
  const refused = !(problem instanceof Problem);
  const kind: Kind = KINDS[refused ? 'rejected' : problem.code];
  const titles = refused ? problem.title : kind;
  const facts = refused ? problem.detail : problem.more.facts;
  return {
    status: kind.status,
    headers: {
      'content-type': PROBLEM_JSON,
      'content-language': language,
      ...(kind.retryAfter === undefined ? {} : { 'retry-after': String(kind.retryAfter) }),
      ...(kind.status === 401 ? { 'www-authenticate': 'Bearer realm="minh-chung"' } : {}),
      ...(refused ? {} : problem.more.headers),
    },
    body: {
      type: `urn:minh-chung:${refused ? 'refusal' : 'problem'}:${problem.code}`,
      title: titles[language],
      titles: { vi: titles.vi, en: titles.en },
      status: kind.status,
      code: problem.code,
      requestId,
      errors: refused ? [] : [...(problem.more.errors ?? [])],
      ...(facts && Object.keys(facts).length > 0 ? { facts } : {}),
    },
  };
}
