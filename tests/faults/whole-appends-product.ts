import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { engagement } from '#features/engagements';
import { streamId, Uuid } from '#kernel/ids';
import type { EventStore } from '#platform/event-store/event-store';
import { createLogger } from '#platform/http/logging';
import { SYSTEM } from '#platform/commands/store-declaration';
import { rebuildReadModels } from '../../apps/cli/rebuild.js';
import { features } from '../../apps/features.js';
import { openPlatform } from '../../apps/platform.js';
import { openReadModels } from '../../apps/read-models.js';
import type { Chance } from '../bench/chance.js';
import { type TestApi, testApi } from '../support/servers/api.js';
import { openTermAlone } from '../support/worlds/several-persons.js';
import { numbering } from '../support/worlds/next-number.js';

/** The product with a ward of the given number of cells, and clients that record engagements with all their papers. */
const CELLS = 12;
const Receipt = z.looseObject({ id: z.string(), position: z.string() });
const logger = createLogger('fatal');

/** An engagement that one command recorded: its stream and the position of its last event. */
export interface File {
  readonly id: Uuid;
  readonly stream: string;
  readonly size: number;
  readonly position: bigint;
}

export interface Worker {
  close(): Promise<void>;
}

export class Ward {
  ward = '';
  readonly #next = numbering();
  private readonly cells: string[] = [];
  /** Engagements that were acknowledged, oldest first. */
  readonly files: File[] = [];
  /** Number of commands without an acknowledgment. */
  unanswered = 0;

  private constructor(
    readonly api: TestApi,
    private readonly chance: Chance,
  ) {}

  /** @param environment names the place of the log, and whether the API or a worker runs the projections */
  static async start(environment: Record<string, string>, chance: Chance): Promise<Ward> {
    const ward = new Ward(await testApi({ LOG_LEVEL: 'fatal', ...environment }), chance);
    const worker = environment.PROJECTIONS === 'off' ? await ward.worker() : null;
    const organization = { parentId: null, establishedOn: '2025-07-01' };
    ward.ward = await ward.post('/api/organizations', {
      ...organization,
      name: 'Đảng bộ phường Thử Nghiệm',
      type: 'WARD_ORGANIZATION',
    });
    for (let n = 1; n <= CELLS; n++)
      ward.cells.push(
        await ward.post('/api/organizations', {
          ...organization,
          name: `Chi bộ ${n}`,
          type: 'BASE_CELL',
          parentId: ward.ward,
        }),
      );
    const term = { organizationId: ward.ward, name: 'Nhiệm kỳ 2025–2030', startsOn: '2025-08-16' };
    await openTermAlone(ward.api.api, { ...term, endsOn: '2030-08-15', endAssumed: true });
    await ward.record(2);
    await ward.caughtUp();
    await worker?.close();
    return ward;
  }

  /** Waits until figures include every acknowledged engagement. */
  async caughtUp(): Promise<void> {
    const last = this.files.reduce((most, { position }) => (position > most ? position : most), 0n);
    for (let seen = false; !seen;)
      seen = (await this.api.get(`/api/coverage?scope=${this.ward}&after=${last}`)).status === 200;
  }

  /** Runs `minhchung rebuild`. @returns its exit code */
  rebuild(name: string): Promise<number> {
    return rebuildReadModels.run({
      args: [name],
      configured: () => this.api.api.config,
      say: () => undefined,
      ask: () => Promise.resolve(null),
      logger,
      signal: new AbortController().signal,
    });
  }

  /** Starts a worker beside the API. @param through wraps the store that the worker reads */
  async worker(through: (store: EventStore) => EventStore = (store) => store): Promise<Worker> {
    const platform = await openPlatform(this.api.api.config, { logger, purpose: null, keys: false, program: 'worker' });
    const store = through(platform.store);
    const models = await openReadModels({ ...platform, store }, features, { logger, inside: true });
    return {
      close: async () => {
        await models.close();
        await platform.close();
      },
    };
  }

  /** Records one engagement by one command with the given number of events; organizations come before persons. */
  async record(events: number): Promise<File> {
    const id = Uuid.parse(randomUUID());
    const commandId = Uuid.parse(randomUUID());
    const subjects = Array.from({ length: events - 1 }, (_, i) =>
      i < CELLS
        ? { organizationId: this.cells[i], capacity: 'ORGANIZATION', outcome: 'GOOD' }
        : { organizationId: this.cells[i % CELLS], capacity: 'MEMBER', memberId: randomUUID() },
    );
    const data = engagement.commands.RecordConcludedEngagement.parse({
      kind: 'INSP_COMPLIANCE',
      decidingBody: { organizationId: this.ward, body: 'COMMITTEE' },
      decision: { number: this.#next('QĐ/ĐU'), signedOn: '2025-10-01' },
      notice: { number: this.#next('TB/ĐU'), signedOn: '2026-01-15' },
      subjects,
    });
    const stream = streamId(engagement.category, id);
    const command = { type: 'RecordConcludedEngagement', data } as const;
    const { position } = await this.api.api.platform.executor.execute(engagement, stream, command, {
      commandId,
      actor: SYSTEM,
      correlationId: commandId,
      causationId: null,
      expectedRevision: null,
      facts: {},
    });
    const file = { id, stream, size: events, position };
    this.files.push(file);
    return file;
  }

  /** Records engagements of 21 events each while no projections run, as a backlog. */
  async backlog(files: number): Promise<void> {
    const left = Array.from({ length: files }, () => 21).values();
    const clerks = Array.from({ length: 8 }, async () => {
      for (const events of left) await this.record(events);
    });
    await Promise.all(clerks);
  }

  /** Sends twenty commands a second, of 2 to 200 events each, most of them small, until told to stop. */
  async keepRecording(end: AbortSignal): Promise<void> {
    const under = new Set<Promise<unknown>>();
    while (!end.aborted) {
      await sleep(50, undefined, { signal: end }).catch(() => undefined);
      if (under.size >= 8) continue;
      const most = this.chance.of([10, 10, 10, 60, 60, 200]);
      const one: Promise<unknown> = this.record(2 + this.chance.below(most - 1))
        .catch(() => (this.unanswered += 1))
        .finally(() => under.delete(one));
      under.add(one);
    }
    await Promise.all(under);
  }

  /** Retries until the command is accepted: a worker may have to project the grant first. */
  async post(path: string, body: object): Promise<string> {
    for (;;) {
      const { status, json } = await this.api.post(path, body);
      if (status === 201) return Receipt.parse(json).id;
      await sleep(50); // the time limit of the test ends the loop
    }
  }
}
