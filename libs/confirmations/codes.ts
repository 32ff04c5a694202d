import { z } from 'zod';
import { RETURN_GROUNDS } from '#kernel/confirmation';
import { type CodeList, codesOf } from '#kernel/text';

/** Kinds of records that a second person confirms, by their names in the API. */
export const RECORD_KINDS = {
  ENGAGEMENT: { vi: 'cuộc kiểm tra, giám sát', en: 'inspection or supervision' },
  DISCIPLINE_CASE: { vi: 'hồ sơ kỷ luật', en: 'discipline case' },
  COUNTING_RULE: { vi: 'cách tính', en: 'counting rule' },
  PERIOD: { vi: 'số liệu của một kỳ', en: 'figures of a period' },
} as const satisfies CodeList;
export type RecordKind = keyof typeof RECORD_KINDS;
export const RecordKind = z.enum(codesOf(RECORD_KINDS));

/** Status of a record between its recorder and the person who compares it with the papers. */
export const CONFIRMATION_STATUSES = {
  WAITING: { vi: 'chờ đối chiếu', en: 'to be compared' },
  RETURNED: { vi: 'trả lại để ghi lại', en: 'sent back' },
  CONFIRMED: { vi: 'đúng với văn bản', en: 'true to the papers' },
} as const satisfies CodeList;
export type ConfirmationStatus = keyof typeof CONFIRMATION_STATUSES;
export const ConfirmationStatus = z.enum(codesOf(CONFIRMATION_STATUSES));

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = {
  'confirmation-record-kinds': RECORD_KINDS,
  'confirmation-statuses': CONFIRMATION_STATUSES,
  'return-grounds': RETURN_GROUNDS,
};
