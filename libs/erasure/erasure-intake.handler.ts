import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '#kernel/command';
import { disciplineCase } from '#features/discipline';
import { engagement } from '#features/engagements';
import { WHOLE_STORE } from '#kernel/concern';
import type { Decider, History } from '#kernel/decider';
import { streamId, Uuid } from '#kernel/ids';
import { AUTHORITY, type Authority } from '#platform/access/authority';
import { personsBarredFrom } from '#platform/access/persons-behind';
import type { Receipt } from '#platform/commands/envelope';
import { Executor } from '#platform/commands/execute';
import { personsOfRecord } from '#platform/commands/record-by-id';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { notFound } from '#platform/http/problems';
import { KEY_RING, type KeyOwner, type KeyRing } from '#platform/sealing/key-ring';
import { OwnerKind } from './codes.js';
import { erasure, proposedHolds, type State } from './erasure.js';
import { Shredder } from './shredder.handler.js';

type ErasureCommand = CommandOf<typeof erasure.commands>;

/** The kinds of record that own sealed content and may be about a person. A reminder is about organizations only. */
const CASES: readonly Decider[] = [engagement, disciplineCase];
/** The steps that three different persons take. */
const STEPS: ReadonlySet<string> = new Set(['ErasureRequested', 'ErasureApproved']);

/**
 * Determines which person acts on an erasure. The decider needs this, since three different persons must act, each in
 * person.
 */
@Injectable()
export class ErasureIntake implements Intake<State, ErasureCommand> {
  constructor(
    private readonly executor: Executor,
    private readonly shredder: Shredder,
    @Inject(AUTHORITY) private readonly authority: Authority,
    @Inject(KEY_RING) private readonly keys: KeyRing,
  ) {}

  /**
   * Before anything is compared: nobody acts on the content of a case about themselves, and a case that the sender may
   * not see is answered as an id of nothing.
   *
   * @throws Problem `not-found` | OwnCase | KeysUnavailable
   */
  async recordOf(command: ErasureCommand, { address, by }: Request): Promise<Uuid> {
    const id = Uuid.parse(address.ownerId);
    // Whoever has no ground for the whole store learns nothing about the case; the command is refused later.
    if (!by.scope.everything || (await this.#kindOf(command, id)) !== 'case') return id;
    const concerned = await personsOfRecord(this.executor, CASES, id, by);
    if (concerned !== null && concerned !== 'hidden') by.assertNotOwn(concerned);
    else if (command.type !== 'RequestErasure') {
      const hasKey = await this.#hasKey('case', id); // asked for a hidden case, too: the same work as for none
      if (concerned === 'hidden' || !hasKey) throw notFound(); // a reminder has a key, and no record of its own
    }
    return id;
  }

  /** @throws Problem `not-found` | NotPermitted | OwnCase | KeysUnavailable | ReadModelRebuilding */
  async prepare(command: ErasureCommand, { id, before, by }: Occasion<State>) {
    const kind = await this.#kindOf(command, id);
    if (kind === undefined) throw notFound();
    const actor = by.actorFor({ ...WHOLE_STORE, members: kind === 'person' ? [id] : [] });
    const asks = command.type === 'RequestErasure';
    const isHidden = asks && kind === 'case' && (await personsOfRecord(this.executor, CASES, id, by)) === 'hidden';
    const hasKey = asks && (await this.#hasKey(kind, id)) && !isHidden;
    const since = before.events.findLastIndex(({ type }) => type === 'ErasureRequested');
    const acted = since < 0 ? [] : before.events.slice(since).filter(({ type }) => STEPS.has(type));
    return { command, actor, facts: { hasKey, barred: [...(await personsBarredFrom(this.authority, acted))] } };
  }

  async #kindOf({ data }: ErasureCommand, id: Uuid): Promise<KeyOwner['kind'] | undefined> {
    if ('ownerKind' in data) return data.ownerKind;
    return ownerKindIn(await this.executor.history(erasure, streamId(erasure.category, id)));
  }

  async #hasKey(kind: KeyOwner['kind'], id: Uuid): Promise<boolean> {
    return (await this.keys.of({ kind, id })).is !== 'unknown';
  }

  /**
   * The event is appended first, then the key is destroyed. If the key store is down, the sweep destroys the key later.
   */
  async done(command: ErasureCommand, _: Receipt, { id }: Request & { readonly id: KeyOwner['id'] }): Promise<void> {
    if (command.type !== 'ExecuteErasure') return;
    const { state } = await this.executor.history(erasure, streamId(erasure.category, id));
    if (state.owner === null || state.executedOn === null) return;
    await this.shredder.destroy({ owner: { kind: state.owner.ownerKind, id }, on: state.executedOn });
  }
}

/** The kind of owner that the record names; where nothing has taken effect yet, the kind that a proposed hold names. */
function ownerKindIn({ state, events }: History<State>): KeyOwner['kind'] | undefined {
  const [proposed] = proposedHolds(events).flatMap(({ acts }) => acts);
  return state.owner?.ownerKind ?? OwnerKind.optional().parse(proposed?.data.ownerKind);
}
