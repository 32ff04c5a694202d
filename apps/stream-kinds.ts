import { StreamId } from '#kernel/ids';
import { type Names, type StreamKind, withSentences } from '#kernel/sentences';
import { storeDeclaration } from '#platform/commands/store-declaration';
import type { Strange } from '#platform/event-store/event-store';
import { projectionOperations } from '#platform/projections/operations';
import { features } from './features.js';
import { sentenceOfStrange } from './log-keeper.js';

const PURPOSES = {
  DEMO: { vi: 'dữ liệu mẫu', en: 'demo data' },
  WARD: { vi: 'hồ sơ thật của một phường', en: 'the real records of a ward' },
};

const recordIn = (stream: string, names: Names): string => {
  const { data } = StreamId.safeParse(stream);
  return data ? names.record(data) : stream;
};
const strangeIn = (strange: Strange, names: Names) =>
  sentenceOfStrange(strange, (stream) => ({ vi: recordIn(stream, names), en: recordIn(stream, names) }));

const ofStore = withSentences(storeDeclaration, {
  StoreOpened: ({ purpose }) => ({
    vi: `Mở kho dữ liệu cho ${PURPOSES[purpose].vi} (${purpose})`,
    en: `Store opened for ${PURPOSES[purpose].en} (${purpose})`,
  }),
  StorePartsNamed: ({ readings }) => ({
    vi: `Ghi rõ kho này có kho khóa${readings ? ' và nhật ký tra cứu' : ''} ngoài nhật ký ghi nhận`,
    en: `Stated that this store has a key store${readings ? ' and a log of readings' : ''} besides its log`,
  }),
  RestoreProposed: ({ reason }) => ({
    vi: `Đề nghị chấp nhận nhật ký đang có, dù các bảng số liệu biết những ghi nhận mà nhật ký không còn; lý do: ${reason}`,
    en: `Proposed to accept the log that is there, though tables knew entries that it does not have; reason: ${reason}`,
  }),
  RestoreDeclared: ({ gone, reason }) => ({
    vi: `Chấp nhận nhật ký đang có: ${gone.count} ghi nhận đã biết không còn nữa, ở ${gone.streams.length} hồ sơ; lý do: ${reason}`,
    en: `Log that is there accepted: ${gone.count} known entries of ${gone.streams.length} records are gone; reason: ${reason}`,
  }),
  SettingAsideProposed: ({ strange, reason }, names) => ({
    vi: `Đề nghị gác sang một bên: ${strangeIn(strange, names).vi}; lý do: ${reason}`,
    en: `Proposed to set aside: ${strangeIn(strange, names).en}; reason: ${reason}`,
  }),
  StrangeThingSetAside: ({ strange, reason }, names) => ({
    vi: `Gác sang một bên: ${strangeIn(strange, names).vi}; lý do: ${reason}`,
    en: `Set aside: ${strangeIn(strange, names).en}; reason: ${reason}`,
  }),
});

const ofProjections = withSentences(projectionOperations, {
  ParkedStreamRetried: ({ projection, stream, reason }, names) => ({
    vi: `Cho bảng số liệu ${projection} đọc lại ${recordIn(stream, names)}, lý do: ${reason}`,
    en: `Read model ${projection} told to try ${recordIn(stream, names)} again, reason: ${reason}`,
  }),
  ParkedEventSkipped: ({ projection, stream, revision, reason }, names) => ({
    vi: `Cho bảng số liệu ${projection} bỏ qua mục ghi số ${revision} của ${recordIn(stream, names)}, lý do: ${reason}`,
    en: `Read model ${projection} told to leave out entry ${revision} of ${recordIn(stream, names)}, reason: ${reason}`,
  }),
});

/** Every kind of stream of the log by its category, with the sentences of its history. */
export const streamKinds: ReadonlyMap<string, StreamKind> = new Map(
  [ofStore, ofProjections, ...features.flatMap(({ deciders }) => deciders)].map((kind) => [kind.category, kind]),
);
