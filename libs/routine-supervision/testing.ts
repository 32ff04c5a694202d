import { plainDate, type PlainDate } from '#kernel/dates';
import { Uuid } from '#kernel/ids';
import { seal } from '#kernel/seal';
import type { SealedText } from '#kernel/sealed';

/** Helpers for specs: short builders of the events of routine supervision. */
export const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
/** The id that the context of a spec assigns to the n-th new object of a command. */
export const made = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);
export const day = (on: string): PlainDate => plainDate(on);

export const CELL = id(3);
export const OTHER_CELL = id(4);

/** A well-formed sealed value that no key opens; the decider checks its form only. */
export const sealedText = (): SealedText =>
  seal('nội dung', Buffer.alloc(32, 1), id(901), {
    log: id(0),
    stream: `routineSupervision-${id(0)}`,
    eventId: id(1),
    type: 'RoutineReminderGiven',
    schema: 1,
    field: 'about',
  });
