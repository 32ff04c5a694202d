import { Inject, Injectable } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { WHOLE_STORE } from '#kernel/concern';
import { streamId, Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import type { Caller } from '#platform/access/caller';
import { personsBarredFrom } from '#platform/access/persons-behind';
import type { Receipt } from '#platform/commands/envelope';
import { Executor } from '#platform/commands/execute';
import { personsOfRecord } from '#platform/commands/record-by-id';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { OneAtATime } from '#platform/commands/one-at-a-time';
import { fieldProblem, notFound } from '#platform/http/problems';
import { APP_DB } from '#platform/platform.module';
import { KEY_RING, type KeyOwner, type KeyRing } from '#platform/sealing/key-ring';
import { OWNER_KINDS } from './codes.js';
import { erasure, type ErasureRequest, type State } from './erasure.js';
import { KINDS_OF_CASES } from './owners-shown.handler.js';
import { holdsOnPerson, type LinkedFacts, NO_LINKS } from './linked.js';
import { refuse } from './refusals.js';
import { Shredder } from './shredder.handler.js';

type Kind = KeyOwner['kind'];

/** The steps that three different persons take. */
const STEPS: ReadonlySet<string> = new Set(['ErasureRequested', 'ErasureApproved']);

/**
 * Looks up of which kind an owner is, and determines which person acts on an erasure. The decider needs this, since
 * three different persons must act, each in person.
 */
@Injectable()
export class ErasureIntake implements Intake<State, ErasureRequest, typeof erasure.commands> {
  readonly #alone: OneAtATime;

  constructor(
    private readonly executor: Executor,
    private readonly shredder: Shredder,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(KEY_RING) private readonly keys: KeyRing,
    @Inject(APP_DB) db: Kysely<unknown>,
  ) {
    this.#alone = new OneAtATime(db, 'erasures');
  }

  /**
   * Before anything is compared: nobody acts on the content of a case about themselves, and a case that the sender may
   * not see is answered as an id of nothing.
   *
   * @throws Problem `not-found` | Rejection `NothingSealed` | OwnCase | KeysUnavailable
   */
  async recordOf({ type }: ErasureRequest, { address, by }: Request): Promise<Uuid> {
    const id = Uuid.parse(address.ownerId);
    // Whoever has no ground for the whole store learns nothing about the case; the command is refused later.
    if (!by.scope.everything) return id;
    const { kinds, concerned } = await this.#owners(id, by);
    if (concerned !== null && concerned !== 'hidden') by.assertNotOwn(concerned);
    if ((type === 'PlaceHold' || type === 'RequestErasure') && kinds.length === 0) return refuse('NothingSealed');
    if (kinds.length === 0) {
      // Read for a hidden case, too: the same work as for an id of nothing.
      const { events } = await this.executor.history(erasure, streamId(erasure.category, id));
      if (concerned === 'hidden' || events.length === 0) throw notFound();
    }
    return id;
  }

  /**
   * Commands on erasures run one after the other over all processes: a hold on one record of a person must not be placed
   * while the erasure of another record of the person is executed.
   *
   * @throws Unavailable if another process has been at one for long
   */
  during<T>(_: ErasureRequest, run: () => Promise<T>): Promise<T> {
    return this.#alone.run(run);
  }

  /** @throws Problem | NotPermitted | OwnCase | KeysUnavailable | ReadModelRebuilding */
  async prepare(command: ErasureRequest, { id, before, repeated, by }: Occasion<State>) {
    const actor = by.actorFor({ ...WHOLE_STORE, members: [id] });
    const since = before.events.findLastIndex(({ type }) => type === 'ErasureRequested');
    const acted = since < 0 ? [] : before.events.slice(since).filter(({ type }) => STEPS.has(type));
    const barred = [...(await personsBarredFrom(this.authority, acted))];
    if (command.type !== 'PlaceHold' && command.type !== 'RequestErasure') {
      const isOfPerson = before.state.request?.kind === 'person';
      const linked = isOfPerson && !repeated ? await this.#linked(id) : NO_LINKS;
      return { command, actor, facts: { barred, linked } };
    }
    const ownerKind = await this.#kindOf(id, command.data.ownerKind, repeated, by);
    const linked = ownerKind === 'person' && !repeated ? await this.#linked(id) : NO_LINKS;
    const facts = { barred, hasKey: ownerKind !== null, linked };
    // If nothing is sealed, the decision refuses whatever the kind.
    const owned = { ownerKind: ownerKind ?? 'person' } as const;
    if (command.type === 'PlaceHold')
      return { command: { type: command.type, data: { ...command.data, ...owned } }, actor, facts };
    return { command: { type: command.type, data: { ...command.data, ...owned } }, actor, facts };
  }

  /**
   * The other records of a person, by the links of now, and what holds them. Cost: a look-up of a key and of a stream for
   * each; one look-up for a person without links.
   */
  async #linked(id: Uuid): Promise<LinkedFacts> {
    const own = await this.keys.of({ kind: 'person', id });
    const found = { ids: [] as Uuid[], held: 0 };
    for (const other of this.authority.recordsOf(id)) {
      if (other === id || (await this.keys.of({ kind: 'person', id: other })).is === 'erased') continue;
      const { state, events } = await this.executor.history(erasure, streamId(erasure.category, other));
      found.ids.push(other);
      found.held += holdsOnPerson(state, events);
    }
    return { ids: found.ids.sort(), held: found.held, erasedOn: own.is === 'erased' ? own.on : null };
  }

  /** The kinds of owner with this id, without a case that the caller may not see; whom the record of a case concerns. */
  async #owners(id: Uuid, by: Caller) {
    const owners = await this.keys.ownersOf(id);
    const concerned = await personsOfRecord(this.executor, KINDS_OF_CASES, id, by);
    const kinds = owners.map(({ kind }) => kind).filter((kind) => kind === 'person' || concerned !== 'hidden');
    return { kinds, concerned };
  }

  /**
   * Of which kind an owner is; null if nothing is sealed under the id.
   *
   * @param stated what the request says; of a repeated request it is what was recorded
   * @throws Problem `invalid-request` if the id is that of owners of both kinds and none is stated, or another is stated
   */
  async #kindOf(id: Uuid, stated: Kind | null, repeated: boolean, by: Caller): Promise<Kind | null> {
    const { kinds } = await this.#owners(id, by);
    const [kind = null] = kinds;
    if (stated !== null && (repeated || kinds.includes(stated))) return stated;
    if (stated !== null && kind !== null)
      throw fieldProblem('body', 'ownerKind', 'other-kind', {
        vi: `Nội dung được mã hóa bảo mật dưới mã này là của ${OWNER_KINDS[kind].vi}; hãy bỏ trường này hoặc sửa lại`,
        en: `What is sealed under this id belongs to a ${OWNER_KINDS[kind].en}; leave this field out, or change it`,
      });
    if (kinds.length > 1)
      throw fieldProblem('body', 'ownerKind', 'required', {
        vi: 'Mã này vừa là mã của một đảng viên vừa là mã của một vụ việc; hãy nêu là nội dung của bên nào',
        en: 'This id is that of a person and also that of a case; state whose content is meant',
      });
    return kind;
  }

  /**
   * The event is appended first, then the key is destroyed. If the key store is down, the sweep destroys the key later.
   */
  async done(command: ErasureRequest, _: Receipt, { id }: Request & { readonly id: KeyOwner['id'] }): Promise<void> {
    if (command.type !== 'ExecuteErasure') return;
    const { state } = await this.executor.history(erasure, streamId(erasure.category, id));
    const executed = state.executed.slice(-1);
    await this.shredder.destroy(
      executed.flatMap(({ kind, on, linkedIds }) =>
        [id, ...linkedIds].map((one) => ({ owner: { kind, id: one }, on })),
      ),
    );
  }
}
