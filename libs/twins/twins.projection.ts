import { disciplineCase, disciplineCases } from '#features/discipline';
import { engagement, engagements } from '#features/engagements';
import type { Decider } from '#kernel/decider';
import type { Declarations } from '#kernel/event';
import type { TwinStatement } from '#kernel/twins';
import {
  date,
  type EffectiveEvent,
  facts,
  MIRRORED,
  nullable,
  projection,
  text,
  textOf,
  uuid,
  type WriterOf,
} from '#platform/projections/projection';

/** The kinds of record that are compared with each other; organizations are compared within their register. */
export const COMPARED = [engagement, disciplineCase] as const;

/** A row is visible to readers of the record that states it. */
const whose = {
  byCategory: {
    [engagement.category]: { with: engagements, table: 'openings' },
    [disciplineCase.category]: { with: disciplineCases, table: 'cases' },
  },
} as const;

const tables = {
  keys: facts(
    {
      kind: textOf<'PAPER' | 'CASE'>(),
      issuer: nullable(text),
      key: text,
      number: nullable(text),
      day: nullable(date),
    },
    { whose, indexes: [['key'], ...MIRRORED] },
  ),
  /** One row for each record, until its beginning is annulled. */
  begun: facts({ issuer: nullable(text) }, { whose, indexes: MIRRORED }),
  ties: facts({ other: uuid }, { whose }),
};
interface Tables {
  readonly keys: WriterOf<typeof tables.keys>;
  readonly begun: WriterOf<typeof tables.begun>;
  readonly ties: WriterOf<typeof tables.ties>;
}

/** What the decider's `twins` says of each event, so that the list and the check of commands never differ. */
const statementsOf = <E extends Declarations>(kind: Pick<Decider<never, never, E>, 'events' | 'twins'>) => {
  const handler = (e: EffectiveEvent, { keys, begun, ties }: Tables) => {
    const { type, data } = e;
    const statements: readonly TwinStatement[] = kind.twins?.of({ type, data }) ?? [];
    return statements.map((statement, item) => {
      if (statement.says === 'begins') return begun.put(e, { issuer: statement.issuer }, item);
      if (statement.says === 'tie') return ties.put(e, { other: statement.to }, item);
      const { kind: by, issuer, key, number, day } = statement;
      return keys.put(e, { kind: by, issuer, key, number, day }, item);
    });
  };
  return Object.fromEntries(Object.keys(kind.events).map((type) => [type, handler])) as Record<
    keyof E & string,
    typeof handler
  >;
};

/** By what records may be the same as others. Holds folded papers, subjects and days, and no other content. */
export const twins = projection({
  name: 'twins',
  version: 1,
  of: { ...engagement.events, ...disciplineCase.events },
  tables,
  on: { ...statementsOf(engagement), ...statementsOf(disciplineCase) },
});
