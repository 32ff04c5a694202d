import { z } from 'zod';
import { dayOf, Instant, PlainDate } from '#kernel/dates';
import { dayText } from '#kernel/day-text';
import type { Bilingual } from '#kernel/text';

const Words = z.object({ vi: z.string(), en: z.string() });
const Person = z.object({ personId: z.string(), name: z.string().nullable() }).nullable();
const Actor = z.object({ person: Person, role: z.string(), roleName: Words.nullable(), onBehalfOf: Person });
const Second = z.object({ entry: z.int(), recordedAt: Instant, actor: Actor });

/** The part of an entry of a history that is printed. */
const Entry = z.object({
  revision: z.int(),
  recordedAt: Instant,
  happenedOn: z.array(z.object({ label: Words, on: PlainDate })),
  actor: Actor,
  confirmedBy: Second.nullable(),
  agreedBy: z.array(Second),
  status: z.string(),
  changedBy: z.int().nullable(),
  voidBecause: z.int().nullable(),
  overtakenBy: z.int().nullable(),
  sentence: Words,
  state: Words.nullable(),
  changes: z.array(z.object({ label: Words, before: Words.nullable(), after: Words.nullable() })),
});
type Entry = z.output<typeof Entry>;

export const HistoryPage = z.object({
  entries: z.array(Entry),
  next: z.string().nullable(),
  setAside: Words.nullable(),
});

/** The lines that tell one entry: its sentence, its days, what it changed, who recorded it, what became of it. */
export function linesOf(entry: Entry, language: keyof Bilingual): readonly string[] {
  const say = SAY[language];
  const day = (on: PlainDate): string => dayText(on)[language];
  const { happenedOn, changes, confirmedBy, agreedBy, state } = entry;
  const who = (second: z.output<typeof Second>) => `${whoIs(second.actor, language)}, ${day(dayOf(second.recordedAt))}`;
  return [
    `${entry.revision}. ${entry.sentence[language]}`,
    ...happenedOn.map(({ label, on }) => `   ${label[language]}: ${day(on)}`),
    ...changes.map(
      ({ label, before, after }) =>
        `   ${label[language]}: ${before?.[language] ?? say.nothing} → ${after?.[language] ?? say.nothing}`,
    ),
    `   ${say.recorded} ${day(dayOf(entry.recordedAt))}: ${whoIs(entry.actor, language)}`,
    ...agreedBy.map((second) => `   ${say.agreed}: ${who(second)}`),
    ...(confirmedBy ? [`   ${say.confirmed}: ${who(confirmedBy)}`] : []),
    ...(state ? [`   ${say.state}: ${state[language]}`] : []),
    ...fateOf(entry, language).map((line) => `   ${line}`),
  ];
}

function whoIs({ person, role, roleName, onBehalfOf }: z.output<typeof Actor>, language: keyof Bilingual): string {
  const office = roleName?.[language] ?? role;
  const name = person?.name ?? null;
  const for_ = onBehalfOf?.name ?? null;
  return `${name === null ? office : `${name} (${office})`}${for_ === null ? '' : ` ${SAY[language].onBehalfOf} ${for_}`}`;
}

function fateOf({ changedBy, voidBecause, overtakenBy, status }: Entry, language: keyof Bilingual): readonly string[] {
  const say = SAY[language];
  if (changedBy !== null) return [`${status === 'CORRECTED' ? say.corrected : say.annulled} ${changedBy}`];
  if (voidBecause !== null) return [`${say.void} ${voidBecause}`];
  return overtakenBy === null ? [] : [`${say.overtaken} ${overtakenBy}`];
}

const SAY = {
  vi: {
    nothing: 'không có',
    state: 'trạng thái sau mục ghi này',
    recorded: 'ghi nhận ngày',
    agreed: 'người cùng quyết định',
    confirmed: 'người đối chiếu',
    onBehalfOf: 'theo ủy quyền của',
    corrected: 'đã được sửa ở mục ghi số',
    annulled: 'đã bị hủy ở mục ghi số',
    void: 'không còn giá trị vì phụ thuộc mục ghi số',
    overtaken: 'đã được thay thế ở mục ghi số',
  },
  en: {
    nothing: 'nothing',
    state: 'status after this entry',
    recorded: 'recorded on',
    agreed: 'decided together with',
    confirmed: 'compared by',
    onBehalfOf: 'on behalf of',
    corrected: 'corrected by entry',
    annulled: 'annulled by entry',
    void: 'void, since it hangs on entry',
    overtaken: 'overtaken by entry',
  },
} as const;
