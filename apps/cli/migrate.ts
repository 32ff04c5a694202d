import { openPlatform } from '../platform.js';
import type { CliCommand } from './command.js';

export const migrate: CliCommand = {
  usage: 'migrate',
  about: {
    vi: 'đưa các bảng trong cơ sở dữ liệu của kho đang cấu hình lên bản mới nhất rồi dừng',
    en: 'brings the tables in the database of the configured store to the newest version, then stops',
  },
  run: async ({ configured, say, logger, signal }) => {
    const platform = await openPlatform(configured(), { logger, purpose: null, keys: true, program: 'cli', signal });
    const { log, purpose } = platform.declared;
    await platform.close();
    say(
      `Cơ sở dữ liệu của kho ${purpose} (nhật ký ${log}) đã ở bản mới nhất. / The database of the ${purpose} store (log ${log}) is up to date.`,
    );
    return 0;
  },
};
