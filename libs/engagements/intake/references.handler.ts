import { Injectable } from '@nestjs/common';
import { RegisterDirectory } from '#features/organizations';
import { streamId } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { Executor } from '#platform/commands/execute';
import { Problem } from '#platform/http/problems';
import { engagement } from '../engagement.js';
import { entriesOf } from '../engagement-events.js';
import type { Reference } from './references.js';

/** So many wrong fields are told. */
const MOST = 50;
const NOT_FOUND: Readonly<Record<Reference['to'], Bilingual>> = {
  organization: { vi: 'Không có tổ chức đảng nào có mã này', en: 'No register holds such an organization' },
  engagement: {
    vi: 'Không có cuộc kiểm tra, giám sát (hoặc đối tượng của cuộc) nào có mã này',
    en: 'There is no such engagement, or it has no such subject',
  },
};

/** Whether what a request names exists, for all that its sender may see. */
@Injectable()
export class References {
  constructor(
    private readonly executor: Executor,
    private readonly directory: RegisterDirectory,
  ) {}

  /**
   * An engagement that the sender may not see is one that does not exist.
   *
   * @throws Problem `invalid-request` naming the fields | NotCaughtUp | Unavailable
   */
  async mustExist(references: readonly Reference[], by: Caller): Promise<void> {
    const to = (kind: Reference['to']) => references.filter((reference) => reference.to === kind);
    const missing = await this.directory.missing(to('organization').map(({ id }) => id));
    const unknown = to('organization').filter(({ id }) => missing.has(id));
    for (const reference of to('engagement')) if (!(await this.exists(reference, by))) unknown.push(reference);
    if (unknown.length === 0) return;
    throw new Problem('invalid-request', {
      errors: unknown
        .slice(0, MOST)
        .map(({ to, field }) => ({ in: 'body', field, code: 'not-found', ...NOT_FOUND[to] })),
    });
  }

  /**
   * Whether there is an engagement, with a subject where one is named, that somebody may see. Asked of the log, so one that
   * was recorded a moment ago is known.
   */
  async exists({ id, subjectId }: Pick<Reference, 'id' | 'subjectId'>, by: Caller): Promise<boolean> {
    const { events, state } = await this.executor.history(engagement, streamId(engagement.category, id));
    if (!maySee(engagement, events, by.under('read:engagements'))) return false;
    const subjects = entriesOf(state, 'EngagementOpened', 'EngagementScopeChanged').flatMap((entry) =>
      entry.type === 'EngagementOpened' ? entry.data.subjects : entry.data.added,
    );
    return subjects.some((subject) => subjectId === null || subject.subjectId === subjectId);
  }
}
