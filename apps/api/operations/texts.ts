import type { OperationText } from '#platform/http/openapi-texts';

export type { OperationText, Section } from '#platform/http/openapi-texts';

type Entries = Readonly<Record<'correct' | 'annul', OperationText>>;
type Several = Readonly<Record<'agree' | 'decline', OperationText>>;

/** @param of the kind of record, as part of a name and in both languages */
export const entriesOf = (name: string, vi: string, en: string): Entries => ({
  correct: [`correct${name}`, `Đính chính một mục ghi của ${vi}`, `Correct an entry of ${en}`],
  annul: [`annul${name}`, `Hủy một mục ghi của ${vi}`, `Annul an entry of ${en}`],
});

export const severalPersonsOf = (name: string, vi: string, en: string): Several => ({
  agree: [`agreeTo${name}`, `Đồng ý với đề nghị về ${vi}`, `Agree to a proposal about ${en}`],
  decline: [`decline${name}`, `Không đồng ý với đề nghị về ${vi}`, `Decline a proposal about ${en}`],
});

/** The three operations by which a second person compares a record with its papers. */
export const reviewOf = (name: string, vi: string, en: string): Readonly<Record<string, OperationText>> => ({
  [`review${name}`]: [`review${name}`, `Xem ${vi} để đối chiếu với văn bản`, `Review ${en} against its papers`],
  [`confirm${name}`]: [
    `confirm${name}`,
    `Xác nhận ${vi} đúng với văn bản`,
    `Confirm that ${en} agrees with its papers`,
  ],
  [`return${name}`]: [`return${name}`, `Trả lại ${vi} để sửa`, `Send ${en} back for correction`],
});
