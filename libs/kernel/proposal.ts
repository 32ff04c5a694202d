import { z } from 'zod';
import { type Catalog, upcast } from './catalog.js';
import type { Context, Schemas } from './command.js';
import { Approving, areOthers } from './confirmation.js';
import { companionOf, type PastEvent } from './effective.js';
import { type Declarations, permanent, Reason, Revision, v1 } from './event.js';
import type { JsonObject } from './canonical-json.js';
import { refusals } from './rejection.js';
import type { Bilingual } from './text.js';

/** An event that a proposal would record, in the schema version of the day of the proposal. */
const Act = z
  .strictObject({
    type: z.string().regex(/^[A-Z][A-Za-z]{1,79}$/),
    schema: z.int().min(1),
    data: z
      .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
      .meta({ type: 'object', description: 'The data of the event, as it would be recorded' }),
  })
  .meta({ isAct: true });
export type Act = z.output<typeof Act>;

const proposal = Revision.describe('The entry with the proposal');
/** Somebody proposes acts that take several persons. Nothing takes effect yet. */
export const proposed = permanent(v1({ persons: z.int().min(2).max(10), acts: z.array(Act).min(1).max(50) }));
/** A further person agrees. With the last one needed, the acts follow in the same append. */
export const agreed = permanent(v1({ proposal }));
export const declined = permanent(v1({ proposal, reason: Reason }));

export const Agree = z.strictObject({ proposal });
export const Decline = z.strictObject({ proposal, reason: Reason });

/** How many persons each command takes: a number, or a function of the command, the state and the context. */
type Persons<S, C extends Schemas> = Readonly<{
  [K in keyof C & string]?: number | ((command: z.output<C[K]>, state: S, context: Context) => number);
}>;

/**
 * Acts that take several different persons. A command that takes more than one is recorded as a proposal; further
 * persons agree to exactly the events that it holds, and with the last one these events are recorded. The kernel adds
 * the commands `AgreeTo<As>Act` and `Decline<As>Act` and the events `<As>ActProposed`, `<As>ActAgreed` and
 * `<As>ActDeclined` with their sentences. None of these events changes the state.
 */
export interface Takes<S, C extends Schemas, E extends Declarations, As extends string> {
  readonly as: As;
  /** Path of one record below the path of its controller, for example `:id`. */
  readonly at: string;
  /** How many persons a command takes; 1 for a command that is not named. */
  readonly commands: Persons<S, C>;
  /** How many persons the correction or annulment of an event takes; 1 for an event that is not named. */
  readonly amendments: Readonly<Partial<Record<keyof E & string, number>>>;
}

export type ProposalCommands<As extends string> = { readonly [K in As as `AgreeTo${K}Act`]: typeof Agree } & {
  readonly [K in As as `Decline${K}Act`]: typeof Decline;
};
export type ProposalEvents<As extends string> = { readonly [K in As as `${K}ActProposed`]: typeof proposed } & {
  readonly [K in As as `${K}ActAgreed`]: typeof agreed;
} & { readonly [K in As as `${K}ActDeclined`]: typeof declined };

/** The names of the commands and events of proposals of a kind of record. */
export const proposalNames = <As extends string>(as: As) =>
  ({
    agree: `AgreeTo${as}Act`,
    decline: `Decline${as}Act`,
    proposed: `${as}ActProposed`,
    agreed: `${as}ActAgreed`,
    declined: `${as}ActDeclined`,
  }) as const;

const refuse = refusals({
  NoSuchProposal: {
    vi: 'Hồ sơ này không có đề nghị nào ở mục ghi số {proposal}; hãy xem lại số của ghi nhận trong lịch sử hồ sơ',
    en: 'This record has no proposal at entry {proposal}; check the number of the entry in the history of the record',
  },
  ProposalDeclinedAlready: {
    vi: 'Đề nghị ở mục ghi số {proposal} đã bị từ chối; nếu vẫn cần thì đề nghị lại',
    en: 'The proposal at entry {proposal} has been declined; if it is still needed, propose it again',
  },
  ProposalCarriedOut: {
    vi: 'Đề nghị ở mục ghi số {proposal} đã có đủ người đồng ý và đã có hiệu lực; không cần đồng ý nữa',
    en: 'The proposal at entry {proposal} has been agreed to by everyone needed and has taken effect; nothing is left to do',
  },
  ProposalOutdated: {
    vi: 'Hồ sơ đã thay đổi sau đề nghị ở mục ghi số {proposal}; hãy đọc lại hồ sơ rồi đề nghị lại',
    en: 'The record has changed since the proposal at entry {proposal}; read the record again and propose anew',
  },
  ActTakesOthers: {
    vi: 'Việc này cần {persons} người khác nhau, không có ủy quyền cho nhau; hãy để người khác đồng ý',
    en: 'This takes {persons} different persons who are not linked by delegation; let another person agree',
  },
});

/** A proposal of a stream, with what followed it. */
export interface Proposal {
  readonly entry: number;
  readonly persons: number;
  readonly acts: readonly Act[];
  /** The proposing entry and the entries that agree. */
  readonly taken: readonly PastEvent[];
  readonly declined: boolean;
  /** Whether something else took effect in the stream since. */
  readonly outdated: boolean;
}

/** Whether further persons can still agree to a proposal. */
export const isPending = ({ taken, persons, declined: no, outdated }: Proposal): boolean =>
  taken.length < persons && !no && !outdated;

/** Whether a proposal is neither carried out nor declined; it may be outdated. */
export const isOpen = ({ taken, persons, declined: no }: Proposal): boolean => taken.length < persons && !no;

