import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { CommandOf } from '#kernel/command';
import { NOBODY } from '#kernel/concern';
import { type Decider, decider } from '#kernel/decider';
import { v1 } from '#kernel/event';
import { itemId, newStreamId, streamId, Uuid } from '#kernel/ids';
import type { CommandRoute } from '#kernel/routes';
import { CommandDoor } from '#platform/commands/door';
import type { Envelope, Prepare, Receipt } from '#platform/commands/envelope';
import type { Intake, Occasion } from '#platform/commands/intake';
import { problem, type ThingsServer, thingsServer } from '../../../tests/support/servers/things-server.js';
import { permissionOf } from './actor.js';
import { CommandsOf } from './command-routes.js';

const ID = Uuid.parse('11111111-1111-4111-8111-111111111111');
const PART = Uuid.parse('33333333-3333-4333-8333-333333333333');
const KEY = Uuid.parse('22222222-2222-4222-8222-222222222222');

const commands = {
  OpenBox: z.strictObject({ label: z.string() }),
  FillBox: z.strictObject({ label: z.string() }),
  EmptyPart: z.strictObject({ partId: Uuid, reason: z.string() }),
};
const box = decider<null>()({
  category: 'box',
  twins: 'none: a kind of record of tests',
  commands,
  routes: {
    ifMatch: 'required',
    asked: { FillBox: z.strictObject({ plain: z.string() }) },
    of: {
      OpenBox: [
        { path: '', name: 'open', body: 'BoxOpening' },
        { path: ':id/lids', name: 'openLid', body: 'BoxOpening', ifMatch: 'optional', begins: true, makes: true },
      ],
      FillBox: { path: ':id/filling', name: 'fill', body: 'BoxFilling' },
      EmptyPart: { path: ':id/parts/:partId/emptying', name: 'empty', body: 'PartEmptying' },
    },
    entries: ':id',
  },
  events: { BoxOpened: v1({ label: z.string() }) },
  initial: null,
  decide: { OpenBox: () => [], FillBox: () => [], EmptyPart: () => [] },
  evolve: { BoxOpened: () => null },
  concerns: { judged: 'by record', of: () => NOBODY },
  restriction: 'none',
  depending: 'none',
});

/** A command as the route passed it on. */
interface Sent {
  readonly id: Uuid;
  readonly asked: unknown;
  readonly envelope: Envelope;
}
const sent: Sent[] = [];
/** Whether the door finds the command recorded before. */
let isRepeated = false;
const door = {
  unknownPersons: (...[named]: Parameters<CommandDoor['unknownPersons']>) => Promise.resolve(named),
  send: async (
    _: unknown,
    id: Uuid,
    asked: CommandOf<typeof commands> | Prepare<null, typeof commands>,
    envelope: Envelope,
  ) => {
    const command = typeof asked === 'function' ? (await asked(box.empty, isRepeated)).command : asked;
    sent.push({ id, asked: command, envelope });
    const receipt: Receipt = {
      stream: streamId('box', id),
      revision: 0,
      eventIds: [KEY],
      position: 1n,
      leafHashes: [],
      repeated: false,
    };
    return receipt;
  },
};

type Asked = { type: 'FillBox'; data: { plain: string } } | Exclude<CommandOf<typeof commands>, { type: 'FillBox' }>;

@Injectable()
class BoxIntake implements Intake<null, Asked, typeof commands> {
  prepare(asked: Asked, { id }: Occasion<null>) {
    if (asked.type !== 'FillBox') return { command: asked };
    return { command: { type: asked.type, data: { label: `${asked.data.plain} of ${id}` } } };
  }
}

@CommandsOf(box, 'api/boxes')
class BoxesController {
  constructor(
    readonly door: CommandDoor,
    readonly intake: BoxIntake,
  ) {}
}

