import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { access, Role } from '#features/access';
import { account, HOLDER, isOfOne } from '#features/identity';
import type { JsonObject } from '#kernel/canonical-json';
import { plainDate } from '#kernel/dates';
import type { Decider, History } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { eventId, itemId, streamId, Uuid } from '#kernel/ids';
import { proposalsIn } from '#kernel/proposal';
import { Rejection } from '#kernel/rejection';
import { rounds } from '../tests/support/rounds.js';
import { roles } from './roles.js';

const id = (n: number): Uuid => Uuid.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
/** The administrator who acts alone; an honest chair, auditor and clerk; and persons who can be made up. */
const [ADMIN, CHAIR, AUDITOR, CLERK, ...MADE_UP] = Array.from({ length: 8 }, (_, n) => id(n)) as [
  Uuid,
  Uuid,
  Uuid,
  Uuid,
];
const PERSONS = [ADMIN, CHAIR, AUDITOR, CLERK, ...MADE_UP];
const NOW = '2026-11-29T01:00:00.000Z' as never;

interface Command {
  readonly type: string;
  readonly data: object;
}

/** The accounts and grants of all persons, and which persons the administrator can act as. */
class World {
  readonly #histories = new Map<string, History<unknown>>();
  readonly controlled = new Set<Uuid>([ADMIN]);
  /** Persons of whose credential, asked for and not issued yet, the administrator has the first half. */
  readonly #halves = new Set<Uuid>();
  #acts = 0;

  constructor() {
    const program = (of: Uuid, decider: Decider, command: Command) =>
      this.#record(id(99), 'system', decider, of, command);
    for (const [person, role] of [
      [ADMIN, 'admin'],
      [CHAIR, 'inspection-chair'],
      [AUDITOR, 'auditor'],
      [CLERK, 'clerk'],
    ] as const) {
      program(person, account, opening('PASSWORD', false));
      program(person, access, granting(role));
    }
  }

  of(decider: Decider, person: Uuid): History<unknown> {
    return this.#histories.get(streamId(decider.category, person)) ?? decider.empty;
  }

  isSigner(person: Uuid): boolean {
    const { grants } = this.of(access, person).state as { grants: readonly { role: string }[] };
    return grants.some(({ role }) => roles.signs(role));
  }

  /** A person sends a command, if a role of theirs permits it, or if it is about their own account. */
  send(by: Uuid, decider: Decider, person: Uuid, command: Command): void {
    const { grants, withdrawn } = this.of(access, by).state as {
      grants: readonly { role: string; grantId: Uuid }[];
      withdrawn: ReadonlySet<Uuid>;
    };
    const held = grants.filter(({ grantId }) => !withdrawn.has(grantId));
    const ground = held.find(({ role }) => roles.permits(role, command.type))?.role;
    const role = command.type === 'ChooseCredential' && by === person ? HOLDER : ground;
    if (role === undefined) return;
    try {
      this.#learn(person, this.#record(by, role, decider, person, command));
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
    }
  }

  /** What the administrator gains when a person whom they act as has sent a command: what its answer shows. */
  #learn(person: Uuid, types: readonly string[]): void {
    const { last } = this.of(account, person).state as { last: { issuers: string | null } | null };
    if (types.includes('AccountDisabled')) this.controlled.delete(person);
    if (types.includes('AccountOpened') || types.includes('AccountResetRequested')) this.#halves.add(person);
    const works = last?.issuers === 'ONE' || (types.includes('CredentialIssued') && this.#halves.has(person));
    if ((types.includes('AccountOpened') || types.includes('CredentialIssued')) && works) this.controlled.add(person);
  }

  #record(by: Uuid, role: string, decider: Decider, person: Uuid, command: Command): readonly string[] {
    const actor = { id: by, role, organizationId: null, delegationId: null };
    const before = this.of(decider, person);
    if (decider === access && role !== 'system') this.#mayGrant(by, person, command);
    const stream = streamId(decider.category, person);
    const commandId = id(1000 + this.#acts++);
    const newId = (n: number) => itemId(stream, commandId, n);
    const context = { now: NOW, actor, stream, facts: this.#facts(by, decider, person, command), newId };
    const schema = (decider.commands as Record<string, { parse: (data: object) => object }>)[command.type];
    const parsed = { type: command.type, data: schema?.parse(command.data) ?? command.data };
    const decided = decider.handle(parsed, before, context);
    const past = decided.map(({ type, data }, i): PastEvent => {
      return { type, data, revision: before.size + i, id: eventId(stream, commandId, i), actor };
    });
    this.#histories.set(stream, decider.append(before, past));
    return decided.map(({ type }) => type);
  }

  /** What the intake of grants asks. */
  #mayGrant(by: Uuid, person: Uuid, { type, data }: Command): void {
    const asks = type === 'AgreeToGrantAct' || (type === 'GrantRole' && roles.signs((data as { role: string }).role));
    const { last } = this.of(account, person).state as { last: Parameters<typeof isOfOne>[0] };
    if (asks && isOfOne(last)) throw new Rejection('CredentialOfOne', { vi: '', en: '' });
    if (type === 'AgreeToGrantAct' && by === person) throw new Rejection('GrantedToOneself', { vi: '', en: '' });
  }

