import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { RegisterDirectory } from '#features/organizations';
import type { Json } from '#kernel/canonical-json';
import type { CommandOf } from '#kernel/command';
import { dayOf, instant } from '#kernel/dates';
import type { PastEvent } from '#kernel/effective';
import type { EntryCommand } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, Uuid } from '#kernel/ids';
import { oneBlank } from '#kernel/text';
import { EVERYTHING } from '#platform/access/reader';
import { maySee } from '#platform/access/wall';
import { Executor } from '#platform/commands/execute';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { OneAtATime } from '#platform/commands/one-at-a-time';
import { EVENT_STORE, type EventStore } from '#platform/event-store/event-store';
import { fieldProblem } from '#platform/http/problems';
import { APP_DB, READ_DB } from '#platform/platform.module';
import { type Db, rowsFor } from '#platform/projections/rows-for';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { member } from '../member.js';
import type { Commands } from '../member-commands.js';
import { entriesOf, type Member } from '../member-events.js';
import { members } from '../members.projection.js';
import { isEntered } from '../rules/possible.js';
import { MemberSealer } from './member-sealer.handler.js';
import { MemberTwins } from './member-twins.handler.js';
import type { plainCommands } from './plain-commands.js';

type MemberRequest = CommandOf<Omit<Commands, keyof typeof plainCommands> & typeof plainCommands> | EntryCommand;

/** Longest wait for the read model to include the end of the log. */
const PATIENCE_MS = 5000;

/**
 * Prepares commands on persons: checks that what they name exists, gives a new person the next number, and seals what
 * they say of a person. Persons are entered one after the other over all processes, so that no number is given twice.
 */
@Injectable()
export class MemberIntake implements Intake<Member, MemberRequest, Commands> {
  readonly #members: Db<typeof members>;
  readonly #alone: OneAtATime;

  constructor(
    private readonly directory: RegisterDirectory,
    private readonly sealer: MemberSealer,
    private readonly twins: MemberTwins,
    private readonly executor: Executor,
    @Inject(EVENT_STORE) private readonly store: Pick<EventStore, 'head'>,
    @Inject(KNOWLEDGE) private readonly knowledge: Knowledge,
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(APP_DB) appDb: Kysely<unknown>,
  ) {
    this.#members = rowsFor(db, members, EVERYTHING('a number is given to one person in the whole store'));
    this.#alone = new OneAtATime(appDb, 'members');
  }

  /** A person may be entered under an id that older records used. */
  recordOf(request: MemberRequest, { address, envelope }: Request): Uuid {
    if (request.type !== 'EnterMember') return address.id as Uuid;
    return request.data.memberId ?? newStreamId(member.category, envelope.actor.id, envelope.commandId);
  }

  /** @throws Unavailable if another process has been entering persons for long */
  during<T>(request: MemberRequest, run: () => Promise<T>): Promise<T> {
    return request.type === 'EnterMember' ? this.#alone.run(run) : run();
  }

  /** @throws Problem | PossibleTwin | NotATwin | OwnCase | OwnerErased | KeysUnavailable | NotCaughtUp | Unavailable */
  async prepare(request: MemberRequest, occasion: Occasion<Member>) {
    const { id, before, repeated, by } = occasion;
    if (!repeated) {
      by.assertNotOwn([id]);
      await this.#mustExist(request, occasion);
      assertBorn(request);
      await this.#assertNoTwin(request, occasion);
    }
    const command = await this.#sealed(request, occasion);
    if (request.type !== 'EnterMember' || repeated || isEntered(before.state)) return { command };
    return { command, facts: { number: numberIn(before.events) ?? (await this.#nextNumber()) } };
  }

  /** The id of a new person, or of a post. */
  made(request: MemberRequest, { id, envelope }: Request & { readonly id: Uuid }): Uuid | undefined {
    if (request.type === 'EnterMember') return id;
    return request.type === 'HoldPost' ? itemId(streamId(member.category, id), envelope.commandId, 0) : undefined;
  }

  /** Compares with everybody entered so far; what is stated of one person at the same time elsewhere may be overlooked. */
  async #assertNoTwin(request: MemberRequest, { id, before, by }: Occasion<Member>): Promise<void> {
    if (request.type !== 'EnterMember' && request.type !== 'StateParticulars') return;
    // The decider refuses to enter a person twice under one id.
    if (request.type === 'EnterMember' && isEntered(before.state)) return;
    await this.knowledge.waitFor(await this.store.head(), [members.name], PATIENCE_MS);
    const organizations =
      request.type === 'EnterMember' ? [request.data.organizationId] : organizationsOf(before.state);
    const { name, bornOn, cardNumber, notTwinOf } = request.data;
    await this.twins.assertNone({ memberId: id, name, bornOn, cardNumber, organizations, notTwinOf }, by);
  }

  async #sealed(request: MemberRequest, { id, sealedIn, envelope: { commandId } }: Occasion<Member>) {
    const at = { memberId: id, commandId, format: sealedIn };
    switch (request.type) {
      case 'EnterMember':
        return this.sealer.entry(at, tidy(request.data));
      case 'StateParticulars':
        return this.sealer.particulars(at, tidy(request.data));
      case 'LinkSamePerson':
        return this.sealer.link(at, request.data);
      case 'UnlinkSamePerson':
        return this.sealer.unlinking(at, request.data);
      default:
        return request; // nothing in it is sealed
    }
  }

  /** One more than every number ever given, since a number stays with its person even if the entry is annulled. */
  async #nextNumber(): Promise<number> {
    await this.knowledge.waitFor(await this.store.head(), [members.name], PATIENCE_MS);
    const { last } = await this.#members
      .selectFrom('entered')
      .select(({ fn }) => fn.max('number').as('last'))
      .executeTakeFirst()
      .then((row) => ({ last: row?.last ?? 0 }));
    return last + 1;
  }