describe('the routes of a kind of record', () => {
  let server: ThingsServer;
  beforeAll(async () => {
    server = await thingsServer(BoxesController, [BoxIntake, { provide: CommandDoor, useValue: door }]);
  });
  afterAll(() => server.app.close());
  beforeEach(() => {
    sent.length = 0;
    isRepeated = false;
  });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    server.post(body, headers, `/api/boxes${path}`);
  const seen = { 'if-match': '"4"' };

  it('begin a record where the path names none, and answer with its id', async () => {
    const answer = await post('', { label: 'A' });
    const id = newStreamId('box', ID, KEY);
    expect([answer.statusCode, answer.json()]).toEqual([201, expect.objectContaining({ id, stream: `box-${id}` })]);
    expect(sent).toMatchObject([
      { id, asked: { type: 'OpenBox', data: { label: 'A' } }, envelope: { mustExist: false, expectedRevision: null } },
    ]);
  });

  it('change the record that the path names, which must exist, on top of what was seen of it', async () => {
    const answer = await post(`/${ID}/filling`, { plain: 'sand' }, seen);
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).not.toHaveProperty('id');
    const data = { label: `sand of ${ID}` };
    expect(sent).toMatchObject([
      { id: ID, asked: { type: 'FillBox', data }, envelope: { mustExist: true, expectedRevision: 4 } },
    ]);
  });

  it('ask for If-Match as the kind of record says, unless the route says otherwise', async () => {
    problem(await post(`/${ID}/filling`, { plain: 'sand' }), 428, 'if-match-missing');
    expect((await post(`/${ID}/lids`, { label: 'B' })).statusCode).toBe(201);
  });

  it('take what stands in the address from there alone', async () => {
    const path = `/${ID}/parts/${PART}/emptying`;
    expect((await post(path, { reason: 'x' }, seen)).statusCode).toBe(201);
    expect(sent).toMatchObject([{ id: ID, asked: { type: 'EmptyPart', data: { partId: PART, reason: 'x' } } }]);
    problem(await post(path, { reason: 'x', partId: PART }, seen), 422, 'invalid-request');
    problem(await post(`/${ID}/parts/none/emptying`, { reason: 'x' }, seen), 422, 'invalid-request');
  });

  it('name the thing that was made where the route says so', async () => {
    const answer = await post(`/${ID}/lids`, { label: 'B' });
    expect(answer.json()).toMatchObject({ id: itemId(streamId('box', ID), KEY, 0) });
  });

  it('correct and annul entries', async () => {
    const annulment = { corrects: 0, reason: 'ghi nhận nhập sai' };
    expect((await post(`/${ID}/annulments`, annulment, seen)).statusCode).toBe(201);
    expect(sent).toMatchObject([{ id: ID, asked: { type: 'AnnulEntry', data: annulment } }]);
    problem(await post(`/${ID}/corrections`, annulment, seen), 422, 'invalid-request');
  });

  it('refuse what no new command may hold, and name the field in both languages', async () => {
    const answer = await post('', { label: 'Hộp\u200b 1' });
    problem(answer, 422, 'invalid-request');
    const [error] = answer.json<{ errors: { field: string; code: string; vi: string; en: string }[] }>().errors;
    expect(error).toMatchObject({ in: 'body', field: 'label', code: 'hidden-character' });
    expect([error?.vi.length, error?.en.length].every((length) => (length ?? 0) > 20)).toBe(true);
    const thin = { corrects: 0, reason: 'nhập sai' };
    const refused = await post(`/${ID}/annulments`, thin, seen);
    expect(refused.json()).toMatchObject({ status: 422, errors: [{ field: 'reason', code: 'reason-too-short' }] });
    expect(sent).toEqual([]);
  });

  const naming = { corrects: 0, reason: 'ghi nhận nhập sai', changes: [{ field: 'memberId', from: null, to: PART }] };
  it('refuse persons who are not in the register, and name each field in both languages', async () => {
    const answer = await post(`/${ID}/corrections`, naming, seen);
    const code = 'not-in-register';
    expect(answer.json()).toMatchObject({ status: 422, errors: [{ in: 'body', field: 'changes.0.to', code }] });
    expect(answer.body).toContain('trong sổ');
    expect(answer.body).toContain('in the register');
    expect(sent).toEqual([]);
  });

  it('take the same command where an older release recorded it', async () => {
    isRepeated = true;
    expect((await post(`/${ID}/corrections`, naming, seen)).statusCode).toBe(201);
    sent.length = 0;
    expect((await post('', { label: 'Hộp\u200b 1' })).statusCode).toBe(201);
    expect((await post(`/${ID}/annulments`, { corrects: 0, reason: 'nhập sai' }, seen)).statusCode).toBe(201);
    expect(sent).toHaveLength(2);
  });

  it('check the body by the schema of what is asked', async () => {
    problem(await post(`/${ID}/filling`, { label: 'sealed by hand' }, seen), 422, 'invalid-request');
    expect(sent).toEqual([]);
  });

  it.each([
    ['open', 'OpenBox'],
    ['fill', 'FillBox'],
    ['empty', 'EmptyPart'],
    ['correct', 'CorrectEntry'],
    ['annul', 'AnnulEntry'],
  ] as const)('ask for the permission of the command’s own name: %s', (name, permission) => {
    const handler = Object.getOwnPropertyDescriptor(BoxesController.prototype, name)?.value as object;
    expect(permissionOf(handler)).toBe(permission);
  });

  it('are not made without those of corrections, where an event can be corrected', () => {
    class Uncorrected {
      readonly door = door as CommandDoor;
    }
    const without = { ...box, routes: { ...box.routes, entries: null } } as Decider;
    expect(() => {
      CommandsOf(without, 'api/z')(Uncorrected);
    }).toThrow('no route for that');
  });

  it('are not made twice, nor over a method of the class', () => {
    const again = (command: CommandRoute) => ({
      ...box,
      routes: { ...box.routes, of: { ...box.routes?.of, FillBox: command } },
    });
    class Other {
      readonly door = door as CommandDoor;
      fill() {
        return null;
      }
    }
    expect(() => {
      CommandsOf(again({ path: ':id/filling', name: 'fill', body: 'B' }) as Decider, 'api/x')(Other);
    }).toThrow('method fill');
    class Twice {
      readonly door = door as CommandDoor;
    }
    expect(() => {
      CommandsOf(again({ path: ':id/:id', name: 'twice', body: 'B' }) as Decider, 'api/y')(Twice);
    }).toThrow('twice');
  });
});
