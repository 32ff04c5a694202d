import { ANY, jsonEvent, KurrentDBClient, START, streamNameFilter } from '@kurrent/kurrentdb-client';

/** Planted faults: code as in the examples of the client's vendor. The tests of faults must detect each of them. */
const credentials = { username: 'nobody', password: 'nothing' };

/** Retries as if every failure meant that nothing was written: with a new id and without an expected revision. */
export async function appendWithNewIds(url: string, stream: string, deadline: number): Promise<void> {
  const client = KurrentDBClient.connectionString(url);
  for (let attempt = 1; ; attempt++) {
    try {
      const event = jsonEvent({ type: 'SampleRecorded', data: { n: 0 } });
      await client.appendToStream(stream, event, { streamState: ANY, credentials, deadline });
      break;
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
  await client.dispose();
}

/** Follows by the client's own subscription. Opens it again after an error, but not after a normal end. */
export function followWithoutEnd(url: string, prefix: string): { ids: string[]; stop(): Promise<void> } {
  const client = KurrentDBClient.connectionString(url);
  const ids: string[] = [];
  const open = (): void => {
    const filter = streamNameFilter({ prefixes: [prefix] });
    const subscription = client.subscribeToAll({ fromPosition: START, filter });
    subscription.on('data', ({ event }) => {
      if (event) ids.push(event.id);
    });
    subscription.on('error', () => setTimeout(open, 100));
  };
  open();
  return { ids, stop: () => client.dispose() };
}
