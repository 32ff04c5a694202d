import type { Uuid } from '#kernel/ids';
import type { Bilingual } from '#kernel/text';
import type { ErasureStatus } from './codes.js';

interface Own {
  readonly status: ErasureStatus;
  readonly approval: { readonly linkedIds: readonly Uuid[] } | null;
  readonly execution: { readonly linkedIds: readonly Uuid[] } | null;
}

interface Others {
  /** The other records that are linked with the owner's. */
  readonly others: readonly Uuid[];
  /** The persons whose content is erased. */
  readonly gone: ReadonlySet<Uuid>;
  readonly holdsOn: (id: Uuid) => number;
}

/**
 * The state of an erasure with what it means for the other records of the same person: which go with it, which do not,
 * and what holds it back. An executed erasure covers what its event names, whatever is linked or unlinked later.
 */
export function withLinked<S extends Own>(own: S, { others, gone, holdsOn }: Others) {
  const { approval, execution } = own;
  const left = others.filter((id) => !gone.has(id));
  const named = execution?.linkedIds ?? approval?.linkedIds ?? left;
  const covered = execution ? [...named] : left.filter((id) => named.includes(id));
  const notCovered = left.filter((id) => !named.includes(id));
  const holds = execution ? 0 : left.reduce((sum, id) => sum + holdsOn(id), 0);
  const isPrevented = own.status === 'DUE' && (notCovered.length > 0 || holds > 0);
  const status: ErasureStatus = isPrevented ? 'APPROVED' : own.status;
  return { ...own, status, linked: { covered, notCovered, holds }, warnings: warningsOf(own, notCovered, holds) };
}

function warningsOf({ execution, approval }: Own, notCovered: readonly Uuid[], holds: number): readonly Bilingual[] {
  const [late, held] = [notCovered.length, holds > 0 ? [heldBack(holds)] : []];
  if (late === 0) return held;
  return [...held, execution ? linkedAfterwards(late) : approval ? linkedSinceApproval(late) : []].flat();
}

const heldBack = (holds: number): Bilingual => ({
  vi: `Đang có ${holds} yêu cầu lưu giữ ở hồ sơ khác của cùng người này; chưa xóa được`,
  en: `Holds on other records of the same person: ${holds}; they prevent the erasure`,
});
const linkedSinceApproval = (records: number): Bilingual => ({
  vi: `Sau khi duyệt có thêm ${records} hồ sơ được ghi nhận là của cùng người này; chưa xóa được, hãy rút yêu cầu rồi yêu cầu lại`,
  en: `Records linked as records of the same person after the approval: ${records}; they prevent the erasure: withdraw the request and request anew`,
});
const linkedAfterwards = (records: number): Bilingual => ({
  vi: `Sau khi xóa có thêm ${records} hồ sơ được ghi nhận là của cùng người này; các hồ sơ đó chưa bị xóa, muốn xóa thì yêu cầu riêng`,
  en: `Records linked as records of the same person after the erasure: ${records}; they are not erased with it, and can be erased by a new request`,
});
