import { type Copied, copyLog, NotTheBeginning } from '#platform/event-store/copy-log';
import { IntegrityAlarm, OutcomeUnknown, TooLarge, Unavailable } from '#platform/event-store/event-store';
import { StartRefused } from '#platform/start-refused';
import type { Opened } from '../databases.js';
import type { CliCommand, Invocation } from './command.js';
import { type Copy, type StoreKind, KINDS, openCopy } from './copy-sides.js';

export const copyLogTo: CliCommand = {
  usage: `copy-log --from <${KINDS.join('|')}> --to <${KINDS.join('|')}>`,
  about: {
    vi: 'chép nhật ký sang kho kia, so từng byte, rồi đóng kho cũ; nếu bị ngắt thì chạy lại, lệnh sẽ làm tiếp',
    en: 'copies the log to the other store, compares both byte for byte, then closes the old one; if interrupted, run it again and it continues',
  },
  run: async (invocation) => {
    const direction = directionOf(invocation.args);
    if (!direction) {
      invocation.say(`minhchung ${copyLogTo.usage}`);
      return 64;
    }
    const opened: Opened = { closing: false, steps: [] };
    try {
      return await copy(direction, invocation, opened);
    } catch (error) {
      const interruption = interruptionOf(error);
      if (!interruption) throw refusalOf(error);
      invocation.say(interruption);
      return 1;
    } finally {
      opened.closing = true;
      for (let step = opened.steps.pop(); step; step = opened.steps.pop()) await step();
    }
  },
};

/** @returns null for wrong arguments @throws StartRefused if both stores are the same */
function directionOf(args: readonly string[]): readonly [StoreKind, StoreKind] | null {
  const named = (flag: string) => KINDS.find((kind) => args.includes(flag) && kind === args[args.indexOf(flag) + 1]);
  const [from, to] = [named('--from'), named('--to')];
  if (args.length !== 4 || !from || !to) return null;
  if (from !== to) return [from, to];
  throw new StartRefused('copy-to-itself', {
    vi: 'Kho nguồn và kho đích là một; hãy nêu hai kho khác nhau ở --from và --to.',
    en: 'Source and target are the same store; name two different stores in --from and --to.',
  });
}

async function copy(
  direction: readonly [StoreKind, StoreKind],
  invocation: Invocation,
  opened: Opened,
): Promise<number> {
  const { configured, say, signal } = invocation;
  const config = configured({ EVENT_STORE: 'kurrentdb' });
  const { source, target, of, lost, finish } = await openCopy(config, direction, invocation, opened);
  say(`${of.purpose} ${of.log}: ${source.label} → ${target.label}`);
  const copied = await copyLog({
    source: source.store,
    target: target.writing,
    words: target.label,
    signal: AbortSignal.any([signal, lost]),
    onProgress: progressReporter(say),
  });
  if (!copied || lost.aborted) {
    say('Đã dừng; chạy lại lệnh để làm tiếp. / Stopped; run the command again to continue.');
    return 1;
  }
  await finish();
  sayResult(copied, { source, target }, say);
  return 0;
}

const PROGRESS_EVERY = 5000;

function progressReporter(say: Invocation['say']): (records: number) => void {
  let reported = 0;
  return (records) => {
    if (records < reported + PROGRESS_EVERY) return;
    reported = records;
    say(`${records} …`);
  };
}

function sayResult(
  { records, streams, digest, recordsBefore }: Copied,
  { source, target }: Pick<Copy, 'source' | 'target'>,
  say: Invocation['say'],
) {
  if (recordsBefore > 0)
    say(`Kho đích đã có sẵn ${recordsBefore} ghi nhận. / The target already held ${recordsBefore} entries.`);
  say(`Hai kho như nhau: ${records} ghi nhận trong ${streams} hồ sơ, SHA-256 ${digest}.`);
  say(`Both stores hold the same: ${records} entries in ${streams} records, SHA-256 ${digest}.`);
  say(`Từ nay dùng ${target.label}; ${source.label} đã đóng. Các bảng số liệu được dựng lại ở lần khởi động tới.`);
  say(`Use ${target.label} from now on; ${source.label} is closed. The read models are rebuilt at the next start.`);
}

/** The sentence for an error after which the command can be run again; null for any other error. */
function interruptionOf(error: unknown): string | null {
  if (!(error instanceof Unavailable || error instanceof OutcomeUnknown)) return null;
  return (
    'Một trong hai kho không trả lời; chạy lại lệnh để làm tiếp. / ' +
    'One of the stores does not answer; run the command again to continue.'
  );
}

function refusalOf(error: unknown): unknown {
  if (error instanceof NotTheBeginning) {
    const where = `${error.stream} ${error.revision}`;
    return new StartRefused('copy-target-other', {
      vi: `Kho đích không phải là phần đầu của nhật ký này: sau ${error.same} ghi nhận giống nhau, ghi nhận ${where} không khớp. Chưa ghi gì; hãy chọn một kho trống.`,
      en: `The target is not the beginning of this log: after ${error.same} equal entries, the entry ${where} differs. Nothing was written; choose an empty store.`,
    });
  }
  if (error instanceof IntegrityAlarm) {
    return new StartRefused('copy-not-equal', {
      vi: `Không chép được nhật ký: ${error.message}. Kho đích chưa dùng được; hãy kiểm tra hai kho rồi chạy lại với một kho đích trống.`,
      en: `The log cannot be copied: ${error.message}. Do not use the target; check both stores, then run this again with an empty target.`,
    });
  }
  if (error instanceof TooLarge) {
    return new StartRefused('copy-too-large', {
      vi: `Kho đích không nhận ${error.bytes} byte trong một lần ghi; hãy nâng giới hạn của máy chủ (max-append-size) rồi chạy lại.`,
      en: `The target does not accept ${error.bytes} bytes in one append; raise the limit of the server (max-append-size), then run this again.`,
    });
  }
  return error;
}
