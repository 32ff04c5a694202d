import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { CommandOf, Context, Schemas } from './command.js';
import type { Decider } from './decider.js';
import type { EntryCommand } from './entry-commands.js';
import type { PastEvent } from './effective.js';
import type { Declarations, EventOf } from './event.js';
import { streamId, type Uuid } from './ids.js';
import { Rejection } from './rejection.js';

type GivenEvent<E extends Declarations> =
  EventOf<E> | { type: `${string}Corrected` | `${string}Annulled`; data: object };

const defaults: Omit<Context, 'stream'> = {
  now: '2026-10-31T01:00:00.000Z' as Context['now'],
  actor: {
    id: '00000000-0000-4000-8000-000000000001' as Uuid,
    role: 'clerk',
    organizationId: null,
    delegationId: null,
  },
  facts: {},
  newId: (n) => `00000000-0000-4000-9000-${String(n).padStart(12, '0')}` as Uuid,
};

/**
 * Tests one rule of a decider: given(past events).when(a command), then .thenRecorded(events) or .thenRefused(code).
 */
export function scenario<S, C extends Schemas, E extends Declarations>(
  decider: Decider<S, C, E>,
  context: Partial<Context> = {},
) {
  const stream = streamId(decider.category, '00000000-0000-4000-8000-000000000000' as Uuid);
  const past = (events: readonly GivenEvent<E>[]): PastEvent[] =>
    events.map(({ type, data }, revision) => ({ type, data, revision }));
  return {
    given: (...events: GivenEvent<E>[]) => ({
      when: (command: CommandOf<C> | EntryCommand) => {
        const history = decider.append(decider.empty, past(events));
        const schema = decider.commands[command.type] as z.ZodType | undefined;
        const data = schema ? schema.parse(command.data) : command.data;
        const run = () =>
          decider.handle({ ...command, data } as typeof command, history, { ...defaults, stream, ...context });
        return {
          thenRecorded: (...expected: { type: string; data: object }[]) => {
            const got = run().map(({ type, data: recorded }) => ({ type, data: recorded }));
            if (!isDeepStrictEqual(got, expected)) throw new Error(`recorded ${show(got)}, not ${show(expected)}`);
          },
          thenRefused: (code: string, detail: object = {}) => {
            try {
              throw new Error(`not refused, but recorded ${show(run())}`);
            } catch (error) {
              if (!(error instanceof Rejection) || error.code !== code) throw error;
              for (const [key, value] of Object.entries(detail))
                if (!isDeepStrictEqual(error.detail[key], value))
                  throw new Error(`refused with ${key} ${show(error.detail[key])}, not ${show(value)}`);
            }
          },
          thenNothing: () => {
            const got = run();
            if (got.length > 0) throw new Error(`recorded ${show(got)}`);
          },
          thenState: (check: (state: S) => void) => {
            const more = run().map((event, i) => ({ ...event, revision: events.length + i }));
            check(decider.append(history, more).state);
          },
        };
      },
    }),
  };
}

const show = (value: unknown): string => JSON.stringify(value, null, 1);
