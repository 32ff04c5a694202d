import { type Depending, replacedByNext } from '#kernel/fates';
import type { Events } from '../member-events.js';

/** Particulars are stated anew, and a link ends with its unlinking. */
export const depending: Depending<Events> = {
  on: 'MemberEntered',
  replaced: (inForce) => [
    ...replacedByNext(inForce, ({ type }) => (type === 'ParticularsStated' ? type : null)),
    ...inForce.flatMap((link) => {
      if (link.type !== 'SamePersonLinked') return [];
      const end = inForce.find(
        (one) =>
          one.type === 'SamePersonUnlinked' && one.revision > link.revision && one.data.otherId === link.data.otherId,
      );
      return end ? [{ entry: link.revision, by: end.revision }] : [];
    }),
  ],
};
