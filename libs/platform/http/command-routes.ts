import { Body, Controller, Param, Post, type Type } from '@nestjs/common';
import { z } from 'zod';
import type { Json } from '#kernel/canonical-json';
import { type ContentFault, contentFaults } from '#kernel/content';
import type { Decider } from '#kernel/decider';
import { entryCommands } from '#kernel/entry-commands';
import { itemId, newStreamId, streamId, Uuid } from '#kernel/ids';
import { type PersonNamed, personsIn } from '#kernel/persons';
import { Agree, Decline, proposalNames } from '#kernel/proposal';
import type { CommandRoute } from '#kernel/routes';
import { type Bilingual, TEXT_FAULTS } from '#kernel/text';
import { By } from '#platform/access/by';
import type { Caller } from '#platform/access/caller';
import type { CommandDoor } from '#platform/commands/door';
import type { Asked, Intake } from '#platform/commands/intake';
import type { Envelope } from '#platform/commands/envelope';
import { Can } from './actor.js';
import { addRoute } from './add-route.js';
import { Problem } from './problems.js';
import { CommandAnswer, Enveloped } from './stream-command.js';
import { NOT_TWIN_OF } from './twin-problems.js';

/** A controller whose routes are generated from its decider. */
export interface TakesCommands {
  readonly door: CommandDoor;
  readonly intake?: Intake;
}

type Commanding = Type<TakesCommands>;

/** One command with its route. */
export interface Routed extends CommandRoute {
  readonly command: string;
  readonly schema: z.ZodType;
}

/**
 * Makes a class the controller of a kind of record at a path. The class gets one POST route for each command in the
 * decider's `routes`, and for corrections and annulments. Each route requires the permission named like its command.
 * All other routes, such as queries, are methods of the class.
 *
 * @throws if a path names a parameter twice, if a method of the class has the name of a route, or if events can be
 * corrected and there is no route for corrections
 */
export const CommandsOf =
  (decider: Decider, address: string) =>
  (controller: Commanding): void => {
    Controller(address)(controller);
    for (const route of routesOf(decider)) addCommand(controller, decider, address, route);
  };

/** The field by which a sender says that something is no twin of others. */
const NotTwinOf = z
  .array(Uuid)
  .max(50)
  .optional()
  .describe('Ids that a refusal possible-twin named, if the sender has compared and found that this is another one');

function routesOf({ category, catalog, commands, routes, takes, twins }: Decider): readonly Routed[] {
  const comparing = (schema: z.ZodType): z.ZodType =>
    twins ? (schema as z.ZodObject).safeExtend({ [NOT_TWIN_OF]: NotTwinOf }) : schema;
  if (!routes) throw new Error(`${category} has no routes`);
  if (routes.entries === null && [...catalog.values()].some(({ correctable }) => correctable))
    throw new Error(`${category} has entries that can be corrected, and no route for that`);
  const asked = routes.asked as Readonly<Record<string, z.ZodType>> | undefined;
  const own = Object.entries(routes.of).flatMap(([command, route]) =>
    (route === null ? [] : [route]).flat().map((one: CommandRoute): Routed => {
      const schema = asked?.[command] ?? (commands as Readonly<Record<string, z.ZodType>>)[command];
      if (!schema) throw new Error(`${category} has a route of the unknown command ${command}`);
      return { ...one, command, schema: comparing(schema) };
    }),
  );
  const proposals = takes ? proposalRoutes(takes) : [];
  if (routes.entries === null) return [...own, ...proposals];
  const path = (what: string) => `${routes.entries}/${what}`;
  return [
    ...own,
    ...proposals,
    {
      path: path('corrections'),
      name: 'correct',
      body: 'Correction',
      command: 'CorrectEntry',
      schema: comparing(entryCommands.CorrectEntry),
    },
    {
      path: path('annulments'),
      name: 'annul',
      body: 'Annulment',
      command: 'AnnulEntry',
      schema: comparing(entryCommands.AnnulEntry),
    },
  ];
}

/** The routes by which further persons agree to a proposal, or decline it. */
function proposalRoutes({ as, at }: { readonly as: string; readonly at: string }): readonly Routed[] {
  const { agree, decline } = proposalNames(as);
  const of = { ifMatch: 'optional' } as const;
  return [
    { ...of, path: `${at}/agreement`, name: 'agree', body: 'Agreement', command: agree, schema: Agree },
    { ...of, path: `${at}/refusal`, name: 'decline', body: 'Refusal', command: decline, schema: Decline },
  ];
}

/** Adds the route of one command to a controller at a path. @throws as `CommandsOf` */
export function addCommand(controller: Commanding, decider: Decider, address: string, route: Routed): void {
  const { name, path, command } = route;
  const names = `${address}/${path}`.split('/').flatMap((part) => (part.startsWith(':') ? [part.slice(1)] : []));
  if (new Set(names).size < names.length) throw new Error(`${address}/${path} names a parameter twice`);
  const ifMatch = route.ifMatch ?? (names.length === 0 ? 'none' : (decider.routes?.ifMatch ?? 'required'));
  addRoute(controller, name, {
    handler: function (this: TakesCommands, ...given: readonly unknown[]): Promise<CommandAnswer> {
      const ids = given.slice(0, names.length) as readonly Uuid[];
      const [data, envelope, by] = given.slice(names.length) as [object, Envelope, Caller];
      return take(this, decider, route, { names, ids, data, envelope, by });
    },
    parameters: [
      ...names.map((param) => ({ type: String, decorator: Param(param, { schema: Uuid }) })),
      { type: Object, decorator: Body({ schema: bodyOf(route, names.slice(1)) }) },
      { type: Object, decorator: Enveloped({ ifMatch }) },
      { type: Object, decorator: By() },
    ],
    decorators: [Can(command), Post(path === '' ? '/' : path)],
  });
}

