import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { engagement } from '#features/engagements';
import { RegisterDirectory } from '#features/organizations';
import { DisciplineForm } from '#features/rulebook';
import type { Json } from '#kernel/canonical-json';
import type { CommandOf } from '#kernel/command';
import type { EntryCommand } from '#kernel/entry-commands';
import { newStreamId, streamId, Uuid } from '#kernel/ids';
import type { Envelope } from '#platform/event-store/envelope';
import { Executor } from '#platform/event-store/execute';
import type { Recorded } from '#platform/event-store/recorded';
import { StreamCommand } from '#platform/event-store/stream-command.handler';
import { fieldProblem, notFound } from '#platform/http/problems';
import { CommandAnswer } from '#platform/http/stream-command';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import { disciplineCase } from '../discipline-case.js';
import { SEALED_SCHEMA } from '../questions/case-reader.handler.js';
import { assertDirection } from '../rules/forms.js';
import { refuse } from '../rules/refusals.js';
import type { Case, commands, Subject } from '../rules/shapes.js';
import { CaseSealer } from './case-sealer.handler.js';
import type { Plain } from './plain-commands.js';

type Asked<K extends keyof Plains> = { readonly [T in K]: { readonly type: T; readonly data: Plain<T> } }[K];
type Plains = {
  [K in 'OpenDisciplineCase' | SealedChange]: Plain<K>;
};
type SealedChange = 'CountBallot' | 'DecideDiscipline' | 'ImposeNoDiscipline' | 'PostponeDiscipline' | 'ChangeDecision';
type Commands = CommandOf<typeof commands>;
type Change = Asked<SealedChange> | Extract<Commands, { type: 'AnnounceDecision' | 'HandOverDecision' }> | EntryCommand;

/**
 * Takes what clerks ask of discipline cases to the log: what they name must exist, and what is told of a person is sealed.
 * A request sent again is judged by the case as it was before it, so it makes the same command.
 */
@Injectable()
export class CaseIntake {
  constructor(
    private readonly bus: CommandBus,
    private readonly executor: Executor,
    private readonly directory: RegisterDirectory,
    private readonly sealer: CaseSealer,
    @Inject(SEALING) private readonly sealing: Sealing,
  ) {}

  /** @throws Problem | Rejection, and what the store throws */
  async open({ data }: Asked<'OpenDisciplineCase'>, envelope: Envelope): Promise<CommandAnswer> {
    const caseId = newStreamId(disciplineCase.category, envelope.actor.id, envelope.commandId);
    const { repeated } = await this.#recorded(caseId, envelope);
    if (!repeated) await this.#mustExist(data);
    const command = await this.sealer.opening({ caseId, commandId: envelope.commandId }, data);
    return this.#send(caseId, command, envelope, caseId);
  }

  /** @throws Problem | Rejection, and what the store throws */
  async change(caseId: Uuid, asked: Change, envelope: Envelope): Promise<CommandAnswer> {
    const recorded = await this.#recorded(caseId, envelope);
    if (recorded.events.length === 0) throw notFound();
    if (!recorded.repeated) await this.#mustExist(asked.data);
    return this.#send(caseId, await this.#sealed(caseId, asked, recorded, envelope), envelope);
  }

