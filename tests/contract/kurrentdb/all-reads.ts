import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import type { MemoryLog } from './memory-log.js';
import { filterOf, isBackwards, type Send, shown } from './messages.js';
import { Pace } from './pace.js';

/**
 * A bounded read of `$all`. A filtered one does not end with the last event that it may send, but, as the server does it,
 * when it comes upon one more or upon the end of the log; meanwhile it sends nothing.
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
  // Forwards the event at the position is the first, backwards the one before it.
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
