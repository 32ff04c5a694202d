import {
  CamelCasePlugin,
  type Kysely,
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryId,
  type RawBuilder,
  SchemableIdentifierNode,
  type SqlBool,
  sql,
} from 'kysely';
import type { AnyProjection, Projection, RowsOf } from './declaring/projection.js';
import { sqlName } from './declaring/sql-name.js';

type TablesOf<P> = P extends Projection<string, infer T> ? RowsOf<T> : never;
type Both<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;

/**
 * Kysely over the tables of a projection, by the names and columns that it declares: `db.selectFrom('received')`. For
 * several: `Db<typeof complaints | typeof members>`.
 */
export type Db<P> = Kysely<Both<TablesOf<P>>>;

/**
 * The tables of some projections, in the generation that serves. An alias or a common table expression must not have
 * the name of a table.
 *
 * @throws where two projections give one name to two tables
 */
export function reading<P extends AnyProjection>(db: Kysely<unknown>, ...projections: readonly P[]): Db<P> {
  const names = new Map<string, string>();
  for (const { name, tables } of projections)
    for (const table of Object.keys(tables)) {
      if (names.has(table)) throw new Error(`two projections have a table ${table}`);
      names.set(table, sqlName(name, table));
    }
  const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true });
  return db.withPlugin(new TableNames(names)).withPlugin(camelCase) as Db<P>;
}

class TableNames extends OperationNodeTransformer implements KyselyPlugin {
  constructor(private readonly names: ReadonlyMap<string, string>) {
    super();
  }
  transformQuery({ node, queryId }: Parameters<KyselyPlugin['transformQuery']>[0]) {
    return this.transformNode(node, queryId);
  }
  transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return Promise.resolve(result);
  }
  protected override transformSchemableIdentifier(node: SchemableIdentifierNode, queryId?: QueryId) {
    const name = node.schema ? undefined : this.names.get(node.identifier.name);
    if (name !== undefined) return SchemableIdentifierNode.createWithSchema('read', name);
    return super.transformSchemableIdentifier(node, queryId);
  }
}

/**
 * The facts that a reader of the log up to a position knows.
 *
 * @param table alias of the facts table, where a query joins several
 */
export const knownAt = (position: bigint, table?: string): RawBuilder<SqlBool> => {
  const column = (name: string) => sql.ref(table === undefined ? name : `${table}.${name}`);
  const [from, to] = [column('knownFrom'), column('knownTo')];
  return sql<SqlBool>`(${from} <= ${position} and (${to} is null or ${to} > ${position}))`;
};
