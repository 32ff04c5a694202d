import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { countingRule, DEFAULT_RULE } from '#features/counting-rules';
import { erasure } from '#features/erasure';
import { periodClosing } from '#features/periods';
import { term } from '#features/terms';
import { addDays, PlainDate } from '#kernel/dates';
import type { Decider } from '#kernel/decider';
import { streamId, Uuid } from '#kernel/ids';
import type { Headers, WardApi } from './ward-api.js';

interface Sent {
  readonly path: string;
  readonly body: object;
}
type Making = (n: number) => Sent | Promise<Sent>;
/** A record with its state, and a maker for each command on it. */
export interface Target {
  readonly decider: Decider;
  readonly id: string;
  readonly commands: Readonly<Record<string, Making>>;
  /** Steps without effect in the state that this record is in; default: those of its kind. */
  readonly alone?: readonly string[];
}

/** Records whose state several persons made, with makers of all commands on them. */
export class SeveralTargets {
  constructor(
    private readonly ward: WardApi,
    private readonly chair: Headers,
    private readonly committee: Headers,
  ) {}
  async entriesOf({ decider, id }: Pick<Target, 'decider' | 'id'>) {
    const stream = streamId(decider.category, Uuid.parse(id));
    return (await this.ward.api.api.platform.store.read(stream)).map(({ record }) => record);
  }

  /** The header with the present revision of a record. */
  async seen(of: Pick<Target, 'decider' | 'id'>): Promise<Headers> {
    return { 'if-match': `"${(await this.entriesOf(of)).length - 1}"` };
  }

  private async hashOf(path: string) {
    const { json } = await this.ward.api.get(`${path}/review`);
    return z.looseObject({ contentHash: z.string() }).parse(json).contentHash;
  }

  /** Makers of what every kind of record with proposals or entries has. */
  private amending(decider: Decider, id: string, path: string): Target['commands'] {
    const entry = async (n: number) => {
      const all = await this.entriesOf({ decider, id });
      const entries = all.filter(({ type }) => decider.catalog.get(type)?.correctable === true);
      const { revision, data } = entries[n % Math.max(1, entries.length)] ?? { revision: 0, data: {} };
      return { corrects: revision, data };
    };
    const proposal = async (n: number) => {
      const at = (await this.entriesOf({ decider, id })).flatMap(({ type, revision }) =>
        type.endsWith('ActProposed') ? [revision] : [],
      );
      return { proposal: at[n % Math.max(1, at.length)] ?? 0 };
    };
    const { takes } = decider;
    const proposals: Target['commands'] = takes
      ? {
          [`AgreeTo${takes.as}Act`]: async (n) => ({ path: `${path}/agreement`, body: await proposal(n) }),
          [`Decline${takes.as}Act`]: async (n) => ({
            path: `${path}/refusal`,
            body: { ...(await proposal(n)), reason: 'không cần' },
          }),
        }
      : {};
    if (decider.routes?.entries === null) return proposals;
    return {
      ...proposals,
      CorrectEntry: async (n) => {
        const { corrects, data } = await entry(n);
        const fields = Object.entries(data).filter(([, value]) => typeof value === 'string');
        const [field = 'name', from = ''] = fields[n % Math.max(1, fields.length)] ?? [];
        const to = PlainDate.safeParse(from).success ? addDays(PlainDate.parse(from), (n % 9) - 4) : 'khác';
        return {
          path: `${path}/corrections`,
          body: { corrects, reason: 'ghi nhận sai', changes: [{ field, from, to }] },
        };
      },
      AnnulEntry: async (n) => ({
        path: `${path}/annulments`,
        body: { corrects: (await entry(n)).corrects, reason: 'ghi nhận sai' },
      }),
    };
  }

  private async termTarget(): Promise<Target> {
    const organizationId = this.ward.ward;
    const { id } = await this.ward.decide('/api/terms', { organizationId, name: 'Nhiệm kỳ', startsOn: '2025-08-16' });
    await this.ward.decide(`/api/terms/${id}/targets`, { number: '1', wording: 'chỉ tiêu', measure: 'OTHER' });
    const path = `/api/terms/${id}`;
    return {
      decider: term,
      id,
      commands: {
        ...this.amending(term, id, path),
        OpenTerm: (n) => ({
          path: '/api/terms',
          body: { organizationId, name: 'Khác', startsOn: addDays(day(n), -20_000), endsOn: addDays(day(n), -19_999) },
        }),
        EndTerm: (n) => ({ path: `${path}/end`, body: { endsOn: addDays(day(n), 5000) } }),
        SetTarget: (n) => ({
          path: `${path}/targets`,
          body: { number: String(n % 5), wording: 'chỉ tiêu khác', measure: 'OTHER' },
        }),
      },
    };
  }

