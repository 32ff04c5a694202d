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
    vi: 'dựng lại một bảng số liệu từ nhật ký, so với bảng đang dùng, và dùng bảng mới nếu hai bảng như nhau; --switch: dùng bảng mới dù khác',
    en: 'rebuilds a read model from the log, compares it with the one in use, and uses the new one if both are equal; --switch: use the new one even if it differs',
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
    'Bảng mới khác bảng đang dùng nên bảng đang dùng được giữ nguyên; muốn dùng bảng mới thì chạy lại với --switch. / The new tables differ, so the old ones stay in use; to use the new ones, run this again with --switch.',
  stalled:
    'Việc dựng lại không tiến thêm nên lệnh này dừng; yêu cầu dựng lại vẫn được giữ và sẽ được làm tiếp khi có thể. / The rebuild makes no progress, so this command ends; the request for the rebuild remains, and the rebuild continues when it can.',
} as const;

/** Why the rebuild makes no progress, as far as this process knows. Holds names of errors and no content of records. */
function whyStill({ runner, failed }: ReadModels): string {
  const health = runner();
  const error = failed()?.error ?? health?.trouble?.error;
  if (error !== undefined) return `Lý do / the reason: ${error}`;
  return health?.role === 'leading'
    ? 'Chưa rõ lý do / the reason is unknown'
    : 'Chương trình khác đang giữ quyền ghi các bảng số liệu mà không dựng lại / another program holds the lease on the read models and does not rebuild them';
}
