import { markedForm, matches, searchForm } from '#kernel/vietnamese';
import type { Known, NaiveOrganization } from './naive-register.js';

export const NOT_FOUND = 9;

/** The place of an organization in a search: its name with the typed marks, its name without them, a former name. */
export function rankIn(
  { organizationId, name }: NaiveOrganization,
  statements: readonly Known[],
  day: string,
  search: string | undefined,
): number {
  if (search === undefined) return 0;
  if (searchForm(search) === '') return NOT_FOUND;
  const by = (form: (text: string) => string) => matches(form(name), form(search));
  const marked = markedForm(search) === searchForm(search) ? null : by(markedForm);
  if (marked !== null) return marked === 'exact' ? 0 : 1;
  const folded = by(searchForm);
  if (folded !== null) return folded === 'exact' ? 2 : 3;
  const former = formerNames(statements, organizationId, day);
  return former.some((old) => matches(searchForm(old), searchForm(search)) !== null) ? 4 : NOT_FOUND;
}

/** The names that an organization had before, each for at least a day. */
function formerNames(statements: readonly Known[], id: string, day: string): string[] {
  const given = statements
    .filter((statement) => statement.day <= day)
    .flatMap(({ type, data, day: from }) => {
      if (type === 'OrganizationsReorganized')
        return data.into.flatMap(({ organizationId, founded }) =>
          founded && organizationId === id ? [{ name: founded.name, from }] : [],
        );
      const names = type === 'OrganizationEstablished' || type === 'OrganizationRenamed';
      return names && data.organizationId === id ? [{ name: data.name, from }] : [];
    });
  return given.flatMap(({ name, from }, i) => ((given[i + 1]?.from ?? from) > from ? [name] : []));
}
