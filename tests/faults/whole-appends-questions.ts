import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Chance } from '../bench/chance.js';
import { type Answered, described } from '../support/servers/api.js';
import type { Answer, Counted } from './whole-appends-judge.js';
import type { Ward } from './whole-appends-product.js';

const Stamped = z.looseObject({ position: z.string() });
const Figures = z.looseObject({
  counters: z.looseObject({ organizationTurns: z.int(), engagements: z.int() }),
});
const One = z.looseObject({ engagement: z.looseObject({ revision: z.int() }) });
const Entries = z.looseObject({ stream: z.string(), entries: z.array(z.unknown()), next: z.string().nullable() });

interface Question {
  readonly kind: string;
  readonly path: string;
  readonly counted?: (json: unknown) => Counted;
}
const figures = (json: unknown): Counted => {
  const { organizationTurns, engagements } = Figures.parse(json).counters;
  return { turns: organizationTurns, inspections: engagements };
};

/** A search that names nothing to search for is refused. */
const SOMEBODY = 'code=1';

/** Sends queries of every kind, about now and about past moments, while others record. */
export class Asking {
  readonly answers: Answer[] = [];
  /**
   * Unexpected answers: the status is not 200, and the cause is neither a delay nor a record that is not projected yet.
   */
  readonly refused: string[] = [];
  #asked = 0;
  /** Before this moment the ward had no term, so there was nothing to ask about. */
  readonly #since = Date.now();

  private constructor(
    private readonly of: Ward,
    private readonly chance: Chance,
    /** Every GET route of the API's document that needs no parameters except moments. */
    private readonly lists: readonly string[],
  ) {}

  static async of(ward: Ward, chance: Chance): Promise<Asking> {
    const { operations, components } = await described(ward.api);
    // Each answer is a component of its own name.
    const answerOf = ({ $ref = '' }: { readonly $ref?: string } = {}) => components[$ref.split('/').at(-1) ?? ''];
    const lists = operations.filter(
      ({ method, path, parameters, answers }) =>
        method === 'GET' &&
        !path.includes('{') &&
        JSON.stringify(answerOf(answers['200']) ?? {}).includes('"position":') &&
        parameters.every(({ required }) => !required) &&
        parameters.some(({ name }) => name === 'knownAt'),
    );
    return new Asking(
      ward,
      chance,
      lists.map(({ path }) => path),
    );
  }

  /** Asks until there are the given number of answers, or `end` aborts. */
  async many(answers: number, end = new AbortController().signal): Promise<void> {
    const enough = this.answers.length + answers;
    const leave = new AbortController();
    const reading = [this.#read(leave.signal), this.#read(leave.signal)];
    const asking = Array.from({ length: 6 }, async () => {
      while (this.answers.length < enough && !end.aborted) await this.#ask(this.#question());
    });
    await Promise.all(asking);
    leave.abort();
    await Promise.all(reading);
  }

  /** Prepares the figures of a period again and again, at least once. */
  async prepare(end: AbortSignal): Promise<void> {
    const path = `/api/organizations/${this.of.ward}/periods`;
    for (let prepared = 0; prepared === 0 || !end.aborted;) {
      const { status, text } = await this.of.api.post(path, { from: '2025-09-01', to: '2026-03-31' });
      if (status === 201) prepared += 1;
      else if (status !== 503) this.refused.push(`${status} period: ${text}`);
      await sleep(200, undefined, { signal: end }).catch(() => undefined);
    }
  }

  #question(): Question {
    const { ward, files } = this.of;
    const file = files[files.length - 1 - this.chance.below(Math.min(files.length, 12))];
    const choice = this.#asked++ % 10;
    if (choice < 4) return { kind: 'coverage', path: `/api/coverage?scope=${ward}`, counted: figures };
    if (choice === 4) return { kind: 'front page', path: `/?scope=${ward}` };
    if (file && choice === 5) {
      const counted = (json: unknown): Counted => ({
        entries: { stream: file.stream, count: One.parse(json).engagement.revision + 1 },
      });
      return { kind: 'engagement', path: `/api/engagements/${file.id}?`, counted };
    }
    if (file && choice === 6) {
      const counted = (json: unknown): Counted => {
        const { stream, entries, next } = Entries.parse(json);
        return next === null ? { entries: { stream, count: entries.length } } : {};
      };
      return { kind: 'history', path: `/api/streams/engagement/${file.id}/history?limit=200`, counted };
    }
    const list = this.chance.of(this.lists);
    return { kind: list, path: `${list}?${list === '/api/members/search' ? SOMEBODY : ''}` };
  }

  /**
   * The moments of queries: now; after a receipt, or after a position before it, which may be inside an append; as
   * known a moment ago.
   */
  #moment(): readonly [kind: string, parameters: Readonly<Record<string, string>>] {
    const { position = 1n } = this.of.files.at(-1) ?? {};
    const ago = (ms: number) => new Date(Math.max(Date.now() - ms, this.#since)).toISOString();
    const back = BigInt(this.chance.below(200));
    switch (this.chance.below(5)) {
      case 0:
        return ['', {}];
      case 1:
        return ['after', { after: String(position) }];
      case 2:
        return ['after', { after: String(position > back ? position - back : position) }];
      case 3:
        return ['knownAt', { knownAt: ago(20) }];
      default:
        return ['knownAt', { knownAt: ago(this.chance.below(3000)) }];
    }
  }

  async #ask({ kind, path, counted }: Question): Promise<void> {
    const [moment, parameters] = this.#moment();
    const answer = await this.of.api.get(`${path}&${new URLSearchParams(parameters).toString()}`);
    // If the engagement or the tables are not projected yet, there is nothing to judge.
    if (answer.status === 404 || answer.status === 503) return;
    if (answer.status !== 200) {
      this.refused.push(`${answer.status} ${path} ${JSON.stringify(parameters)}: ${answer.text}`);
      return;
    }
    this.answers.push({
      kind: `${kind} ${moment}`.trim(),
      position: positionOf(answer),
      ...(counted ? { counted: counted(answer.json) } : {}),
    });
  }

  /** The stream of figures. */
  async #read(signal: AbortSignal): Promise<void> {
    const { api, ward } = this.of;
    const address = new URL(`/api/coverage/stream?scope=${ward}`, api.api.address);
    try {
      const response = await fetch(address, { headers: api.tester, signal });
      if (!response.body) return;
      const decoder = new TextDecoder();
      let held = '';
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        held += decoder.decode(chunk, { stream: true });
        const events = held.split('\n\n');
        held = events.pop() ?? '';
        for (const event of events) this.#told(event);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  #told(event: string): void {
    const [, position] = /^id: (\d+)\//m.exec(event) ?? [];
    const [, data] = /^data: (.*)$/m.exec(event) ?? [];
    if (position !== undefined && data?.includes('counters'))
      this.answers.push({ kind: 'stream', position: BigInt(position), counted: figures(JSON.parse(data)) });
  }
}

function positionOf({ json, text }: Answered): bigint {
  if (json !== undefined) return BigInt(Stamped.parse(json).position);
  const [, position] = /record (\d+) ·/.exec(text) ?? [];
  if (position === undefined) throw new RangeError('a page that does not say of when it is');
  return BigInt(position);
}
