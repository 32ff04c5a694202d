import { BEGINNING, type EventStore } from '#platform/event-store/event-store';

/**
 * Replaces each position in an answer by the number of the log's events up to it. Positions depend on more than the
 * events, such as the bytes that others wrote, so two logs with the same acts have different positions.
 */
export async function countsForPositions(store: Pick<EventStore, 'readAll'>): Promise<(text: string) => string> {
  const positions: string[] = [];
  for (let after = BEGINNING; ;) {
    const page = await store.readAll(after, 1_000);
    const last = page.at(-1);
    if (!last) break;
    for (const { position } of page) positions.push(String(position));
    after = last.position;
  }
  const counts = new Map(positions.map((position, i) => [position, i + 1]));
  return (text) =>
    text.replace(NAMED, (whole, name: string, position: string) => {
      const count = counts.get(position);
      return count === undefined ? whole : `${name}<event ${count}>`;
    });
}

/** A position in JSON, and in the sentences of the front page in both languages. */
const NAMED = /("position":"|mục ghi số |record )(\d+)/g;