/** The schema of the body: the command without the fields in the path. */
function bodyOf({ schema, body }: Routed, inAddress: readonly string[]): z.ZodType {
  if (inAddress.length === 0) return schema.meta({ id: body });
  const shape = Object.entries((schema as z.ZodObject).shape).filter(([name]) => !inAddress.includes(name));
  return z.strictObject(Object.fromEntries(shape)).meta({ id: body });
}

interface Given {
  readonly names: readonly string[];
  readonly ids: readonly Uuid[];
  readonly data: object;
  readonly envelope: Envelope;
  readonly by: Caller;
}

async function take(
  { door, intake }: TakesCommands,
  decider: Decider,
  { command, begins, makes }: Routed,
  { names, ids, data: sent, envelope: received, by }: Given,
): Promise<CommandAnswer> {
  const address: Record<string, Uuid> = {};
  for (const [i, name] of names.entries()) address[name] = ids[i] as Uuid;
  // The first id in the path is that of the record; the other ids are fields of the command.
  const inData = Object.entries(address).slice(1);
  const { [NOT_TWIN_OF]: notTwinOf = [], ...content } = sent as { readonly [NOT_TWIN_OF]?: readonly Uuid[] };
  const data = decider.twins ? content : sent;
  const asked: Asked = { type: command, data: inData.length === 0 ? data : { ...data, ...Object.fromEntries(inData) } };
  const envelope = notTwinOf.length === 0 ? received : { ...received, notTwinOf };
  const faults = contentFaults(asked);
  const persons = asked.type === ENTERS_A_PERSON ? [] : personsIn(asked.data as Json);
  const request = { address, envelope, by };
  const { category } = decider;
  const named = (await intake?.recordOf?.(asked, request)) ?? ids[0];
  const id = named ?? newStreamId(category, envelope.actor.id, envelope.commandId);
  const stream = streamId(category, id);
  const send = () =>
    door.send(
      decider,
      id,
      intake?.prepare || faults.length > 0 || persons.length > 0
        ? async (before, repeated, sealedIn) => {
            // A command that is already recorded gets its first receipt, whatever a release since then refuses.
            if (!repeated) {
              refuseContent(faults);
              if (persons.length > 0) refuseUnknown(await door.unknownPersons(persons, before.events));
            }
            const occasion = { ...request, decider, id, stream, before, repeated, sealedIn };
            return intake?.prepare?.(asked, occasion) ?? { command: asked };
          }
        : asked,
      { ...envelope, mustExist: ids.length > 0 && begins !== true },
    );
  const receipt = await (intake?.during ? intake.during(asked, send) : send());
  await intake?.done?.(asked, receipt, { ...request, id });
  const made = makes && receipt.eventIds.length > 0 ? itemId(stream, envelope.commandId, 0) : undefined;
  const begun = named === undefined ? id : undefined;
  return new CommandAnswer(receipt, intake?.made ? intake.made(asked, { ...request, id }) : (made ?? begun));
}

/** @throws Problem naming each field that holds what a new command may not hold */
function refuseContent(faults: readonly ContentFault[]): void {
  if (faults.length === 0) return;
  throw new Problem('invalid-request', {
    errors: faults
      .slice(0, MOST_FAULTS)
      .map(({ field, fault }) => ({ in: 'body', field, code: fault, ...TEXT_FAULTS[fault] })),
  });
}
const MOST_FAULTS = 50;

/** The command that enters a person in the register. Its `memberId` names nobody who is there. */
const ENTERS_A_PERSON = 'EnterMember';

/** @throws Problem naming each field that names a person who is not in the register */
function refuseUnknown(persons: readonly PersonNamed[]): void {
  if (persons.length === 0) return;
  throw new Problem('invalid-request', {
    errors: persons
      .slice(0, MOST_FAULTS)
      .map(({ field, as }) => ({ in: 'body', field, code: 'not-in-register', ...UNKNOWN_PERSON[as] })),
  });
}
const UNKNOWN_PERSON = {
  member: {
    vi: 'Không có người nào trong sổ mang mã này; hãy kiểm tra mã, hoặc ghi người đó vào sổ trước (có thể với chính mã này)',
    en: 'Nobody in the register of persons has this id; check the id, or enter the person first (under this id, if you like)',
  },
  person: {
    vi: 'Không có người nào trong sổ và không có tài khoản nào mang mã này; hãy kiểm tra mã',
    en: 'Nobody in the register of persons, and no holder of an account, has this id; check the id',
  },
} as const satisfies Record<PersonNamed['as'], Bilingual>;
