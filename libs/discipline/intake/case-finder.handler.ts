import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CaseDirectory, type CaseNamed } from '#features/organizations';
import { streamId, type Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import { maySee } from '#platform/access/wall';
import { Executor } from '#platform/commands/execute';
import { disciplineCase } from '../discipline-case.js';
import { formInForce } from '../rules/disbandment.js';

/** Answers the case directory. Reads the log, so a case recorded a moment ago is found. */
@Injectable()
export class CaseFinder implements OnModuleInit {
  constructor(
    private readonly executor: Executor,
    private readonly directory: CaseDirectory,
  ) {}

  onModuleInit(): void {
    this.directory.answeredBy((caseId, by) => this.#named(caseId, by));
  }

  async #named(caseId: Uuid, by: Caller): Promise<CaseNamed | null> {
    const reader = by.under('read:discipline-cases');
    const stream = streamId(disciplineCase.category, caseId);
    const admit = (events: Parameters<typeof maySee>[1]) => maySee(disciplineCase, events, reader);
    const { opened, decisions, changes } = (await this.executor.historyIf(disciplineCase, stream, admit))?.state ?? {};
    if (!opened) return null;
    const { organizationId, memberId } = opened.subject;
    return { organizationId, memberId, disbands: formInForce(decisions?.[0], changes ?? []) === 'DISBANDMENT' };
  }
}
