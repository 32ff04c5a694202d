import type { Purpose } from '#platform/commands/store-declaration';
import { StartRefused } from '#platform/start-refused';
import { type Places, storeVariables } from './log-place.js';

/** The refusal for a store that has another purpose than the program, or that is not opened yet. */
export function otherPurpose(found: Purpose | null, places: Places): StartRefused {
  if (found === null) {
    return new StartRefused('store-not-open', {
      vi: 'Kho dữ liệu còn trống và chưa được mở; hãy chạy "npm start" (dữ liệu mẫu) hoặc "minhchung init" (hồ sơ thật) trước.',
      en: 'The store is empty and not opened yet; first run "npm start" (demo data) or "minhchung init" (real records).',
    });
  }
  const { vi, en } = storeVariables(places);
  return new StartRefused('store-of-other-purpose', {
    vi:
      found === 'WARD'
        ? `Kho dữ liệu này chứa hồ sơ thật của một phường (WARD) nên không được ghi dữ liệu mẫu vào đó. Hãy chọn ${vi} khác.`
        : `Kho dữ liệu này chứa dữ liệu mẫu (DEMO) nên không được ghi hồ sơ thật vào đó. Hãy chọn ${vi} khác.`,
    en:
      found === 'WARD'
        ? `This event store holds the real records of a ward (WARD), so demo data must not be written to it. Choose another ${en}.`
        : `This event store holds demo data (DEMO), so real records must not be written to it. Choose another ${en}.`,
  });
}

/** The refusal for an empty log of readings, if the log says that the store has one. */
export const readingsLost = (): StartRefused =>
  new StartRefused('readings-lost', {
    vi: 'Nhật ký đọc còn trống, trong khi kho dữ liệu này đã có nhật ký tra cứu; hãy khôi phục nhật ký tra cứu từ bản sao lưu, hoặc sửa READINGS_DATABASE_URL. Chưa ghi gì.',
    en: 'The log of readings is empty, although this event store had one before; restore the log of readings from its backup, or correct READINGS_DATABASE_URL. Nothing was written.',
  });
