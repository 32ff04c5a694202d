import { type Summary, summary } from './measure.js';

/** One line of the table, with the values of every round. */
export interface Figure {
  readonly figure: string;
  readonly unit: string;
  readonly product: readonly number[];
  /**
   * The same measure of the floor (hand-written statements, or the bare client) in the same rounds; null if there is
   * none.
   */
  readonly floor: readonly number[] | null;
  /** The least ratio to the floor, or the greatest value. Null: the figure is reported and has no goal. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number } | null;
}

/** The result of a part of the benchmark: its figures, and sentences that say what was compared with what. */
export interface Part {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}

export const ratios = ({ product, floor }: Figure): number[] | null =>
  floor && product.map((value, i) => value / (floor[i] ?? NaN));

/** Whether the median meets the goal; null if there is no goal. */
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

/** The table as plain text: median [min–max] over the rounds. The ratio is computed for each round. */
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
