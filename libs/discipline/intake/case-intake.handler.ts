import { Inject, Injectable } from '@nestjs/common';
import { type LinkingAct, References } from '#features/engagements';
import { NamedPersons, sitsInCommittee } from '#features/members';
import { RegisterDirectory } from '#features/organizations';
import { DisciplineForm } from '#features/rulebook';
import type { Json } from '#kernel/canonical-json';
import type { CommandOf } from '#kernel/command';
import type { History } from '#kernel/decider';
import type { EntryCommand } from '#kernel/entry-commands';
import { type StreamId, streamId, Uuid } from '#kernel/ids';
import type { Caller } from '#platform/access/caller';
import type { Intake, Occasion } from '#platform/commands/intake';
import { fieldProblem } from '#platform/http/problems';
import { FOR_THE_PROGRAM } from '#platform/sealing/openings';
import { SEALING, Sealing } from '#platform/sealing/sealing';
import type { commands } from '../case-commands.js';
import type { Case } from '../case-events.js';
import { disciplineCase } from '../discipline-case.js';
import { SEALED_SCHEMA } from '../questions/case-reader.handler.js';
import { assertDirection } from '../rules/forms.js';
import { refuse } from '../rules/refusals.js';
import { Source, type Subject } from '../rules/shapes.js';
import { CaseSealer } from './case-sealer.handler.js';
import type { Plain, plainCommands } from './plain-commands.js';

type AskedOf = CommandOf<Omit<typeof commands, keyof typeof plainCommands> & typeof plainCommands> | EntryCommand;

/** Prepares commands of discipline cases: checks that what a command names exists, and seals content about persons. */
@Injectable()
export class CaseIntake implements Intake<Case, AskedOf, typeof commands> {
  constructor(
    private readonly references: References,
    private readonly directory: RegisterDirectory,
    private readonly sealer: CaseSealer,
    private readonly persons: NamedPersons,
    @Inject(SEALING) private readonly sealing: Sealing,
  ) {}

  /** @throws Problem | Rejection | OwnerErased | KeysUnavailable */
  async prepare(request: AskedOf, occasion: Occasion<Case>) {
    if (!occasion.repeated) {
      await this.#mustExist(request.data, occasion.by);
      await this.#mustFit(request, occasion);
    }
    const facts = occasion.repeated ? {} : await this.#heldIn(request);
    return { command: await this.#sealed(request, occasion), facts };
  }

  /** Whether the register of persons has the subject in the committee of the ward on the day of the opening. */
  async #heldIn(request: AskedOf) {
    if (request.type !== 'OpenDisciplineCase' || request.data.openedOn === null) return {};
    const { memberId, organizationId, isCommitteeMember } = request.data.subject;
    if (memberId === null || isCommitteeMember !== null) return {};
    const ward = await this.directory.registerOf(organizationId);
    const posts = (await this.persons.posts([memberId], request.data.openedOn)).get(memberId) ?? [];
    return { isCommitteeMember: ward !== null && sitsInCommittee(posts, ward) ? true : null };
  }

