import { Injectable } from '@nestjs/common';
import { SamePersons } from '#features/members';
import { CaseDirectory, type Kin, RegisterDirectory } from '#features/organizations';
import { streamId, type Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { Executor } from '#platform/commands/execute';
import { type FieldError, Problem } from '#platform/http/problems';
import { engagement } from '../engagement.js';
import {
  judge,
  type Link,
  type LinkedEngagement,
  linkedEngagement,
  type LinkingAct,
  withPersons,
  WRONG_LINKS,
} from '../rules/links.js';
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
  case: {
    vi: 'Không có hồ sơ kỷ luật nào mang mã này; hãy kiểm tra mã',
    en: 'No discipline case has this id; check the id',
  },
};

/** Checks that what a request names exists and is visible to the caller. */
@Injectable()
export class References {
  constructor(
    private readonly executor: Executor,
    private readonly directory: RegisterDirectory,
    private readonly cases: CaseDirectory,
    private readonly same: SamePersons,
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
    for (const reference of to('case')) if (!(await this.cases.named(reference.id, by))) unknown.push(reference);
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
    const subjects = (await this.#linked(id, by))?.subjects ?? [];
    return subjects.some((subject) => subjectId === null || subject.subjectId === subjectId);
  }

  /**
   * Refuses links to engagements of a wrong kind or of other subjects. Call it after `mustExist`.
   *
   * @throws Problem `invalid-request` naming the fields | NotCaughtUp | Unavailable
   */
  async mustFit(act: LinkingAct, links: readonly Link[], by: Caller): Promise<void> {
    const personOf = this.same.now();
    const own = withPersons(act, personOf);
    const errors: FieldError[] = [];
    for (const link of links) {
      const found = await this.#linked(link.id, by);
      const other = found && withPersons(found, personOf);
      const wrong = other && judge(link, own, other, await this.#kin(act, other)).wrong;
      if (wrong) errors.push({ in: 'body', field: link.field, code: 'wrong-link', ...WRONG_LINKS[wrong] });
    }
    if (errors.length > 0) throw new Problem('invalid-request', { errors });
  }

  /** Relations are read only if the subjects are not plainly the same. */
  async #kin({ subjects }: LinkingAct, other: LinkedEngagement): Promise<Kin> {
    const ids = [...subjects, ...other.subjects].map(({ organizationId }) => organizationId);
    return new Set(ids).size < 2 ? () => 'same' : this.directory.kin(ids);
  }

  async #linked(id: Uuid, by: Caller): Promise<LinkedEngagement | null> {
    const reader = by.under('read:engagements');
    const stream = streamId(engagement.category, id);
    const history = await this.executor.historyIf(engagement, stream, (events) => maySee(engagement, events, reader));
    return history && linkedEngagement(history.state);
  }
}