  async #sealed(caseId: Uuid, asked: Change, recorded: Recorded<Case>, { commandId }: Envelope) {
    switch (asked.type) {
      case 'AnnounceDecision':
      case 'HandOverDecision':
      case 'CorrectEntry':
      case 'AnnulEntry':
        return asked;
    }
    const at = { caseId, commandId };
    const subject = recorded.state.opened?.subject ?? refuse('CaseNotOpened');
    switch (asked.type) {
      case 'CountBallot':
        return this.sealer.ballot(at, subject, asked.data);
      case 'DecideDiscipline':
        return this.sealer.decision(at, subject, asked.data);
      case 'ImposeNoDiscipline':
        return this.sealer.noDiscipline(at, subject, asked.data);
      case 'PostponeDiscipline':
        return this.sealer.postponement(at, subject, asked.data);
      case 'ChangeDecision':
        await this.#goesThatWay(subject, asked.data, recorded);
        return this.sealer.change(at, subject, asked.data);
    }
  }

  /** Of a person only here can be seen whether a form is heavier; of an organization the decider sees it. */
  async #goesThatWay(subject: Subject, { how, form, changedOn }: Plain<'ChangeDecision'>, recorded: Recorded<Case>) {
    const { decisions, changes } = recorded.state;
    if (subject.memberId === null || form === null || (how !== 'RAISED' && how !== 'LOWERED')) return;
    const earlier = changes
      .filter((change) => change.sealedForm !== null && change.changedOn <= changedOn)
      .sort((a, b) => (a.changedOn < b.changedOn ? -1 : a.changedOn > b.changedOn ? 1 : 0));
    const { sealedForm, entry } = earlier.at(-1) ?? decisions[0] ?? {};
    const record = entry === undefined ? undefined : recorded.events[entry]?.record;
    if (!sealedForm || !record) return;
    const { stream, id: eventId, type } = record;
    const place = { stream, eventId, type, schema: SEALED_SCHEMA, field: 'sealedForm' };
    const opened = await this.sealing.open(sealedForm, place);
    if (typeof opened === 'string') assertDirection(subject.class, how, DisciplineForm.parse(opened), form);
  }

  #recorded(caseId: Uuid, { commandId }: Envelope): Promise<Recorded<Case>> {
    return this.executor.recorded(disciplineCase, streamId(disciplineCase.category, caseId), commandId);
  }

  async #mustExist(data: Json): Promise<void> {
    const named = idsIn(data);
    const missing = await this.directory.missing(named.flatMap(({ of, id }) => (of === 'organizationId' ? [id] : [])));
    for (const { of, id, subjectId, field } of named) {
      if (of === 'organizationId' ? missing.has(id) : !(await this.#hasSubject(id, subjectId)))
        throw fieldProblem('body', field, 'not-found', { vi: 'Không tìm thấy', en: 'There is no such thing' });
    }
  }

  /** Asked of the log, so an engagement that was recorded a moment ago is known. */
  async #hasSubject(engagementId: Uuid, subjectId: Uuid | null): Promise<boolean> {
    const { state } = await this.executor.recorded(engagement, streamId(engagement.category, engagementId));
    const subjects = state.flatMap(({ type, data }) =>
      type === 'EngagementOpened' ? data.subjects : type === 'EngagementScopeChanged' ? data.added : [],
    );
    return subjects.some((subject) => subjectId === null || subject.subjectId === subjectId);
  }

  async #send(caseId: Uuid, command: Commands | EntryCommand, envelope: Envelope, begun?: Uuid) {
    const stream = streamId(disciplineCase.category, caseId);
    return new CommandAnswer(
      await this.bus.execute(new StreamCommand(disciplineCase, stream, command, envelope)),
      begun,
    );
  }
}

interface Named {
  readonly of: 'organizationId' | 'engagementId';
  readonly id: Uuid;
  readonly subjectId: Uuid | null;
  readonly field: string;
}

/** Organizations and engagements that a request names, those in the new values of a correction included. */
function idsIn(data: Json, path: readonly string[] = []): Named[] {
  if (typeof data !== 'object' || data === null) return [];
  const members = data as Readonly<Record<string, Json>>;
  const { field: corrected, to } = members;
  const own = typeof corrected === 'string' && to !== undefined ? { [corrected.split('.').at(-1) ?? '']: to } : members;
  return Object.entries(own).flatMap(([name, value]) => {
    const inner = [...path, own === members ? name : 'to'];
    const id = Uuid.safeParse(value).data;
    if ((name !== 'organizationId' && name !== 'engagementId') || !id) return idsIn(value, inner);
    const subjectId = Uuid.safeParse(members.subjectId).data ?? null;
    return [{ of: name, id, subjectId, field: inner.join('.') }];
  });
}
