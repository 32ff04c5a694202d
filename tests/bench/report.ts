import { type Summary, summary } from './measure.js';

/** One line of the table, with every round behind it. */
export interface Figure {
  readonly figure: string;
  readonly unit: string;
  readonly product: readonly number[];
  /** What hand-written statements did in the same rounds; null where there is nothing to compare with. */
  readonly floor: readonly number[] | null;
  /** A least ratio to the floor, or a greatest value; null: reported, not bound. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number } | null;
}

/** What a part of the benchmark brings: its figures, and sentences that say what was compared with what. */
export interface Part {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

export const ratios = ({ product, floor }: Figure): number[] | null =>
  floor && product.map((value, i) => value / (floor[i] ?? NaN));

/** Whether the median meets the goal; null where there is none. */
export function met(figure: Figure): boolean | null {
  if (figure.goal === null) return null;
  if ('atMost' in figure.goal) return summary(figure.product).median <= figure.goal.atMost;
  const measured = ratios(figure);
  return measured !== null && summary(measured).median >= figure.goal.atLeast;
}

const number = (value: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: value >= 100 ? 0 : value >= 10 ? 1 : 2 });
const spread = ({ median, min, max }: Summary, show: (value: number) => string) =>
  min === max ? show(median) : `${show(median)} [${show(min)}–${show(max)}]`;

function cells(figure: Figure): string[] {
  const { goal, floor, product } = figure;
  const ratio = ratios(figure);
  const verdict = met(figure);
  return [
    figure.figure,
    figure.unit,
    spread(summary(product), number),
    floor ? spread(summary(floor), number) : '–',
    ratio ? spread(summary(ratio), (value) => value.toFixed(2)) : '–',
    goal === null ? '–' : 'atLeast' in goal ? `≥ ${goal.atLeast} ×` : `≤ ${goal.atMost} ${figure.unit}`,
    verdict === null ? '–' : verdict ? 'yes' : 'no',
  ];
}

/** The table as plain text: median [min–max] over the rounds; the ratio is taken round by round. */
export function table(figures: readonly Figure[]): string {
  const head = ['figure', 'unit', 'product', 'floor', 'ratio', 'goal', 'met'];
  const rows = [head, ...figures.map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.slice(1).map(line)].join('\n');
}
