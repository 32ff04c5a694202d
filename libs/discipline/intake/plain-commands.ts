import { z } from 'zod';
import { Post, UNKNOWN_PAPER } from '#features/papers';
import { DisciplineForm } from '#features/rulebook';
import { PlainDate } from '#kernel/dates';
import { NotImposedReason, PostponementReason } from '../codes.js';
import { Votes } from '../rules/ballot.js';
import { commands } from '../case-commands.js';
import { Note } from '../rules/shapes.js';

const note = Note.nullable().default(null).describe('Sealed before it is recorded');
const ofPerson = 'That of a person is sealed before it is recorded';
const posts = z.array(Post).max(10).default([]).describe(`Posts that a removal takes away. ${ofPerson}`);
const day = PlainDate.nullable().default(null);

const { OpenDisciplineCase, CountBallot, DecideDiscipline, ImposeNoDiscipline, PostponeDiscipline, ChangeDecision } =
  commands;

/** Request bodies of the commands that hold sealed values, in plain content. */
export const plainCommands = {
  OpenDisciplineCase: OpenDisciplineCase.omit({ sealedNote: true }).extend({ openedOn: day, note }),
  CountBallot: CountBallot.omit({ sealedVotes: true }).extend({
    votes: Votes.describe(
      'Votes by form, with NONE for no discipline. If the subject is a person, they are sealed before they are recorded',
    ),
    present: CountBallot.shape.present.default(null),
    heldOn: day,
  }),
  DecideDiscipline: DecideDiscipline.omit({ sealedForm: true, sealedPosts: true }).extend({
    form: DisciplineForm.describe(ofPerson),
    posts,
    votedOn: day,
    signedOn: day,
    document: DecideDiscipline.shape.document.default(UNKNOWN_PAPER),
  }),
  ImposeNoDiscipline: ImposeNoDiscipline.omit({ sealedReason: true, sealedNote: true }).extend({
    reason: NotImposedReason.describe(ofPerson),
    on: day,
    note,
  }),
  PostponeDiscipline: PostponeDiscipline.omit({ sealedReason: true }).extend({
    reason: PostponementReason.describe(ofPerson),
    until: day.describe('The first day on which the case may be considered again; may lie in the future'),
  }),
  ChangeDecision: ChangeDecision.omit({ sealedForm: true, sealedPosts: true }).extend({
    form: DisciplineForm.nullable()
      .default(null)
      .describe(`The new form if the form is raised or lowered, else null. ${ofPerson}`),
    posts,
    document: ChangeDecision.shape.document.default(UNKNOWN_PAPER),
  }),
};
export type Plain<K extends keyof typeof plainCommands> = z.output<(typeof plainCommands)[K]>;
