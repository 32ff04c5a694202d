import { OutcomeUnknown, Unavailable } from '#platform/event-store/event-store';
import type { Config } from '#platform/config';
import { type Sentence, StartRefused } from '#platform/start-refused';

/** The settings that say where a store is. */
export type Places = Pick<Config, 'eventStore' | 'databaseUrl' | 'dataDir'>;

/** The variables that say where the log is, for messages that ask to correct them. */
export function logVariables({ eventStore, databaseUrl }: Places): Sentence {
  if (eventStore.kind === 'kurrentdb')
    return { vi: 'KURRENTDB_URL hoặc KURRENTDB_PREFIX', en: 'KURRENTDB_URL or KURRENTDB_PREFIX' };
  return same(databaseUrl === undefined ? 'DATA_DIR' : 'DATABASE_URL');
}

/** The variables to change for another store. The log and the tables of a store must be changed together. */
export function storeVariables({ eventStore, databaseUrl }: Places): Sentence {
  const tables = databaseUrl === undefined ? 'DATA_DIR' : 'DATABASE_URL';
  if (eventStore.kind !== 'kurrentdb') return same(tables);
  return { vi: `KURRENTDB_PREFIX và ${tables}`, en: `KURRENTDB_PREFIX and ${tables}` };
}

/** Where the log is, for messages; null if it is in PostgreSQL with everything else. */
export function placeOfLog({ eventStore }: Places): Sentence | null {
  if (eventStore.kind !== 'kurrentdb') return null;
  const { place, prefix } = eventStore;
  return { vi: `KurrentDB tại ${place}, tiền tố ${prefix}`, en: `KurrentDB at ${place}, prefix ${prefix}` };
}

/** Where the tables, keys and readings are. */
export const placeOfTables = ({ databaseUrl, dataDir }: Places): string =>
  databaseUrl === undefined ? dataDir : 'DATABASE_URL';

/** Makes a refusal of the error that KurrentDB stopped answering; any other error is returned as it is. */
export function refusalOfLog(error: unknown, config: Places): unknown {
  const place = placeOfLog(config);
  if (!place || !(error instanceof Unavailable || error instanceof OutcomeUnknown)) return error;
  const sentence = {
    vi: `${place.vi}: máy chủ không trả lời nữa trong khi mở kho; hãy xem nhật ký của máy chủ rồi chạy lại.`,
    en: `${place.en}: the server stopped answering while the store was opened; read the log of the server, then start again.`,
  };
  return new StartRefused('kurrentdb-stopped-answering', sentence, { cause: error });
}

const same = (variable: string): Sentence => ({ vi: variable, en: variable });