  #facts(by: Uuid, decider: Decider, person: Uuid, { type, data }: Command): JsonObject {
    const { events, state } = this.of(decider, person);
    const actorsOf = (some: readonly PastEvent[]) => some.map(({ actor }) => actor?.id ?? null);
    if (decider === access) {
      const { proposal } = data as { proposal?: number };
      const taken =
        type === 'AgreeToGrantAct' ? proposalsIn('Grant', events).find(({ entry }) => entry === proposal)?.taken : [];
      const before = actorsOf(taken ?? []);
      return { agreeing: { upTo: events.length - 1, confirmed: false, before, approvers: [by] } };
    }
    const request = (state as { last: { waiting: { request: number } | null } | null }).last?.waiting?.request;
    const requesters = request === undefined ? [] : actorsOf(events.slice(request, request + 1));
    return { account: { isSigner: this.isSigner(person), requesters, acting: [by] } };
  }
}

let opened = 0;
const opening = (way: string, byTwo: boolean): Command => ({
  type: 'OpenAccount',
  data: { accountId: id(500 + opened++), kind: 'PERSON', way, byTwo, reason: null },
});
const granting = (role: Role): Command => ({
  type: 'GrantRole',
  data: { role, organizationId: null, from: plainDate('2026-01-01'), to: null, document: null },
});

/** A command about a person, made from the state of the world. */
const asking = fc.record({
  by: fc.nat(7),
  person: fc.constantFrom(...PERSONS),
  what: fc.constantFrom('open', 'reset', 'agree', 'disable', 'choose', 'grant', 'agree to grant', 'withdraw'),
  role: fc.constantFrom(...Role.options),
  way: fc.constantFrom('PASSWORD', 'PASSWORD', 'PROVIDER'),
  byTwo: fc.boolean(),
  entry: fc.nat(4),
});
type Asking = ReturnType<typeof asking.generate>['value'];

function commandOf(world: World, { person, what, role, way, byTwo, entry }: Asking): readonly [Decider, Command] {
  const { last } = world.of(account, person).state as {
    last: { accountId: Uuid; waiting: { request: number } | null } | null;
  };
  const accountId = last?.accountId ?? id(499);
  const { grants } = world.of(access, person).state as { grants: readonly { grantId: Uuid }[] };
  switch (what) {
    case 'open':
      return [account, opening(way, byTwo)];
    case 'reset':
      return [account, { type: 'RequestAccountReset', data: { accountId, reset: 'CREDENTIAL', byTwo, reason: null } }];
    case 'agree': {
      const request = last?.waiting?.request ?? entry;
      return [account, { type: 'AgreeToAccountReset', data: { accountId, request } }];
    }
    case 'disable':
      return [account, { type: 'DisableAccount', data: { accountId, reason: null } }];
    case 'choose':
      return [account, { type: 'ChooseCredential', data: { accountId } }];
    case 'grant':
      return [access, granting(role)];
    case 'agree to grant':
      return [access, { type: 'AgreeToGrantAct', data: { proposal: entry } }];
    case 'withdraw':
      return [access, { type: 'WithdrawRole', data: { grantId: grants[0]?.grantId ?? id(498), reason: null } }];
  }
}

describe('one administrator alone', () => {
  it('never acts as another person who signs or confirms, whatever they do, as whomever they can act', () => {
    let gained = 0;
    let granted = 0;
    fc.assert(
      fc.property(fc.array(asking, { minLength: 20, maxLength: 80 }), (all) => {
        const world = new World();
        for (const one of all) {
          const actors = [...world.controlled];
          const by = actors[one.by % actors.length] ?? ADMIN;
          const [decider, command] = commandOf(world, one);
          world.send(by, decider, one.person, command);
          for (const person of world.controlled)
            if (person !== ADMIN) expect([person, world.isSigner(person)]).toEqual([person, false]);
        }
        gained += world.controlled.size - 1;
        granted += MADE_UP.filter((person) => world.isSigner(person)).length;
      }),
      { numRuns: rounds(1000) },
    );
    // A test in which nobody gains a person, or grants a role by which one confirms, would prove nothing.
    expect([gained > 0, granted > 0]).toEqual([true, true]);
  });
});
