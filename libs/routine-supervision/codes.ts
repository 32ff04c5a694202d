import { z } from 'zod';
import { type Bilingual, type CodeList, codesOf } from '#kernel/text';

/** How the assigned person keeps in touch with the organization (docs/domain.md 1.4.1; our own list, confidence U). */
export const ROUTINE_MANNERS = {
  MEETING_ATTENDED: { vi: 'dự sinh hoạt, dự họp', en: 'attended a meeting' },
  REPORT_READ: { vi: 'nghiên cứu báo cáo, văn bản', en: 'read reports and papers' },
  TALK: { vi: 'trao đổi, làm việc trực tiếp', en: 'talked in person' },
  OTHER: { vi: 'cách khác', en: 'otherwise' },
} as const satisfies Record<string, Bilingual>;
export const RoutineManner = z.enum(codesOf(ROUTINE_MANNERS));

/** Topics by which reports count reminders (docs/domain.md 7.3, block D; confidence S). */
export const REMINDER_TOPICS = {
  CELL_MEETINGS: { vi: 'sinh hoạt chi bộ', en: 'cell meetings' },
  ASSIGNED_TASKS: { vi: 'nhiệm vụ được giao', en: 'assigned tasks' },
  RESOLUTIONS: { vi: 'chấp hành nghị quyết', en: 'carrying out resolutions' },
  EXEMPLARY_CONDUCT: { vi: 'nêu gương, đạo đức, lối sống', en: 'exemplary conduct, ethics' },
  RESIDENCE: { vi: 'nghĩa vụ và quan hệ nơi cư trú', en: 'duties and relations at the place of residence' },
  PROHIBITED_CONDUCT: { vi: 'những điều đảng viên không được làm', en: 'what members may not do' },
} as const satisfies Record<string, Bilingual>;
export const ReminderTopic = z.enum(codesOf(REMINDER_TOPICS));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'routine-manners': ROUTINE_MANNERS,
  'reminder-topics': REMINDER_TOPICS,
};
