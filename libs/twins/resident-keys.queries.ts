import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { feature as discipline } from '#features/discipline';
import { feature as engagements } from '#features/engagements';
import { memberCode, ResidentMembers } from '#features/members';
import { namesOf, organizations, type OrganizationsDb } from '#features/organizations';
import type { Decider } from '#kernel/decider';
import type { PastEvent } from '#kernel/effective';
import { dayOf, instant } from '#kernel/dates';
import type { Uuid } from '#kernel/ids';
import { type KnownNames, mentionedBy, namesIn, NO_NAMES } from '#kernel/names';
import { sentenceOf } from '#kernel/sentences';
import type { Bilingual } from '#kernel/text';
import { keyText } from '#kernel/twins';
import { EVERYTHING } from '#platform/access/reader';
import { Executor } from '#platform/commands/execute';
import { READ_DB } from '#platform/platform.module';
import { Mirror, type MirroredRow, type StreamRows } from '#platform/projections/mirror';
import { rowsFor } from '#platform/projections/rows-for';
import { KNOWLEDGE, type Knowledge } from '#platform/projections/serving';
import { alikeKeys } from './alike-keys.js';
import { COMPARED, twins } from './twins.projection.js';

/** Interval at which the keys that other processes recorded are taken. */
const LOOK_EVERY_MS = 1000;

interface KeyRow extends MirroredRow {
  readonly kind: string;
  readonly issuer: string | null;
  readonly key: string;
}
interface BegunRow extends MirroredRow {
  readonly issuer: string | null;
}

/**
 * Keeps the executor's index of possible twins as the read model has it, at most a second old. While the tables are
 * being built the index is empty, or as it was: a command is never refused for that, and the list of suspected twins
 * shows what was overlooked.
 */
@Injectable()
export class ResidentKeys implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly names: OrganizationsDb;
  readonly #mirror: Mirror;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(READ_DB) db: Kysely<unknown>,
    @Inject(KNOWLEDGE) knowledge: Knowledge,
    private readonly executor: Executor,
    private readonly members: ResidentMembers,
  ) {
    this.names = rowsFor(db, organizations, EVERYTHING('names of organizations are those of the open register'));
    const { twinIndex: index } = executor;
    for (const kind of COMPARED) index.know(kind);
    index.alikeBy((key) => alikeKeys(key, members.groups()));
    index.nameBy((kind, _, events, entry) => this.#words(kind, events, entry));
    this.#mirror = new Mirror(
      db,
      knowledge,
      EVERYTHING('twins are looked for among all records; whom a sender may see is judged before one is told'),
      [{ projection: twins, tables: { keys: ['kind', 'issuer', 'key'], begun: ['issuer'] } }],
      {
        clear: () => {
          index.clear();
        },
        take: (stream, rows) => {
          index.take(stream, keysIn(rows));
        },
      },
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#follow();
    this.#timer = setInterval(() => void this.#follow(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  async #follow(): Promise<void> {
    await this.#mirror.follow().catch(() => undefined);
    const [checkpoint] = this.#mirror.checkpoints;
    if (checkpoint) this.executor.twinIndex.passed(checkpoint.position);
  }

  /** The sentence of an entry in the history of its record, with the names of today. */
  async #words(kind: Decider, events: readonly PastEvent[], entry: PastEvent): Promise<Bilingual> {
    const told = [...engagements.deciders, ...discipline.deciders].find(({ category }) => category === kind.category);
    if (!told) throw new Error(`${kind.category} has no sentences`);
    const say = (known: KnownNames) => sentenceOf(told, entry, () => undefined, namesIn(told, events, known));
    const moment = { asOf: dayOf(instant(new Date())), position: NOW };
    const names = await namesOf(this.names, moment, [...mentionedBy(say).organizations]);
    // A refusal records no reading, so persons are told by their codes.
    const member = (id: Uuid) => {
      const career = this.members.careerOf(id);
      return career && memberCode(career.entered.number);
    };
    return say({ ...NO_NAMES, organization: (id) => names.get(id), member });
  }
}

/** Every position is before this one. */
const NOW = 2n ** 63n - 1n;

function keysIn(rows: StreamRows): readonly string[] {
  const inForce = <R extends MirroredRow>(table: string) =>
    (rows[`${twins.name}.${table}`] ?? []).filter(({ knownTo }) => knownTo === null) as R[];
  const [begun] = inForce<BegunRow>('begun');
  if (!begun) return [];
  return inForce<KeyRow>('keys').flatMap(({ kind, issuer, key }) => {
    const of = issuer ?? begun.issuer;
    return of === null ? [] : [keyText(kind, of, key)];
  });
}
