import { randomUUID } from 'node:crypto';
import type { Json } from '#kernel/canonical-json';
import { personsIn } from '#kernel/persons';

/** Sends a POST; the header says under which key. */
type Send = (path: string, body: string, headers: Record<string, string>) => Promise<{ readonly status: number }>;

/**
 * Enters persons in the register, so that tests can name anybody by an id of their own. Each is entered once, with a
 * made-up name.
 */
export class Entered {
  readonly #done = new Set<string>();

  /** @param another signs in a second person, since nobody enters themselves */
  constructor(
    private readonly send: Send,
    private readonly another: () => Promise<Readonly<Record<string, string>>> = () => Promise.resolve({}),
  ) {}

  /** Enters the persons whom the body of a command names and who were not entered by this before. */
  async before(path: string, body: unknown): Promise<void> {
    if (!path.startsWith('/api/') || path.startsWith('/api/members')) return;
    const content = typeof body === 'string' ? parsed(body) : body;
    if (typeof content !== 'object' || content === null) return;
    for (const id of idsIn({ ...content, notTwinOf: null })) await this.enter(id); // notTwinOf names records
  }

  /** A refusal is left to the command that names the person. */
  async enter(memberId: string): Promise<void> {
    if (this.#done.has(memberId)) return;
    this.#done.add(memberId);
    const key = { 'idempotency-key': randomUUID(), 'content-type': 'application/json' };
    const body = JSON.stringify({ memberId, name: nameOf(memberId) });
    const { status } = await this.send('/api/members', body, key);
    if (status === 403) await this.send('/api/members', body, { ...key, ...(await this.another()) });
  }
}

/** The persons whom a body names; none if it is nested more deeply than the stack allows, as some tests send it. */
function idsIn(body: object): readonly string[] {
  try {
    return personsIn(JSON.parse(JSON.stringify(body)) as Json).map(({ id }) => id);
  } catch {
    return [];
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}

const SYLLABLES = 'An Bình Cường Dung Giang Hạnh Khánh Lan Minh Nga Oanh Phúc Quân Sơn Tâm Vân'.split(' ');
/** A name that no other id leads to in practice. */
const nameOf = (id: string): string =>
  `Nguyễn ${Array.from(id.replaceAll('-', '').slice(-10), (digit) => SYLLABLES[parseInt(digit, 16)] ?? '').join(' ')}`;
