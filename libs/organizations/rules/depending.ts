import type { PlainDate } from '#kernel/dates';
import { type Replaced, replacedByNext } from '#kernel/fates';
import type { Uuid } from '#kernel/ids';

interface Dated {
  readonly type: string;
  readonly revision: number;
  readonly data: { readonly organizationId?: Uuid; readonly effectiveOn?: PlainDate; readonly countedOn?: PlainDate };
}

/** Of two changes of one kind to one organization on one day, the later entry takes the place of the earlier one. */
export const replaced = (entries: readonly Dated[]): readonly Replaced[] =>
  replacedByNext(entries, ({ type, data: { organizationId, effectiveOn, countedOn } }) =>
    REPLACING.includes(type) ? `${type} ${organizationId} ${effectiveOn ?? countedOn}` : null,
  );
const REPLACING = ['OrganizationRenamed', 'OrganizationMoved', 'MembersCounted'];