  async #mustExist(request: MemberRequest, { by }: Occasion<Member>): Promise<void> {
    const organizations = organizationsIn(request);
    const missing = await this.directory.missing(organizations.map(({ id }) => id));
    for (const { id, field } of organizations)
      if (missing.has(id)) throw fieldProblem('body', field, 'not-found', NO_ORGANIZATION);
    if (request.type !== 'LinkSamePerson') return;
    // A person whom the sender may not see is answered like an id of nobody.
    const other = streamId(member.category, request.data.otherId);
    const seen = (past: readonly PastEvent[]) => maySee(member, past, by);
    const history = await this.executor.historyIf(member, other, seen);
    if (!history || !isEntered(history.state)) throw fieldProblem('body', 'otherId', 'not-found', NO_MEMBER);
  }
}

const NO_ORGANIZATION = {
  vi: 'Sổ tổ chức đảng không có tổ chức đảng nào mang mã này; hãy kiểm tra mã',
  en: 'No organization of the register has this id; check the id',
};
const NO_MEMBER = {
  vi: 'Sổ nhân sự không có người nào mang mã này; hãy kiểm tra mã, hoặc ghi người này vào sổ trước',
  en: 'No person of the register has this id; check the id, or enter the person first',
};
const NOT_BORN = {
  vi: 'Ngày sinh phải ở trước ngày vào Đảng và không ở sau hôm nay; hãy kiểm tra các ngày',
  en: 'The day of birth must be before the day of joining the Party, and not after today; check the days',
};

/** The number that the person of this record already had, if the first entry was annulled. */
function numberIn(past: readonly PastEvent[]): number | undefined {
  const first = past.find(({ type }) => type === 'MemberEntered');
  return (first?.data as { readonly number: number } | undefined)?.number;
}

/** The organizations of the memberships that are recorded. */
const organizationsOf = (member: Member): readonly (Uuid | null)[] =>
  [...entriesOf(member, 'MemberEntered'), ...entriesOf(member, 'MembershipMoved')].map(
    ({ data }) => data.organizationId,
  );

/** The decider cannot read a sealed day, so it is checked here. @throws Problem */
function assertBorn(request: MemberRequest): void {
  if (request.type !== 'EnterMember' && request.type !== 'StateParticulars') return;
  const { bornOn } = request.data;
  const since = request.type === 'EnterMember' ? request.data.memberSince : null;
  if (bornOn === null) return;
  if (bornOn > dayOf(instant(new Date())) || (since !== null && bornOn >= since))
    throw fieldProblem('body', 'bornOn', 'day-out-of-order', NOT_BORN);
}

/** Runs of blanks in what is sealed are made one, as the kernel does in what is recorded in clear. */
const tidy = <T extends { readonly name: string; readonly cardNumber: string | null }>(plain: T): T => ({
  ...plain,
  name: oneBlank(plain.name),
  cardNumber: plain.cardNumber === null ? null : oneBlank(plain.cardNumber),
});

interface Named {
  readonly id: Uuid;
  readonly field: string;
}

/** The organizations that a request names, also in the new values of a correction. */
function organizationsIn(request: MemberRequest): readonly Named[] {
  const named = (value: Json | undefined, field: string): readonly Named[] => {
    const id = Uuid.safeParse(value).data;
    return id ? [{ id, field }] : [];
  };
  if (request.type === 'CorrectEntry')
    return request.data.changes.flatMap(({ field, to }, i) =>
      field === 'organizationId' ? named(to, `changes.${i}.to`) : [],
    );
  const { organizationId } = request.data as { readonly organizationId?: Json };
  return named(organizationId, 'organizationId');
}
