import { rebuild } from '#platform/projections/running';
import { features } from '../features.js';
import { refusalOf } from '../log-keeper.js';
import { openPlatform } from '../platform.js';
import { openReadModels, type ReadModels } from '../read-models.js';
import type { CliCommand } from './command.js';

const projections = features.flatMap((feature) => feature.projections);

export const rebuildReadModels: CliCommand = {
  usage: `rebuild <${projections.map(({ name }) => name).join('|')}> [--switch]`,
  about: {
    vi: 'dựng lại một bảng đọc từ nhật ký bên cạnh bảng đang dùng rồi so sánh; --switch: dùng bảng mới dù khác',
    en: 'builds a read model again from the log beside the one in use, and compares; --switch: use the new one even if it differs',
  },
  run: async ({ args, configured, say, logger, signal }) => {
    const projection = projections.find(({ name }) => name === args[0]);
    if (!projection) {
      say(`minhchung ${rebuildReadModels.usage}`);
      return 64;
    }
    const platform = await openPlatform(configured(), { logger, purpose: null, keys: false, program: 'cli', signal });
    try {
      const models = await openReadModels(platform, features, { logger, inside: true });
      try {
        const rebuilt = await rebuild(platform.pool, projection, {
          signal,
          trouble: () => platform.keeper.watch.trouble && refusalOf(platform.keeper.watch.trouble),
          ifDifferent: args.includes('--switch') ? 'switch' : 'keep',
          onProgress: ({ done, head }) => {
            say(`${done}/${head}`);
          },
        });
        if (rebuilt.outcome === 'differs')
          for (const difference of rebuilt.differences)
            say(JSON.stringify(difference, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)));
        if (rebuilt.outcome === 'stalled') say(whyStill(models));
        say(OUTCOMES[rebuilt.outcome]);
        return rebuilt.outcome === 'switched' ? 0 : 1;
      } finally {
        await models.close();
      }
    } finally {
      await platform.close();
    }
  },
};

const OUTCOMES = {
  switched: 'Đã chuyển sang bảng mới. / The new tables are in use now.',
  cancelled: 'Đã dừng; chạy lại lệnh để làm tiếp. / Stopped; run the command again to continue.',
  differs:
    'Bảng mới khác bảng đang dùng; bảng đang dùng được giữ nguyên. / The new tables differ; the old ones stay in use.',
  stalled:
    'Việc dựng lại không tiến thêm nên lệnh dừng ở đây; lệnh dựng vẫn được giữ và sẽ được làm tiếp khi có thể. / The rebuild makes no progress, so this command ends; the order remains, and the rebuild continues when it can.',
} as const;

/** Why the rebuild makes no progress, as far as this process can see: names of errors, no content. */
function whyStill({ runner, failed }: ReadModels): string {
  const health = runner();
  const error = failed()?.error ?? health?.trouble?.error;
  if (error !== undefined) return `Lý do / the reason: ${error}`;
  return health?.role === 'leading'
    ? 'Chưa rõ lý do / the reason is unknown'
    : 'Chương trình khác đang giữ việc dựng các bảng mà không làm / another program holds the lease on the read models and does not build';
}
