import { v5 } from 'uuid';
import type { z } from 'zod';
import type { JsonObject } from '#kernel/canonical-json';
import { Instant } from '#kernel/dates';
import type { Schemas } from '#kernel/command';
import type { Decider } from '#kernel/decider';
import { type EntryCommand, entryCommands } from '#kernel/entry-commands';
import type { Declarations } from '#kernel/event';
import { proposalNames } from '#kernel/proposal';
import { newStreamId, type StreamId, streamId, Uuid } from '#kernel/ids';
import type { Actor } from '#kernel/record';
import type { Sealing } from '#platform/sealing/sealing';
import { DEMO_ACTOR } from './persons.js';

/** One command of the demo, ready for the executor: its stream, its id, and its injected recording time. */
export interface DemoStep {
  readonly decider: Decider;
  readonly stream: StreamId;
  readonly commandId: Uuid;
  /** The injected recording clock; it never goes back. */
  readonly recordedAt: Instant;
  /** The actor, if it is not the clerk. */
  readonly actor?: Actor;
  /** What the clerk says to be others. */
  readonly notTwinOf?: readonly Uuid[];
  readonly command: Parameters<Decider['handle']>[0];
  /** The facts that a handler would read. */
  readonly facts: JsonObject;
}

/** What the steps need in addition to the papers. */
export interface Scene {
  readonly actorId: Uuid;
  readonly sealing: Sealing;
  readonly wardId: Uuid;
  /** The id of an organization by its name when the term began. @throws if there is none of that name */
  readonly organization: (name: string) => Uuid;
}

/** Namespace of all ids of the demo, so that loading it twice gives the same ids. */
const NAMESPACE = '3f7c2a10-6d0e-5c7b-8a51-64656d6f7764';
export const demoId = (key: string): Uuid => Uuid.parse(v5(key, NAMESPACE));

/** The stream that the command with this key begins. */
export const streamOf = ({ category }: Decider, actorId: Uuid, key: string): StreamId =>
  streamId(category, newStreamId(category, actorId, demoId(key)));

/** A step in a stream: the key identifies the command and is unique in the demo, the moment is in UTC. */
export const stepsIn =
  <S, C extends Schemas, E extends Declarations>(decider: Decider<S, C, E>, stream: StreamId) =>
  <K extends keyof C & string>(
    key: string,
    moment: string,
    type: K,
    data: z.input<C[K]>,
    facts: JsonObject = {},
  ): DemoStep => {
    const schema: z.ZodType | undefined = decider.commands[type];
    if (!schema) throw new Error(`${decider.category} has no command ${type}`);
    return {
      decider,
      stream,
      facts,
      commandId: demoId(key),
      recordedAt: Instant.parse(moment),
      command: { type, data: schema.parse(data) },
    };
  };

/** A step that corrects or annuls an entry. */
export const amendmentIn =
  (decider: Decider, stream: StreamId) =>
  <K extends EntryCommand['type']>(
    key: string,
    moment: string,
    type: K,
    data: z.input<(typeof entryCommands)[K]>,
  ): DemoStep => ({
    decider,
    stream,
    facts: {},
    commandId: demoId(key),
    recordedAt: Instant.parse(moment),
    command: { type, data: entryCommands[type].parse(data) },
  });

/**
 * A step that takes several persons, with the agreement of others.
 *
 * @param entry revision of the proposal
 */
export const agreedBy = (step: DemoStep, entry: number, actors: readonly Actor[]): readonly DemoStep[] => {
  const { decider, stream, recordedAt } = step;
  const { agree } = proposalNames(decider.takes?.as ?? '');
  const agreements = actors.map((actor, n): DemoStep => {
    const before = [DEMO_ACTOR, ...actors.slice(0, n)].map(({ id }) => id);
    const agreeing = { upTo: entry + n, confirmed: false, before, approvers: [actor.id] };
    return {
      decider,
      stream,
      recordedAt,
      actor,
      commandId: demoId(`agreement ${n + 1} to ${step.commandId}`),
      command: { type: agree, data: { proposal: entry } },
      facts: { ...step.facts, agreeing },
    };
  });
  return [step, ...agreements];
};

/** All steps by moment, stable; at least one second apart. */
export function inTime(steps: readonly DemoStep[]): readonly DemoStep[] {
  const sorted = [...steps].sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : 0));
  let clock = 0;
  return sorted.map((step) => {
    clock = Math.max(clock + 1000, Date.parse(step.recordedAt));
    return { ...step, recordedAt: Instant.parse(new Date(clock).toISOString()) };
  });
}

/** The time of day at which the demo's clerks record, 9:30 in Việt Nam. */
export const writtenOn = (day: string): string => `${day}T02:30:00.000Z`;

/** The first working day at least so many days after a day. */
export function daysAfter(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00.000Z`);
  date.setUTCDate(date.getUTCDate() + days);
  while (date.getUTCDay() % 6 === 0) date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
