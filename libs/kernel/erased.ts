import { z } from 'zod';
import { dayText } from './sentences.js';
import type { PlainDate } from './dates.js';

/** A field whose key was destroyed, and the day. In an answer the value of the field is null; this object says why. */
export const ErasedField = z
  .strictObject({
    entry: z.int().describe('The entry of the record that stated it'),
    field: z.string(),
    on: z.string().describe('The day of the erasure'),
    vi: z.string(),
    en: z.string(),
  })
  .meta({ id: 'ErasedField' });
export type ErasedField = z.output<typeof ErasedField>;

export const erasedField = (entry: number, field: string, on: PlainDate): ErasedField => ({
  entry,
  field,
  on,
  vi: `Nội dung đã được xóa theo quyết định ngày ${dayText(on).vi}, không ai đọc được nữa`,
  en: `The content was erased on ${dayText(on).en}, and nobody can read it any more`,
});
