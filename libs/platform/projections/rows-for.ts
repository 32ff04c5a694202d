import {
  CamelCasePlugin,
  CommonTableExpressionNameNode,
  CommonTableExpressionNode,
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryId,
  type RawBuilder,
  type RootOperationNode,
  SchemableIdentifierNode,
  SelectQueryNode,
  type SqlBool,
  sql,
} from 'kysely';
import { Everything, type Reader } from '../access/reader.js';
import { type AnyProjection, type Projection, type RowsOf } from './declaring/projection.js';
import { isRestrictionTable } from './declaring/restrictions.js';
import { sqlName } from './declaring/sql-name.js';
import { narrowed, served } from './narrowing.js';

type TablesOf<P> = P extends Projection<string, infer T> ? RowsOf<T> : never;
type Both<U> = (U extends unknown ? (value: U) => void : never) extends (value: infer I) => void ? I : never;

/**
 * The tables of a projection as queries name them; of several: `ReadTables<typeof complaints
 * typeof members>`.
 */
export type ReadTables<P> = Both<TablesOf<P>>;

/**
 * Kysely limited to the tables of a projection, under their declared names: `db.selectFrom('received')`. The other
 * methods are missing on purpose: raw statements would bypass the access conditions.
 */
export type Db<P> = Pick<Kysely<ReadTables<P>>, 'selectFrom' | 'with' | 'withRecursive'>;

/**
 * The tables of projections in the active generation, limited to the rows that a reader may see: by their scope, as
 * `whose` of each table declares, and by restrictions as of now. An alias or a common table expression must not have
 * the name of a table.
 *
 * Cost: none when nothing is narrowed; otherwise that of the conditions, which become part of each query.
 *
 * @throws when two projections have a table of the same name
 */
export function rowsFor<P extends AnyProjection>(
  db: Kysely<unknown>,
  projections: P | readonly P[],
  reader: Reader | Everything,
): Db<P> {
  const tables = new Map<string, Table>();
  for (const projection of [projections].flat() as readonly P[])
    for (const table of Object.keys(projection.tables)) {
      if (isRestrictionTable(projection, table)) continue;
      if (tables.has(table)) throw new Error(`table name ${table} is declared by two projections; rename one`);
      const condition = reader instanceof Everything ? null : narrowed(projection, table, reader, 't');
      tables.set(table, { projection, condition });
    }
  const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true });
  return db.withPlugin(new NarrowedTables(tables)).withPlugin(camelCase) as Kysely<ReadTables<P>>;
}

interface Table {
  readonly projection: AnyProjection;
  /** Condition for rows `t`; null when all rows are visible. */
  readonly condition: RawBuilder<unknown> | null;
}

/**
 * Replaces declared table names by those of PostgreSQL. A narrowed table becomes a common table expression of its own
 * name before those of the query; PostgreSQL plans it inline.
 */
class NarrowedTables extends OperationNodeTransformer implements KyselyPlugin {
  constructor(private readonly tables: ReadonlyMap<string, Table>) {
    super();
  }

  transformQuery({ node, queryId }: Parameters<KyselyPlugin['transformQuery']>[0]): RootOperationNode {
    const named = new Names(this.tables);
    named.transformNode(node, queryId);
    const query = this.transformNode(node, queryId);
    if (named.narrowed.size === 0) return query;
    if (!SelectQueryNode.is(query)) throw new TypeError('only a select from tables by their names can be narrowed');
    const first = [...named.narrowed].map(([name, table]) => expressionOf(name, table));
    const { expressions = [], recursive = false } = query.with ?? {};
    return { ...query, with: { kind: 'WithNode', expressions: [...first, ...expressions], recursive } };
  }

  transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return Promise.resolve(result);
  }

  protected override transformSchemableIdentifier(node: SchemableIdentifierNode, queryId?: QueryId) {
    const table = node.schema ? undefined : this.tables.get(node.identifier.name);
    if (table?.condition === null)
      return SchemableIdentifierNode.createWithSchema('read', sqlName(table.projection.name, node.identifier.name));
    return super.transformSchemableIdentifier(node, queryId);
  }
}

/** Collects the narrowed tables that a query names. */
class Names extends OperationNodeTransformer {
  readonly narrowed = new Map<string, Table>();

  constructor(private readonly tables: ReadonlyMap<string, Table>) {
    super();
  }

  protected override transformSchemableIdentifier(node: SchemableIdentifierNode, queryId?: QueryId) {
    const { name } = node.identifier;
    const table = node.schema ? undefined : this.tables.get(name);
    if (table && table.condition !== null) this.narrowed.set(name, table);
    return super.transformSchemableIdentifier(node, queryId);
  }
}

function expressionOf(name: string, { projection, condition }: Table): CommonTableExpressionNode {
  const rows = sql`(select * from ${served(projection, name)} t where ${condition})`;
  return CommonTableExpressionNode.cloneWith(
    CommonTableExpressionNode.create(CommonTableExpressionNameNode.create(name), rows.toOperationNode()),
    { materialized: false },
  );
}

/**
 * Condition for the facts known at a position.
 *
 * @param table alias of the facts table, for queries that join several
 */
export const knownAt = (position: bigint, table?: string): RawBuilder<SqlBool> => {
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  const [from, to] = [column('knownFrom'), column('knownTo')];
  return sql<SqlBool>`(${from} <= ${position} and (${to} is null or ${to} > ${position}))`;
};
