import type { Purpose } from '#platform/commands/store-declaration';
import { StartRefused } from '#platform/start-refused';
import { type Places, storeVariables } from './log-place.js';

/** The store has another purpose than the program, or is not open yet. */
export function otherPurpose(found: Purpose | null, places: Places): StartRefused {
  if (found === null) {
    return new StartRefused('store-not-open', {
      vi: 'Kho ghi nhận còn trống và chưa được mở; hãy chạy "npm start" (dữ liệu mẫu) hoặc "minhchung init" trước.',
      en: 'The store is empty and not opened yet; run "npm start" (demo data) or "minhchung init" first.',
    });
  }
  const { vi, en } = storeVariables(places);
  return new StartRefused('store-of-other-purpose', {
    vi:
      found === 'WARD'
        ? `Kho này là hồ sơ thật của một phường (WARD): dữ liệu mẫu không bao giờ được ghi vào đó. Hãy chọn ${vi} khác.`
        : `Kho này chứa dữ liệu mẫu (DEMO): không dùng làm hồ sơ thật được. Hãy chọn ${vi} khác.`,
    en:
      found === 'WARD'
        ? `This store holds the real records of a ward (WARD): demo data must not be written to it. Choose another ${en}.`
        : `This store holds demo data (DEMO): it cannot hold real records. Choose another ${en}.`,
  });
}

/** The log says that its store has a log of readings, but that log is empty. */
export const readingsLost = (): StartRefused =>
  new StartRefused('readings-lost', {
    vi: 'Nhật ký đọc còn trống trong khi kho ghi nhận này đã có nhật ký đọc; hãy khôi phục nó từ bản sao lưu, hoặc sửa READINGS_DATABASE_URL. Chưa ghi gì.',
    en: 'The log of readings is empty although this store has one; restore it from its backup, or correct READINGS_DATABASE_URL. Nothing was written.',
  });
