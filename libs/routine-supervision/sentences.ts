import type { Introduces } from '#kernel/names';
import { dayText, onDay, SEALED, type Sentences } from '#kernel/sentences';
import { REMINDER_TOPICS, ROUTINE_MANNERS } from './codes.js';
import type { routineSupervision } from './routine-supervision.js';

/** History sentences of routine supervision. */
export const routineSentences: Sentences<(typeof routineSupervision)['events']> = {
  RoutineSupervisionAssigned: ({ memberId, organizationIds, from, to }, names) => {
    const who = names.member(memberId);
    const whom = organizationIds.map((id) => names.organization(id)).join(', ');
    const [first, last] = [dayText(from), to && dayText(to)];
    return {
      vi: `Phân công ${who} giám sát thường xuyên: ${whom}, từ ngày ${first.vi}${last ? ` đến ngày ${last.vi}` : ''}`,
      en: `Routine supervision of ${whom} assigned to ${who}, from ${first.en}${last ? ` to ${last.en}` : ''}`,
    };
  },
  RoutineContactRecorded: ({ organizationId, contactedOn, manner }, names) => {
    const [whom, day, how] = [names.organization(organizationId), onDay(contactedOn), ROUTINE_MANNERS[manner]];
    return {
      vi: `Theo dõi ${whom} ${day.vi}: ${how.vi}`,
      en: `In touch with ${whom} ${day.en}: ${how.en}`,
    };
  },
  RoutineReminderGiven: ({ organizationId, remindedOn, topic }, names) => {
    const [whom, day] = [names.organization(organizationId), onDay(remindedOn)];
    const what = topic === null ? { vi: '', en: '' } : REMINDER_TOPICS[topic];
    return {
      vi: `Nhắc nhở ${whom} ${day.vi}${what.vi && ` về ${what.vi}`}: ${SEALED.vi}`,
      en: `${whom} reminded ${day.en}${what.en && ` of ${what.en}`}: ${SEALED.en}`,
    };
  },
};

/** The person whom an assignment names, and the assignment itself. */
export const introduces: Introduces<(typeof routineSupervision)['events']> = {
  RoutineSupervisionAssigned: ({ memberId, assignmentId }) => [
    {
      id: memberId,
      kind: 'person',
      words: (n) => ({ vi: `đảng viên ${n} trong hồ sơ`, en: `member ${n} of the record` }),
    },
    { id: assignmentId, kind: 'assignment', words: (n) => ({ vi: `phân công ${n}`, en: `assignment ${n}` }) },
  ],
};
