import { randomUUID } from 'node:crypto';
import { Uuid } from '#kernel/ids';
import type { WardApi } from './ward-api.js';

/**
 * A ward in which a reader of the first cell must not see the records of the other cells. In the second world these
 * records are others.
 */
export interface Elsewhere {
  readonly ward: WardApi;
  /** Whether this is the second of two worlds, which differ only in what a reader of the first cell may not see. */
  readonly second: boolean;
}

/** How to make a record of one kind that a reader may not see. */
export type Specimen =
  | {
      /** Makes a record of another cell. @returns its id */
      readonly make: (of: Elsewhere) => Promise<string>;
      /** Makes a record whose own restriction hides it even from a reader of the whole store. @returns its id */
      readonly restricted?: (of: Elsewhere) => Promise<string>;
      /** Why the existence of such a record need not be hidden from a person who sends a command to its address. */
      readonly addressIsNoSecret?: string;
    }
  | { readonly open: string };

const MEMBER = '00000000-0000-4000-8000-0000000000dd';
const cellOf = ({ ward, second }: Elsewhere): string => ward.cells[second ? 2 : 1] ?? '';
const committee = ({ ward }: Elsewhere) => ({ organizationId: ward.ward, body: 'STANDING_COMMITTEE' });

/** One specimen for each kind of record of the features, as `tests/security/01-two-worlds.test.ts` requires. */
export const SPECIMENS: Readonly<Record<string, Specimen>> = {
  register: { open: 'decision 019' },
  term: { open: 'decision 019' },
  legacyTotals: { open: 'decision 019' },
  countingRule: { open: 'decision 019' },
  setUp: { open: 'there is one for the store, and everybody may know how far it is (decision 031)' },
  engagement: {
    make: async (of) => {
      const { id } = await of.ward.record('/api/inspections/concluded', {
        kind: of.second ? 'INSP_FINANCE' : 'INSP_COMPLIANCE',
        theme: of.second ? 'Thu chi' : 'Quy chế',
        decidingBody: committee(of),
        decision: { number: '2-QĐ', signedOn: '2026-02-01' },
        notice: { number: '2-TB', signedOn: '2026-03-01' },
        concludedOn: '2026-03-01',
        subjects: [
          { organizationId: cellOf(of), capacity: 'ORGANIZATION', outcome: of.second ? 'GOOD' : 'SHORTCOMINGS' },
        ],
      });
      return id;
    },
    restricted: async (of) => {
      const { id } = await of.ward.record('/api/inspections', {
        kind: 'INSP_SIGNS',
        theme: of.second ? 'Hai' : 'Một',
        decidingBody: { organizationId: of.ward.ward, body: 'INSPECTION_COMMITTEE' },
        decision: { number: '3-QĐ', signedOn: '2026-04-01' },
        subjects: [{ organizationId: cellOf(of), capacity: 'ORGANIZATION' }],
      });
      // A hold that is proposed for a restricted record must not tell of it.
      await of.ward.api.api.platform.keys.keyFor({ kind: 'case', id: Uuid.parse(id) });
      await of.ward.record(`/api/erasures/${id}/holds`, { ground: of.second ? 'COMPLAINT' : 'CASE_OPEN' });
      return id;
    },
  },
  disciplineCase: {
    make: async (of) => {
      const { id } = await of.ward.record('/api/discipline-cases', {
        subject: { class: 'OFFICIAL_MEMBER', organizationId: cellOf(of), memberId: MEMBER },
        source: { other: 'OTHER' },
        openedOn: of.second ? '2026-03-06' : '2026-03-05',
      });
      return id;
    },
  },
  member: {
    make: async (of) => {
      const { id } = await of.ward.record('/api/members', {
        name: of.second ? 'Trần Thị Hai' : 'Lê Văn Một',
        organizationId: cellOf(of),
        status: of.second ? 'OFFICIAL' : 'PROBATIONARY',
      });
      const post = { post: of.second ? 'SECRETARY' : 'OTHER', organizationId: cellOf(of), from: '2026-01-05' };
      await of.ward.record(`/api/members/${id}/posts`, post);
      return id;
    },
  },
  routineSupervision: {
    make: async (of) => {
      const [, by = ''] = of.ward.cells;
      const whom = { byOrganizationId: by, organizationId: cellOf(of) };
      const { byOrganizationId, organizationId } = whom;
      const assigned = { byOrganizationId, organizationIds: [organizationId], memberId: MEMBER, from: '2026-01-01' };
      await of.ward.record('/api/routine-supervision/assignments', assigned);
      await of.ward.record('/api/routine-supervision/contacts', { ...whom, contactedOn: '2026-02-01', manner: 'TALK' });
      const about = of.second ? 'Sinh hoạt' : 'Đảng phí';
      await of.ward.record('/api/routine-supervision/reminders', { ...whom, remindedOn: '2026-02-02', about });
      return by;
    },
  },
  access: {
    make: async (of) => {
      const person = randomUUID();
      const grant = {
        role: of.second ? 'viewer' : 'registrar',
        organizationId: cellOf(of),
        from: '2026-01-01',
        to: null,
      };
      await of.ward.record(`/api/persons/${person}/grants`, grant);
      return person;
    },
    addressIsNoSecret:
      'who grants roles knows the persons; the record of one is shared by all who grant (decision 019)',
  },
  account: {
    make: async (of) => {
      const username = `ng${randomUUID().slice(0, 8)}`;
      const reason = of.second ? 'Hai' : 'Một';
      const answer = await of.ward.api.post('/api/accounts', { username, displayName: 'Người thử', reason });
      return (answer.json as { personId: string }).personId;
    },
  },
  erasure: {
    make: async (of) => {
      const owner = randomUUID();
      const subject = { class: 'OFFICIAL_MEMBER', organizationId: cellOf(of), memberId: owner };
      const { id, revision } = await of.ward.record('/api/discipline-cases', {
        subject,
        source: { other: 'OTHER' },
        openedOn: '2026-03-01',
      });
      const seen = { 'if-match': `"${revision}"` };
      const postponed = { on: '2026-03-02', reason: 'POSTPONE_ILLNESS', until: null };
      await of.ward.record(`/api/discipline-cases/${id}/postponement`, postponed, seen);
      await of.ward.record(`/api/erasures/${owner}/holds`, { ground: of.second ? 'COMPLAINT' : 'CASE_OPEN' });
      return owner;
    },
  },
  periodClosing: {
    make: async (of) => {
      const [, other = ''] = of.ward.cells;
      const period = { from: of.second ? '2026-01-01' : '2026-02-01', to: '2026-06-30' };
      await of.ward.record(`/api/organizations/${other}/periods`, period);
      return other;
    },
  },
};
