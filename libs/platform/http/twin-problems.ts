import { TWIN_KINDS } from '#kernel/twins';
import type { NotATwin, PossibleTwin } from '#platform/commands/twin-check';
import { fieldProblem, Problem } from './problems.js';

/** The field by which a request names what its sender has compared and says to be others. */
export const NOT_TWIN_OF = 'notTwinOf';

/** Names each possible twin with the words of its history, and by what it may be one. */
export const possibleTwin = ({ twins }: PossibleTwin): Problem =>
  new Problem('possible-twin', {
    errors: twins.map(({ kind, words }) => ({
      in: 'body',
      field: NOT_TWIN_OF,
      code: 'possible-twin',
      vi: `Có thể trùng (${TWIN_KINDS[kind].vi}): ${words.vi}`,
      en: `Possible twin (${TWIN_KINDS[kind].en}): ${words.en}`,
    })),
    facts: {
      twins: twins.map(({ kind, category, id, item, words: { vi, en } }) => ({ kind, category, id, item, vi, en })),
    },
  });

/** The same for a record that is no twin, for one that the sender may not see, and for an id of nothing. */
export const notATwin = ({ index }: NotATwin): Problem =>
  fieldProblem('body', `${NOT_TWIN_OF}.${index}`, 'not-a-twin', {
    vi: 'Nội dung gửi lên không trùng với hồ sơ hay tổ chức nào có mã này; hãy bỏ mã này',
    en: 'What was sent is no possible twin of anything with this id; leave the id out',
  });
