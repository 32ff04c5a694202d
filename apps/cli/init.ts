import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dayText } from '#kernel/day-text';
import { dayOf, instant } from '#kernel/dates';
import { firstPair, type FirstPerson } from '../first-pair.js';
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
    const pair = await firstPair(platform).finally(() => platform.close());
    say(`Đã mở kho hồ sơ thật (WARD) tại ${placeOfTables(config)}, mã nhật ký ${log}.`);
    say(`Opened a store for real records (WARD) in ${placeOfTables(config)}, log ${log}.`);
    const kept = placeOfLog(config);
    if (kept) say(`Nhật ký được giữ ở ${kept.vi}. / The log is kept in ${kept.en}.`);
    say(
      `Khóa chủ: ${config.masterKeyFile}; khóa vòng là tệp ring….key ở bên cạnh. Hãy sao lưu hai khóa này và cơ sở dữ liệu khóa, tách khỏi nhật ký: mất một trong ba là mất nội dung đã mã hóa bảo mật. Sau mỗi lần xóa, hãy sao lưu lại khóa vòng và cơ sở dữ liệu khóa.`,
    );
    say(
      `Master key: ${config.masterKeyFile}; the ring key is the file ring….key beside it. Back up these two keys and the database of the keys, separate from the log: if one of the three is lost, sealed content is lost. After each erasure back up the ring key and the database of the keys anew.`,
    );
    for (const person of pair ?? []) {
      const file = handOver(resolve(folder), person);
      const { vi, en } = WHO[person.role];
      say(`Cách đăng nhập lần đầu của ${vi}: ${file} / first way in of ${en}: ${file}`);
    }
    if (pair && pair.length > 0) {
      say(
        'Hãy giao tận tay từng tệp cho đúng người, riêng từng người, rồi xóa tệp: mã trong tệp chỉ dùng được một lần, trong 24 giờ. Hai người cùng thiết lập kho: docs/opening-a-ward.md.',
      );
      say(
        'Hand each file to its person, one apart from the other, then delete it: the code in it works once, within 24 hours. The two set the store up together: docs/opening-a-ward.md.',
      );
    }
    say(`Chạy chương trình với kho này / run the program on this store: npm run minhchung -- serve ${folder}`);
    return 0;
  },
};

const WHO = {
  admin: { file: 'quan-tri.txt', vi: 'người quản trị', en: 'the administrator' },
  'inspection-chair': {
    file: 'chu-nhiem.txt',
    vi: 'Chủ nhiệm Ủy ban Kiểm tra',
    en: 'the chair of the inspection committee',
  },
} as const;

/** Writes the credential of one person to a file that only the operator can read. @returns its path */
function handOver(folder: string, { role, username, credential, until }: FirstPerson): string {
  const { file, vi, en } = WHO[role];
  const path = join(folder, file);
  const { clock, day } = inVietnam(until);
  const lines = [
    `Gửi ${vi}. Chỉ mình đồng chí được đọc tờ này.`,
    `Tên đăng nhập: ${username}`,
    `Mã dùng một lần: ${credential}`,
    `Dùng trước ${clock} ngày ${day.vi} (giờ Việt Nam). Sau khi đăng nhập, đồng chí tự chọn mật khẩu của mình; mã này không mở được gì khác.`,
    '',
    `To ${en}. Nobody else may read this sheet.`,
    `User name: ${username}`,
    `One-time code: ${credential}`,
    `Use it before ${clock} on ${day.en} (Việt Nam time). After signing in you choose a password of your own; this code opens nothing else.`,
    '',
  ];
  rmSync(path, { force: true });
  writeFileSync(path, lines.join('\n'), { flag: 'wx', mode: 0o600 });
  return path;
}

/** A moment as a clock in Việt Nam shows it. */
function inVietnam(moment: string) {
  const at = new Date(moment);
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit' });
  return { clock: clock.format(at), day: dayText(dayOf(instant(at))) };
}
