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

/** Most wrong fields that one problem lists. */
const MOST = 50;
const NOT_FOUND: Readonly<Record<Reference['to'], Bilingual>> = {
  organization: {
    vi: 'Không có tổ chức đảng nào mang mã này; hãy kiểm tra mã',
    en: 'No organization has this id; check the id',
  },
  engagement: {
    vi: 'Không có cuộc kiểm tra, giám sát (hoặc đối tượng của cuộc) nào mang mã này; hãy kiểm tra mã',
    en: 'No inspection or supervision (or none of its subjects) has this id; check the id',
  },
};

/** Checks that what a request names exists and is visible to the caller. */
@Injectable()
export class References {
  constructor(
    private readonly executor: Executor,
    private readonly directory: RegisterDirectory,
  ) {}

  /**
   * Refuses references to what does not exist. An engagement that the caller may not see counts as missing.
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
   * Whether the engagement, and the subject if one is named, exists and is visible to the caller. Reads the log, so an
   * entry recorded a moment ago is found.
   */
  async exists({ id, subjectId }: Pick<Reference, 'id' | 'subjectId'>, by: Caller): Promise<boolean> {
    const reader = by.under('read:engagements');
    const stream = streamId(engagement.category, id);
    const history = await this.executor.historyIf(engagement, stream, (events) => maySee(engagement, events, reader));
    if (!history) return false;
    const subjects = entriesOf(history.state, 'EngagementOpened', 'EngagementScopeChanged').flatMap((entry) =>
      entry.type === 'EngagementOpened' ? entry.data.subjects : entry.data.added,
    );
    return subjects.some((subject) => subjectId === null || subject.subjectId === subjectId);
  }
}
