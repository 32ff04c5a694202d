import { resolve } from 'node:path';
import { firstAdmin } from '../first-admin.js';
import { placeOfLog, placeOfTables } from '../log-place.js';
import { openPlatform } from '../platform.js';
import type { CliCommand } from './command.js';

export const init: CliCommand = {
  usage: 'init <thư mục | folder>',
  about: {
    vi: 'tạo một kho trống cho hồ sơ thật của một phường (WARD) trong thư mục đã nêu',
    en: "creates an empty store for a ward's real records (WARD) in the given folder",
  },
  run: async ({ args, configured, say, logger, signal }) => {
    const [folder] = args;
    if (folder === undefined || args.length > 1) {
      say('minhchung init <thư mục | folder>');
      return 64;
    }
    const config = configured({ DATA_DIR: resolve(folder) });
    const platform = await openPlatform(config, { logger, purpose: 'WARD', keys: true, program: 'cli', signal });
    const { log } = platform.declared;
    const admin = await firstAdmin(platform).finally(() => platform.close());
    say(`Đã mở kho hồ sơ thật (WARD) tại ${placeOfTables(config)}, mã nhật ký ${log}.`);
    say(`Opened a store for real records (WARD) in ${placeOfTables(config)}, log ${log}.`);
    const kept = placeOfLog(config);
    if (kept) say(`Nhật ký được giữ ở ${kept.vi}. / The log is kept in ${kept.en}.`);
    say(
      `Khóa chủ: ${config.masterKeyFile}. Hãy sao lưu khóa này và cơ sở dữ liệu khóa, tách khỏi nhật ký: mất một trong hai là mất nội dung đã niêm phong.`,
    );
    say(
      `Master key: ${config.masterKeyFile}. Back up this key and the database of the keys, separate from the log: if either is lost, sealed content is lost.`,
    );
    if (admin) {
      say(`Tài khoản quản trị đầu tiên / the first administrator: ${admin.username}`);
      say(`Mật khẩu, chỉ hiện một lần / the password, shown once: ${admin.password}`);
    }
    say(`Chạy chương trình với kho này / run the program on this store: npm run minhchung -- serve ${folder}`);
    return 0;
  },
};
