import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { MemoryLog } from './memory-log.js';
import { filterOf, isBackwards, type Send, shown } from './messages.js';
import { Pace } from './pace.js';

/**
 * A bounded read of `$all`. Like the server's, a read with a filter does not end with the last event that its limit
 * allows. It ends at the next matching event or at the end of the log, and sends nothing until then.
 */
export async function readAll(
  log: MemoryLog,
  options: streams.ReadReq.Options,
  start: bigint | undefined,
  send: Send,
  gone: AbortSignal,
): Promise<void> {
  const { matches, filtered } = filterOf(options);
  const pace = new Pace(log, gone);
  const { all, generation } = log;
  const step = isBackwards(options) ? -1 : 1;
  const count = Number(options.getCount());
  let sent = 0;
  let i = options.getAll()?.hasEnd() ? log.shown : start === undefined ? 0 : all.indexFrom(start);
  // Forwards the read begins with the event at the position, backwards with the event before it.
  if (step < 0) i = Math.min(i, log.shown) - 1;
  while (i >= 0 && i < log.shown && !gone.aborted && log.generation === generation) {
    const placed = all.runAt(i);
    const event = all.at(i);
    if (!event) return;
    if (!matches(event)) {
      const end = Math.min(placed?.end ?? i + 1, log.shown);
      const passed = step > 0 ? end - i : i + 1 - (placed?.start ?? i);
      if (filtered) await pace.look(passed);
      i += step * passed;
      continue;
    }
    if (sent++ === count) return;
    if (filtered) await pace.look(1);
    await send(shown(event));
    if (!filtered && sent === count) return;
    i += step;
  }
}
