import { type Told, told } from '#kernel/sentences';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { features } from './features.js';

const PURPOSES = {
  DEMO: { vi: 'dữ liệu mẫu', en: 'demo data' },
  WARD: { vi: 'hồ sơ thật của một phường', en: 'the true records of a ward' },
};

const ofStore = told(storeDeclaration, {
  StoreOpened: ({ purpose }) => ({
    vi: `Mở kho ghi nhận cho ${PURPOSES[purpose].vi} (${purpose})`,
    en: `Store opened for ${PURPOSES[purpose].en} (${purpose})`,
  }),
});

const ofProjections = told(projectionOperations, {
  ParkedStreamRetried: ({ projection, stream, reason }) => ({
    vi: `Cho bảng đọc ${projection} đọc lại luồng ${stream}, lý do: ${reason}`,
    en: `Read model ${projection} told to try the stream ${stream} again, reason: ${reason}`,
  }),
  ParkedEventSkipped: ({ projection, stream, revision, reason }) => ({
    vi: `Cho bảng đọc ${projection} bỏ qua ghi nhận số ${revision} của luồng ${stream}, lý do: ${reason}`,
    en: `Read model ${projection} told to leave out entry ${revision} of ${stream}, reason: ${reason}`,
  }),
});

/** Every kind of stream of the log by its category, with the sentences of its history. */
export const toldStreams: ReadonlyMap<string, Told> = new Map(
  [ofStore, ofProjections, ...features.flatMap(({ deciders }) => deciders)].map((one) => [one.category, one]),
);