  async #sealed(request: AskedOf, { id: caseId, before, sealedIn, envelope: { commandId } }: Occasion<Case>) {
    const at = { caseId, commandId, format: sealedIn };
    const subject = () => before.state.opened?.subject ?? refuse('CaseNotOpened');
    switch (request.type) {
      case 'OpenDisciplineCase':
        return this.sealer.opening(at, request.data);
      case 'CountBallot':
        return this.sealer.ballot(at, subject(), request.data);
      case 'DecideDiscipline':
        return this.sealer.decision(at, subject(), request.data);
      case 'ImposeNoDiscipline':
        return this.sealer.noDiscipline(at, subject(), request.data);
      case 'PostponeDiscipline':
        return this.sealer.postponement(at, subject(), request.data);
      case 'ChangeDecision':
        await this.#goesThatWay(streamId(disciplineCase.category, caseId), subject(), request.data, before);
        return this.sealer.change(at, subject(), request.data);
      default:
        return request; // nothing in it is sealed
    }
  }

  /**
   * Refuses a change of form in the wrong direction if the subject is a person, whose sealed form the decider cannot
   * read. If the subject is an organization, the decider checks this.
   */
  async #goesThatWay(
    stream: StreamId,
    subject: Subject,
    { how, form, changedOn }: Plain<'ChangeDecision'>,
    { state: { decisions, changes }, events }: History<Case>,
  ) {
    if (subject.memberId === null || form === null || (how !== 'RAISED' && how !== 'LOWERED')) return;
    const earlier = changes
      .filter((change) => change.sealedForm !== null && change.changedOn <= changedOn)
      .sort((a, b) => (a.changedOn < b.changedOn ? -1 : a.changedOn > b.changedOn ? 1 : 0));
    const { sealedForm, entry } = earlier.at(-1) ?? decisions[0] ?? {};
    const { id: eventId, type } = (entry === undefined ? undefined : events[entry]) ?? {};
    if (!sealedForm || !eventId || !type) return;
    const place = { stream, eventId, type, schema: SEALED_SCHEMA, field: 'sealedForm' };
    const opened = await this.sealing.open(
      sealedForm,
      place,
      FOR_THE_PROGRAM('a change of form is compared with the form before it'),
    );
    if (typeof opened === 'string') assertDirection(subject.class, how, DisciplineForm.parse(opened), form);
  }

  /** A case arises from a conclusion on its own subject. */
  async #mustFit(request: AskedOf, { before: { state }, by }: Occasion<Case>): Promise<void> {
    const stated = request.type === 'OpenDisciplineCase' ? request.data : state.opened;
    if (!stated) return;
    const source =
      request.type === 'OpenDisciplineCase'
        ? { to: request.data.source, field: 'source.engagementId' }
        : request.type === 'CorrectEntry' && request.data.corrects === state.opened?.entry
          ? correctedSource(stated.source, request.data.changes)
          : null;
    if (!source || !('engagementId' in source.to)) return;
    const { engagementId: id, subjectId } = source.to;
    const { subject, openedOn } = stated;
    const act: LinkingAct = {
      kind: null,
      body: null,
      decision: { number: null, signedOn: openedOn },
      subjects: [subject],
    };
    await this.references.mustFit(act, [{ how: 'SOURCE', id, subjectId, field: source.field }], by);
  }

  async #mustExist(data: Json, by: Caller): Promise<void> {
    const named = idsIn(data);
    const missing = await this.directory.missing(named.flatMap(({ of, id }) => (of === 'organizationId' ? [id] : [])));
    for (const { of, id, subjectId, field } of named) {
      if (of === 'organizationId' ? missing.has(id) : !(await this.references.exists({ id, subjectId }, by)))
        throw fieldProblem('body', field, 'not-found', {
          vi: 'Không có tổ chức đảng hoặc cuộc kiểm tra, giám sát nào mang mã này; hãy kiểm tra mã',
          en: 'No organization, inspection or supervision has this id; check the id',
        });
    }
  }
}

/** The source after a correction, and the field that changed it; null if the correction leaves it as it is. */
function correctedSource(source: Source, changes: readonly { readonly field: string; readonly to: Json }[]) {
  const i = changes.findIndex(({ field }) => field === 'source' || field.startsWith('source.'));
  const change = changes[i];
  if (!change) return null;
  const { field, to } = change;
  const after = field === 'source' ? to : { ...source, [field.slice('source.'.length)]: to };
  const parsed = Source.safeParse(after);
  return parsed.success ? { to: parsed.data, field: `changes.${i}.to` } : null;
}

interface Named {
  readonly of: 'organizationId' | 'engagementId';
  readonly id: Uuid;
  readonly subjectId: Uuid | null;
  readonly field: string;
}

/** Organizations and engagements that a request names, including those in the new values of a correction. */
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
