import { BEGINNING, type EventStore } from '#platform/event-store/event-store';

/**
 * Puts counts in the place of positions in answers: how many events of the log stand up to each. A position itself may
 * tell more than a count, such as how many bytes others wrote, which two logs with the same acts do not share.
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

/** A position in JSON, and as the front page names it in both languages. */
const NAMED = /("position":"|bản ghi số |record )(\d+)/g;
