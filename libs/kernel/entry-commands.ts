import { z } from 'zod';
import { canonicalJson, type Json } from './canonical-json.js';
import type { Catalog } from './catalog.js';
import type { CommandOf } from './command.js';
import { keyOf, tidied } from './content.js';
import { companionOf, isCompanionName, type PastEvent } from './effective.js';
import { Reason, Revision } from './event.js';
import { refusals } from './rejection.js';
import { sealedParts } from './sealed.js';

const Path = z.string().regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/);
/** Text with a lone surrogate is refused: it can be neither hashed nor compared. */
const JsonValue: z.ZodType<Json> = z.json().refine(isWellFormed, { error: 'lone surrogate' }).meta({
  id: 'JsonValue',
  description: 'Any JSON value, in the form of the field that it stands for',
});
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}

/** The commands that every decider has in addition to its own. */
export const entryCommands = {
  CorrectEntry: z.strictObject({
    corrects: Revision,
    reason: Reason,
    changes: z
      .array(z.strictObject({ field: Path, from: JsonValue, to: JsonValue }))
      .min(1)
      .max(50),
  }),
  AnnulEntry: z.strictObject({ corrects: Revision, reason: Reason }),
};
export type EntryCommand = CommandOf<typeof entryCommands>;
type CorrectEntry = z.output<typeof entryCommands.CorrectEntry>;
type AnnulEntry = z.output<typeof entryCommands.AnnulEntry>;

const refuse = refusals({
  NoSuchEntry: {
    vi: 'Hồ sơ này không có mục ghi số {corrects}; hãy xem lại số của ghi nhận trong lịch sử hồ sơ',
    en: 'This record has no entry {corrects}; check the number of the entry in the history of the record',
  },
  EntryNotCorrectable: {
    vi: 'Ghi nhận số {corrects} thuộc loại không đính chính và không hủy được',
    en: 'Entry {corrects} is of a kind that can be neither corrected nor annulled',
  },
  EntryAnnulled: {
    vi: 'Ghi nhận số {corrects} đã bị hủy trước đó; nếu cần thì ghi nhận lại nội dung đúng',
    en: 'Entry {corrects} has already been annulled; if needed, record the right content anew',
  },
  EntryChangedMeanwhile: {
    vi: 'Mục “{field}” của mục ghi số {corrects} hiện có giá trị khác với giá trị cũ được nêu; hãy đọc lại hồ sơ rồi đính chính',
    en: '“{field}” of entry {corrects} has another value than the old value given; read the record again, then correct it',
  },
  SealedFieldFixed: {
    vi: 'Mục “{field}” của mục ghi số {corrects} được mã hóa bảo mật nên không đính chính được; hãy hủy mục ghi đó (nêu rõ đã nhập sai điều gì) rồi ghi nhận lại',
    en: '“{field}” of entry {corrects} is sealed and cannot be corrected; annul the entry (say what was entered wrongly) and record it again',
  },
  CorrectionInvalid: {
    vi: 'Nội dung sau khi đính chính không hợp lệ ở “{field}”; hãy sửa lại chỗ đó',
    en: 'The corrected content is not valid in “{field}”; change it',
  },
});

/** Returns the entry to correct or annul, with its last correction applied. @throws Rejection if there is none */
function entryInForce(types: Catalog, events: readonly PastEvent[], corrects: number): PastEvent {
  const original = events[corrects];
  if (!original) return refuse('NoSuchEntry', { corrects });
  if (isCompanionName(original.type) || types.get(original.type)?.correctable !== true)
    return refuse('EntryNotCorrectable', { corrects });
  const last = events.findLast((event) => companionOf(event)?.corrects === corrects);
  const companion = last && companionOf(last);
  if (companion?.how === 'annulled') return refuse('EntryAnnulled', { corrects });
  return companion ? { ...original, data: companion.data } : original;
}

/** Returns the companion event of a correction; none when the entry already holds these values. @throws Rejection */
export function corrected(types: Catalog, events: readonly PastEvent[], command: CorrectEntry) {
  const { corrects, reason, changes } = command;
  const entry = entryInForce(types, events, corrects);
  const data = structuredClone(entry.data) as Record<string, any>;
  for (const { field, from, to } of changes) {
    const keys = field.split('.');
    const name = keys.pop() as string;
    const holder = keys.reduce((value: any, key) => (Object.hasOwn(value ?? {}, key) ? value[key] : undefined), data);
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name))
      return refuse('CorrectionInvalid', { field, corrects });
    // A sealed value is bound to the event that first held it. A new sealed value in a correction could not be opened.
    if (canonicalJson(sealedParts(holder[name])) !== canonicalJson(sealedParts(to)))
      return refuse('SealedFieldFixed', { field, corrects });
    if (canonicalJson(holder[name]) !== canonicalJson(from))
      return refuse('EntryChangedMeanwhile', { field, corrects });
    holder[name] = tidied(to, keyOf(field));
  }
  const checked = types.get(entry.type)?.schema.safeParse(data);
  if (!checked?.success)
    return refuse('CorrectionInvalid', { field: checked?.error.issues[0]?.path.join('.') ?? '', corrects });
  if (canonicalJson(checked.data) === canonicalJson(entry.data)) return [];
  return [{ type: `${entry.type}Corrected`, data: { corrects, reason, data: checked.data } }];
}

/** Returns the companion event of an annulment. @throws Rejection */
export function annulled(types: Catalog, events: readonly PastEvent[], command: AnnulEntry) {
  const entry = entryInForce(types, events, command.corrects);
  return [{ type: `${entry.type}Annulled`, data: command }];
}
