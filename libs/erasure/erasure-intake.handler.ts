import { Inject, Injectable } from '@nestjs/common';
import type { CommandOf } from '#kernel/command';
import { streamId } from '#kernel/ids';
import type { Receipt } from '#platform/commands/envelope';
import { Executor } from '#platform/commands/execute';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { notFound } from '#platform/http/problems';
import { KEY_RING, type KeyOwner, type KeyRing } from '#platform/sealing/key-ring';
import { erasure, type State } from './erasure.js';
import { Shredder } from './shredder.handler.js';

type ErasureCommand = CommandOf<typeof erasure.commands>;

/**
 * Determines which person acts on an erasure. The decider needs this, since three different persons must act, each in
 * person.
 */
@Injectable()
export class ErasureIntake implements Intake<State, ErasureCommand> {
  constructor(
    private readonly executor: Executor,
    private readonly shredder: Shredder,
    @Inject(KEY_RING) private readonly keys: KeyRing,
  ) {}

  /** @throws Problem `not-found` if there is no request or hold | NotPermitted | OwnCase | KeysUnavailable */
  async prepare(command: ErasureCommand, { id, before, by }: Occasion<State>) {
    const kind = 'ownerKind' in command.data ? command.data.ownerKind : before.state.owner?.ownerKind;
    if (kind === undefined) throw notFound();
    const owner: KeyOwner = { kind, id };
    const actor = by.actorFor({ organizations: [null], members: kind === 'person' ? [id] : [] });
    if (command.type !== 'RequestErasure') return { command, actor };
    return { command, actor, facts: { hasKey: (await this.keys.of(owner)).is !== 'unknown' } };
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