/** Every proposal of a stream, oldest first. Cost: one pass over the events for each proposal. */
export function proposalsIn(as: string, events: readonly PastEvent[]): readonly Proposal[] {
  const names = proposalNames(as);
  const steps: readonly string[] = [names.proposed, names.agreed, names.declined];
  return events.flatMap((event): readonly Proposal[] => {
    if (event.type !== names.proposed) return [];
    const later = events.filter(({ revision }) => revision > event.revision);
    const about = later.filter(({ type, data }) => steps.includes(type) && data.proposal === event.revision);
    const { persons, acts } = event.data as Pick<Proposal, 'persons' | 'acts'>;
    return [
      {
        entry: event.revision,
        persons,
        acts,
        taken: [event, ...about.filter(({ type }) => type === names.agreed)],
        declined: about.some(({ type }) => type === names.declined),
        outdated: later.some(({ type }) => !steps.includes(type)),
      },
    ];
  });
}

/** The commands, events, decisions of proposals that a decider with `takes` has in addition to its own. */
export function proposalsOf<S>({ as, commands, amendments }: Takes<S, any, any, string>) {
  const names = proposalNames(as);
  const open = (events: readonly PastEvent[], entry: number): Proposal => {
    const found = proposalsIn(as, events).find((one) => one.entry === entry);
    if (!found) return refuse('NoSuchProposal', { proposal: entry });
    if (found.declined) refuse('ProposalDeclinedAlready', { proposal: entry });
    if (found.taken.length >= found.persons) refuse('ProposalCarriedOut', { proposal: entry });
    return found;
  };
  const find = (events: readonly PastEvent[], entry: number): Proposal => {
    const found = open(events, entry);
    if (found.outdated) refuse('ProposalOutdated', { proposal: entry });
    return found;
  };
  return {
    names,
    commands: { [names.agree]: Agree, [names.decline]: Decline },
    events: { [names.proposed]: proposed, [names.agreed]: agreed, [names.declined]: declined },
    /** How many persons a command takes that would record these events. A program acts alone. */
    personsFor: (
      command: { readonly type: string; readonly data: unknown },
      recorded: readonly Act[],
      state: S,
      context: Context,
    ): number => {
      if (context.actor.role === 'system') return 1;
      // An agreement records what was proposed, which took its persons already.
      if (command.type === names.agree || command.type === names.decline) return 1;
      const own = Object.hasOwn(commands, command.type) ? commands[command.type] : undefined;
      const stated = typeof own === 'function' ? own(command.data, state, context) : (own ?? 1);
      const amended = recorded.map((event) => {
        const companion = companionOf({ ...event, revision: 0 });
        return (companion && (amendments as Readonly<Record<string, number>>)[companion.base]) ?? 1;
      });
      return Math.max(stated, ...amended);
    },
    /**
     * What an agreement records: itself, and with the last person needed the acts.
     *
     * @throws Rejection if the proposal is not pending, or if the actor is not another person
     */
    agreeing: (
      { proposal: entry }: z.output<typeof Agree>,
      events: readonly PastEvent[],
      types: Catalog,
      { facts }: Context,
    ): readonly { readonly type: string; readonly data: unknown }[] => {
      const { acts, taken, persons } = find(events, entry);
      const { upTo, before, approvers } = Approving.parse(facts.agreeing);
      // Something was recorded while it was looked up who took part.
      if (upTo !== events.length - 1) refuse('ProposalOutdated', { proposal: entry });
      if (!areOthers(before, approvers)) refuse('ActTakesOthers', { persons });
      const step = { type: names.agreed, data: { proposal: entry } };
      if (taken.length + 1 < persons) return [step];
      return [step, ...acts.map((act) => ({ type: act.type, data: upcast(types, act) }))];
    },
    /** An outdated proposal can be declined, too, which ends what it stands for. @throws Rejection if it is settled */
    declining: (command: z.output<typeof Decline>, events: readonly PastEvent[]) => {
      open(events, command.proposal);
      return [{ type: names.declined, data: command }];
    },
    /** The events about whose effect an entry is: those of the proposal that it makes, agrees to or declines. */
    actsBehind: ({ type, data }: Pick<PastEvent, 'type' | 'data'>, events: readonly PastEvent[]): readonly Act[] => {
      if (type === names.proposed) return (data as { readonly acts: readonly Act[] }).acts;
      if (type !== names.agreed && type !== names.declined) return [];
      const entry = events[(data as { readonly proposal: number }).proposal];
      return entry?.type === names.proposed ? (entry.data as { readonly acts: readonly Act[] }).acts : [];
    },
  };
}

/** The sentences of proposals in a history. @param acts the sentences of what was proposed */
export const proposalSentences = {
  proposed: ({ persons }: { readonly persons: number }, acts: readonly Bilingual[]): Bilingual => ({
    vi: `Đề nghị, cần ${persons} người khác nhau: ${acts.map(({ vi }) => vi).join('; ')}`,
    en: `Proposed, which takes ${persons} different persons: ${acts.map(({ en }) => en).join('; ')}`,
  }),
  agreed: ({ proposal: entry }: z.output<typeof Agree>): Bilingual => ({
    vi: `Đồng ý với đề nghị ở mục ghi số ${entry}`,
    en: `Agreed to the proposal at entry ${entry}`,
  }),
  declined: ({ proposal: entry, reason }: z.output<typeof Decline>): Bilingual => ({
    vi: `Không đồng ý với đề nghị ở mục ghi số ${entry}, lý do: ${reason}`,
    en: `Declined the proposal at entry ${entry}, reason: ${reason}`,
  }),
};