  private async ruleTarget(): Promise<Target> {
    const definition = { name: 'Cách tính', rule: DEFAULT_RULE.rule, effectiveFrom: '2026-01-01' };
    const { id } = await this.ward.record('/api/counting-rules', definition);
    const path = `/api/counting-rules/${id}`;
    const approval = (version: number) => ({ version, approvingBody: 'Ban Thường vụ', approvedOn: '2026-01-05' });
    const first = await this.seen({ decider: countingRule, id });
    await this.ward.record(
      `${path}/confirmation`,
      { contentHash: await this.hashOf(path) },
      { ...this.chair, ...first },
    );
    await this.ward.record(`${path}/approval`, approval(1), this.committee);
    return {
      decider: countingRule,
      id,
      commands: {
        ...this.amending(countingRule, id, path),
        DefineCountingRule: (n) => ({ path: `${path}/versions`, body: { ...definition, effectiveFrom: day(n) } }),
        ApproveCountingRule: (n) => ({ path: `${path}/approval`, body: approval(1 + (n % 3)) }),
        ConfirmCountingRule: async () => ({
          path: `${path}/confirmation`,
          body: { contentHash: await this.hashOf(path) },
        }),
        ReturnCountingRule: async () => ({
          path: `${path}/return`,
          body: { contentHash: await this.hashOf(path), ground: 'OTHER' },
        }),
      },
    };
  }

  private async periodTarget(): Promise<Target> {
    const id = this.ward.ward;
    const path = `/api/organizations/${id}/periods`;
    const closed = { from: '2025-08-16', to: '2025-12-31' };
    await this.ward.record(path, closed);
    const first = await this.seen({ decider: periodClosing, id });
    await this.ward.record(
      `${path}/confirmation`,
      { contentHash: await this.hashOf(path) },
      { ...this.chair, ...first },
    );
    await this.ward.record(`${path}/closing`, closed, this.committee);
    const period = (n: number) => ({ from: '2025-08-16', to: `2026-0${1 + (n % 3)}-15` });
    return {
      decider: periodClosing,
      id,
      commands: {
        PreparePeriod: (n) => ({ path, body: period(n) }),
        ClosePeriod: (n) => ({ path: `${path}/closing`, body: period(n) }),
        ConfirmPeriod: async () => ({ path: `${path}/confirmation`, body: { contentHash: await this.hashOf(path) } }),
        ReturnPeriod: async () => ({
          path: `${path}/return`,
          body: { contentHash: await this.hashOf(path), ground: 'OTHER' },
        }),
      },
    };
  }

  /** @param approved whether another person has approved the erasure; else two persons have placed a hold on it */
  private async erasureTarget(approved: boolean): Promise<Target> {
    const id = randomUUID();
    const subject = { class: 'OFFICIAL_MEMBER', organizationId: this.ward.cells[0], memberId: id };
    const opening = { subject, source: { other: 'CELL_PROPOSAL' }, openedOn: '2025-09-01' };
    const opened = await this.ward.record('/api/discipline-cases', opening);
    await this.ward.change('discipline-cases', opened, 'not-imposed', {
      on: '2025-09-20',
      reason: 'DECEASED',
      note: null,
    });
    const path = `/api/erasures/${id}`;
    const request = { legalBasis: 'SUBJECT_ASKED', document: { number: '1', signedOn: null } };
    const hold = { ground: 'COMPLAINT' };
    let holdId: string = randomUUID();
    if (approved) {
      await this.ward.record(`${path}/requests`, request);
      await this.ward.record(`${path}/approval`, {}, { ...this.chair, ...(await this.seen({ decider: erasure, id })) });
    } else {
      const { id: placed, revision: proposal } = await this.ward.record(`${path}/holds`, hold);
      await this.ward.record(`${path}/agreement`, { proposal }, this.chair);
      holdId = placed;
    }
    return {
      decider: erasure,
      id,
      commands: {
        ...this.amending(erasure, id, path),
        PlaceHold: () => ({ path: `${path}/holds`, body: hold }),
        LiftHold: () => ({ path: `${path}/holds/${holdId}/lifting`, body: {} }),
        RequestErasure: () => ({ path: `${path}/requests`, body: request }),
        ApproveErasure: () => ({ path: `${path}/approval`, body: {} }),
        WithdrawErasure: () => ({ path: `${path}/withdrawal`, body: {} }),
        ExecuteErasure: () => ({ path: `${path}/execution`, body: {} }),
      },
      ...(approved ? { alone: ['ErasureActProposed', 'ErasureActDeclined'] } : {}),
    };
  }

  async all(): Promise<readonly Target[]> {
    return [
      await this.termTarget(),
      await this.ruleTarget(),
      await this.periodTarget(),
      await this.erasureTarget(false),
      await this.erasureTarget(true),
    ];
  }
}

const day = (n: number) => addDays(PlainDate.parse('2020-01-01'), (n * 37) % 9000);
