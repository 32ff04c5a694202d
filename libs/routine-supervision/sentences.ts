import { dayText, onDay, SEALED, type Sentences } from '#kernel/sentences';
import { REMINDER_TOPICS, ROUTINE_MANNERS } from './codes.js';
import type { routineSupervision } from './routine-supervision.js';

/** History sentences of routine supervision. */
export const routineSentences: Sentences<(typeof routineSupervision)['events']> = {
  RoutineSupervisionAssigned: ({ memberId, organizationIds, from, to }, names) => {
    const who = memberId.slice(0, 8);
    const whom = organizationIds.map((id) => names.organization(id)).join(', ');
    const [first, last] = [dayText(from), to && dayText(to)];
    return {
      vi: `Phân công đảng viên ${who} giám sát thường xuyên: ${whom}, từ ngày ${first.vi}${last ? ` đến ngày ${last.vi}` : ''}`,
      en: `Member ${who} assigned to routine supervision of ${whom}, from ${first.en}${last ? ` to ${last.en}` : ''}`,
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
