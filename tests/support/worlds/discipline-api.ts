import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { answered } from '#platform/http/time-travel';
import { numbering } from './next-number.js';
import { WardApi } from './ward-api.js';

/** What a test states about a case that it opens. Default: an official member who is in no other case. */
interface Opening {
  readonly class?: string;
  readonly memberId?: string | null;
  readonly openedOn?: string | null;
}

/** The product with a ward, and with discipline cases in its first base cell. */
export class DisciplineApi {
  readonly #next = numbering();
  private constructor(readonly ward: WardApi) {}

  static async start(): Promise<DisciplineApi> {
    return new DisciplineApi(await WardApi.start());
  }

  close(): Promise<void> {
    return this.ward.close();
  }

  get cell(): string {
    return this.ward.cells[0] ?? '';
  }

  /** Sends a query about discipline cases that includes everything recorded so far. */
  async ask<S extends z.ZodRawShape>(path: string, shape: S) {
    const { json, headers } = await this.ward.ask(`/api/discipline-cases${path}`);
    return { ...answered(shape).parse(json), etag: headers.etag };
  }

  /** Opens a case. @returns functions that send further commands to it, each with the revision of the one before */
  async openCase({ class: of = 'OFFICIAL_MEMBER', memberId = randomUUID(), openedOn = null }: Opening = {}) {
    const { ward } = this;
    const subject = { class: of, organizationId: this.cell, memberId: of === 'ORGANIZATION' ? null : memberId };
    const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn };
    let now = await ward.record('/api/discipline-cases', opening);
    const { id } = now;
    const seen = () => ({ 'if-match': `"${now.revision}"` });
    return {
      id,
      memberId,
      seen,
      next: async (what: string, body: object) => {
        now = await ward.change('discipline-cases', now, what, body);
      },
      butRefused: (what: string, body: object, code: string, status = 409) =>
        ward.refused(`/api/discipline-cases/${id}/${what}`, body, status, code, seen()),
    };
  }

  by(body: string) {
    return { organizationId: body === 'CELL' ? this.cell : this.ward.ward, body };
  }

  decision(form: string, body: string, on: string, more: object = {}) {
    const document = { number: this.#next('QĐ/CB'), signedOn: on };
    return { form, decidingBody: this.by(body), votedOn: on, signedOn: on, document, ...more };
  }

  /** A case with a decision, and with its announcement if a day of announcement is given. */
  async decidedCase(form: string, body: string, on: string, announcedOn: string | null, opening: Opening = {}) {
    const one = await this.openCase(opening);
    const posts = form === 'REMOVAL' ? { posts: ['COMMITTEE_MEMBER'] } : {};
    await one.next('decision', this.decision(form, body, on, posts));
    if (announcedOn !== null) await one.next('announcement', { announcedOn });
    return one;
  }
}
