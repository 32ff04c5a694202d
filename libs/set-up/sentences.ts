import { byPaper, type SentencesOf } from '#kernel/sentences';
import type { setUp } from './set-up.js';

/** History sentences of the set-up of a store. */
export const setUpSentences: SentencesOf<typeof setUp> = {
  SetUpBegun: () => ({
    vi: 'Bắt đầu thiết lập kho; giao cách đăng nhập cho hai người riêng biệt: người quản trị đầu tiên và Chủ nhiệm Ủy ban Kiểm tra',
    en: 'Set-up of the store begun; ways in given to two persons apart: the first administrator and the chair of the inspection committee',
  }),
  SetUpClosed: ({ document }) => ({
    vi: `Kết thúc thiết lập kho${byPaper(document).vi}; từ đây mọi việc cần đủ số người như thường lệ`,
    en: `Set-up of the store closed${byPaper(document).en}; from here every act takes its usual number of persons`,
  }),
};
