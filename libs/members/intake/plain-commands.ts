import { z } from 'zod';
import { Uuid } from '#kernel/ids';
import { commands } from '../member-commands.js';
import { BornOn, CardNumber, Note, PersonName } from '../rules/shapes.js';

const SEALED = 'Sealed before it is recorded';
const particulars = {
  name: PersonName.describe(SEALED),
  bornOn: BornOn.nullable().default(null).describe(`Day of birth. ${SEALED}`),
  cardNumber: CardNumber.nullable().default(null).describe(`Number of the membership card. ${SEALED}`),
};
const note = Note.nullable().default(null).describe(SEALED);

const { EnterMember, StateParticulars, LinkSamePerson, UnlinkSamePerson } = commands;

/** Request bodies of the commands that hold sealed values, in plain content. */
export const plainCommands = {
  EnterMember: EnterMember.extend({
    ...particulars,
    memberId: Uuid.optional().describe(
      'The id by which records already name this person; if absent, the server gives one',
    ),
  }),
  StateParticulars: StateParticulars.extend(particulars),
  LinkSamePerson: LinkSamePerson.extend({ note }),
  UnlinkSamePerson: UnlinkSamePerson.extend({ note }),
};
export type Plain<K extends keyof typeof plainCommands> = z.output<(typeof plainCommands)[K]>;
