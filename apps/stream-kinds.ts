import { type StreamKind, withSentences } from '#kernel/sentences';
import { storeDeclaration } from '#platform/commands/store-declaration';
import { projectionOperations } from '#platform/projections/operations';
import { features } from './features.js';
import { sentenceOfStrange } from './log-keeper.js';

const PURPOSES = {
  DEMO: { vi: 'dữ liệu mẫu', en: 'demo data' },
  WARD: { vi: 'hồ sơ thật của một phường', en: 'the real records of a ward' },
};

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
  SettingAsideProposed: ({ strange, reason }) => ({
    vi: `Đề nghị gác sang một bên: ${sentenceOfStrange(strange).vi}; lý do: ${reason}`,
    en: `Proposed to set aside: ${sentenceOfStrange(strange).en}; reason: ${reason}`,
  }),
  StrangeThingSetAside: ({ strange, reason }) => ({
    vi: `Gác sang một bên: ${sentenceOfStrange(strange).vi}; lý do: ${reason}`,
    en: `Set aside: ${sentenceOfStrange(strange).en}; reason: ${reason}`,
  }),
});

const ofProjections = withSentences(projectionOperations, {
  ParkedStreamRetried: ({ projection, reason }) => ({
    vi: `Cho bảng số liệu ${projection} đọc lại một hồ sơ, lý do: ${reason}`,
    en: `Read model ${projection} told to try a record again, reason: ${reason}`,
  }),
  ParkedEventSkipped: ({ projection, revision, reason }) => ({
    vi: `Cho bảng số liệu ${projection} bỏ qua mục ghi số ${revision} của một hồ sơ, lý do: ${reason}`,
    en: `Read model ${projection} told to leave out entry ${revision} of a record, reason: ${reason}`,
  }),
});

/** Every kind of stream of the log by its category, with the sentences of its history. */
export const streamKinds: ReadonlyMap<string, StreamKind> = new Map(
  [ofStore, ofProjections, ...features.flatMap(({ deciders }) => deciders)].map((kind) => [kind.category, kind]),
);
