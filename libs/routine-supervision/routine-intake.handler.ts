import { Inject, Injectable } from '@nestjs/common';
import { References, referencesIn, referencesInChanges } from '#features/engagements';
import type { CommandOf } from '#kernel/command';
import type { EntryCommand } from '#kernel/entry-commands';
import { itemId, type Uuid } from '#kernel/ids';
import type { Intake, Occasion, Request } from '#platform/commands/intake';
import { SEALING, type Sealing } from '#platform/sealing/sealing';
import type { askedCommands } from './routine-supervision.js';

type RoutineRequest = CommandOf<typeof askedCommands> | EntryCommand;

/** Schema version of the event to which the sealed text of a reminder is bound. */
export const SEALED_SCHEMA = 1;

/** Prepares commands of routine supervision: checks that what they name exists, and seals the text of a reminder. */
@Injectable()
export class RoutineIntake implements Intake<unknown, RoutineRequest> {
  constructor(
    private readonly references: References,
    @Inject(SEALING) private readonly sealing: Sealing,
  ) {}

  recordOf({ data }: RoutineRequest, { address }: Request): Uuid {
    const named = 'byOrganizationId' in data ? data.byOrganizationId : address.byOrganizationId;
    if (!named) throw new Error('no supervising organization is named');
    return named;
  }

  /** @throws Problem `invalid-request` naming what does not exist | OwnerErased | KeysUnavailable */
  async prepare(
    request: RoutineRequest,
    { stream, repeated, sealedIn, by, envelope: { commandId } }: Occasion<unknown>,
  ) {
    if (request.type === 'CorrectEntry' || request.type === 'AnnulEntry') {
      if (!repeated && request.type === 'CorrectEntry')
        await this.references.mustExist(referencesInChanges(request.data.changes), by);
      return { command: request };
    }
    const { byOrganizationId, ...data } = request.data;
    if (!repeated) await this.references.mustExist(referencesIn({ byOrganizationId, ...data }), by);
    if (request.type !== 'GiveRoutineReminder') return { command: { type: request.type, data } };
    const owner = { kind: 'case', id: itemId(stream, commandId, 0) } as const;
    const place = {
      stream,
      commandId,
      ordinal: 0,
      type: 'RoutineReminderGiven',
      schema: SEALED_SCHEMA,
      field: 'about',
      format: sealedIn,
    };
    const about = await this.sealing.seal(request.data.about, owner, place);
    return { command: { type: request.type, data: { ...data, about } } };
  }
}
