import { resolve } from 'node:path';
import { firstAdmin } from '../first-admin.js';
import { openPlatform } from '../platform.js';
import type { CliCommand } from './command.js';

export const init: CliCommand = {
  usage: 'init <thư mục | folder>',
  about: {
    vi: 'mở một kho trống cho hồ sơ thật của một phường (WARD) trong thư mục đã nêu',
    en: "opens an empty store for a ward's true records (WARD) in the folder given",
  },
  run: async ({ args, configured, say, logger }) => {
    const [folder] = args;
    if (folder === undefined || args.length > 1) {
      say('minhchung init <thư mục | folder>');
      return 64;
    }
    const config = configured({ DATA_DIR: resolve(folder) });
    const platform = await openPlatform(config, { logger, purpose: 'WARD', program: 'cli' });
    const { log } = platform.declared;
    const admin = await firstAdmin(platform).finally(() => platform.close());
    say(`Đã mở kho hồ sơ thật (WARD) tại ${config.dataDir}, mã nhật ký ${log}.`);
    say(`Opened a store for true records (WARD) in ${config.dataDir}, log ${log}.`);
    if (admin) {
      say(`Tài khoản quản trị đầu tiên / the first administrator: ${admin.username}`);
      say(`Mật khẩu, chỉ hiện một lần / the password, shown once: ${admin.password}`);
    }
    say(`Phục vụ / serve it: npm run minhchung -- serve ${folder}`);
    return 0;
  },
};
