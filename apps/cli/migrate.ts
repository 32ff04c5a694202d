import { openPlatform } from '../platform.js';
import type { CliCommand } from './command.js';

export const migrate: CliCommand = {
  usage: 'migrate',
  about: {
    vi: 'đưa cơ sở dữ liệu của kho đang cấu hình lên bản mới nhất rồi dừng',
    en: 'brings the database of the configured store up to date, then stops',
  },
  run: async ({ configured, say, logger, signal }) => {
    const platform = await openPlatform(configured(), { logger, purpose: null, keys: true, program: 'cli', signal });
    const { log, purpose } = platform.declared;
    await platform.close();
    say(`Kho ${purpose} ${log} đã ở bản mới nhất. / The ${purpose} store ${log} is up to date.`);
    return 0;
  },
};
