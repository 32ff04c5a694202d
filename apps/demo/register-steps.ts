import type { z } from 'zod';
import { register } from '#features/organizations';
import { itemId, newStreamId, streamId, type Uuid } from '#kernel/ids';
import { type DemoStep, demoId, stepsIn } from './steps.js';
import { BASE_CELL_MEMBERS, BASE_CELLS, BASE_ORGANIZATIONS, COMMITTEE, WARD } from './ward.js';

const FOUNDED = '2025-07-01'; // wards of two-tier local government begin on this day
const FIRST_COUNT = '2025-08-15';
const ENTRY = Date.parse('2025-08-18T01:00:00.000Z');

type Commands = typeof register.commands;
type Founding = z.input<Commands['EstablishOrganization']>;

/** The register of the demo ward: its commands, and the ids of its organizations by their first names. */
export interface DemoRegister {
  readonly wardId: Uuid;
  readonly idByName: ReadonlyMap<string, Uuid>;
  readonly steps: readonly DemoStep[];
}

/**
 * The register of the demo ward as a list of commands: 120 organizations and 5,525 members at the start, four changes in
 * 2026 that make them 122. It depends only on the actor, so it can be sent again after an interruption.
 */
export function demoRegister(actorId: Uuid): DemoRegister {
  const steps: DemoStep[] = [];
  const wardId = newStreamId(register.category, actorId, demoId('ward'));
  const stream = streamId(register.category, wardId);
  const step = stepsIn(register, stream);
  let clock = ENTRY;

  const send = <K extends keyof Commands>(key: string, type: K, data: z.input<Commands[K]>): Uuid => {
    clock += 1000;
    const sent = step(key, new Date(clock).toISOString(), type, data);
    steps.push(sent);
    return sent.commandId;
  };
  const on = (moment: string) => {
    clock = Math.max(clock, Date.parse(moment));
  };
  const idByName = new Map([[WARD, wardId]]);
  const establish = (
    name: string,
    parentId: Uuid,
    more: Pick<Founding, 'type' | 'sector'> & Partial<Founding>,
  ): Uuid => {
    const data = { decision: null, name, parentId, establishedOn: FOUNDED, establishedOnAssumed: true, ...more };
    const id = itemId(stream, send(`establish ${name}`, 'EstablishOrganization', data), 0);
    idByName.set(name, id);
    return id;
  };
  const members = new Map<string, { readonly id: Uuid; readonly count: number }>();
  const count = (name: string, id: Uuid, number: number, countedOn: string, source: string) => {
    members.set(name, { id, count: number });
    send(`count ${name} ${countedOn}`, 'CountMembers', { organizationId: id, count: number, countedOn, source });
  };
  const counted = (name: string) => {
    const found = members.get(name);
    if (!found) throw new Error(`the demo ward has no organization ${name}`);
    return found;
  };

  send('ward', 'EstablishOrganization', {
    organizationId: wardId,
    name: WARD,
    parentId: null,
    type: 'WARD_ORGANIZATION',
    establishedOn: FOUNDED,
  });
  const start: [name: string, id: Uuid, count: number][] = [];
  const areas = new Map<string, Uuid>();
  for (const { name, type, sector, cells, members: total } of BASE_ORGANIZATIONS) {
    const baseId = establish(name, wardId, { type, sector });
    const shares = spread(total, cells.length);
    for (const [i, cell] of cells.entries()) {
      start.push([cell, establish(cell, baseId, { type: 'SUB_CELL', sector }), shares[i] ?? 0]);
      areas.set(cell, baseId);
    }
  }
  const shares = spread(BASE_CELL_MEMBERS, BASE_CELLS.length);
  for (const [i, { name, sector }] of BASE_CELLS.entries())
    start.push([name, establish(name, wardId, { type: 'BASE_CELL', sector }), shares[i] ?? 0]);
  for (const [name, id, share] of start) count(name, id, share, FIRST_COUNT, 'Số liệu đầu nhiệm kỳ (minh họa)');

  const decided = (number: string, signedOn: string) => ({ decision: { number, issuer: COMMITTEE, signedOn } });
  const area = (cell: string) => areas.get(cell) ?? wardId;
  const residential = (name: string) =>
    ({ name, type: 'SUB_CELL', sector: 'RESIDENTIAL_AREA', parentId: area(name) }) as const;

  on('2026-04-02T02:00:00.000Z');
  const [fourteen, fifteen] = [counted('Chi bộ Tổ dân phố 14'), counted('Chi bộ Tổ dân phố 15')];
  const consolidation = send('consolidate 14 and 15', 'ReorganizeOrganizations', {
    manner: 'CONSOLIDATION',
    from: [fourteen.id, fifteen.id],
    into: [{ founded: residential('Chi bộ Tổ dân phố 14') }],
    effectiveOn: '2026-04-01',
    ...decided('41-QĐ/ĐU', '2026-03-27'),
  });
  const both = fourteen.count + fifteen.count;
  count('Chi bộ Tổ dân phố 14', itemId(stream, consolidation, 0), both, '2026-04-01', 'Biên bản hợp nhất');

  on('2026-05-20T02:00:00.000Z');
  const seaStar = 'Chi bộ Công ty Cổ phần Công nghệ Sao Biển';
  const fresh = (on: string) => ({ type: 'BASE_CELL', establishedOn: on, establishedOnAssumed: false }) as const;
  const transfer = (from: string, to: string, id: Uuid, number: number, on: string) => {
    const giver = counted(from);
    count(from, giver.id, giver.count - number, on, 'Chuyển sinh hoạt đảng');
    count(to, id, number, on, 'Chuyển sinh hoạt đảng');
  };
  const seaStarId = establish(seaStar, wardId, {
    ...fresh('2026-05-19'),
    sector: 'ENTERPRISE_NON_STATE',
    ...decided('58-QĐ/ĐU', '2026-05-15'),
  });
  transfer('Chi bộ Tổ dân phố 3', seaStar, seaStarId, 5, '2026-05-19');

  on('2026-06-02T02:00:00.000Z');
  const old = counted('Chi bộ Tổ dân phố 31');
  const separation = send('separate 31B from 31', 'ReorganizeOrganizations', {
    manner: 'SEPARATION',
    from: [old.id],
    into: [
      { organizationId: old.id },
      { founded: { ...residential('Chi bộ Tổ dân phố 31'), name: 'Chi bộ Tổ dân phố 31B' } },
    ],
    effectiveOn: '2026-06-01',
    ...decided('63-QĐ/ĐU', '2026-05-28'),
  });
  const part = Math.floor(old.count / 2);
  count('Chi bộ Tổ dân phố 31', old.id, old.count - part, '2026-06-01', 'Biên bản tách chi bộ');
  count('Chi bộ Tổ dân phố 31B', itemId(stream, separation, 1), part, '2026-06-01', 'Biên bản tách chi bộ');

  on('2026-09-03T02:00:00.000Z');
  const dawn = 'Chi bộ Trường Mầm non tư thục Ban Mai';
  const dawnId = establish(dawn, wardId, {
    ...fresh('2026-09-01'),
    sector: 'SCHOOL_NON_PUBLIC',
    ...decided('97-QĐ/ĐU', '2026-08-28'),
  });
  transfer('Chi bộ Tổ dân phố 20', dawn, dawnId, 4, '2026-09-01');
  return { wardId, idByName, steps };
}

/** Divides a number unevenly over places, always in the same way; the parts add up to the number. */
function spread(total: number, places: number): number[] {
  const weights = Array.from({ length: places }, (_, i) => 8 + ((i * 5) % 7));
  const sum = weights.reduce((a, b) => a + b, 0);
  let [given, weighed] = [0, 0];
  return weights.map((weight) => {
    weighed += weight;
    const share = Math.floor((total * weighed) / sum) - given;
    given += share;
    return share;
  });
}
