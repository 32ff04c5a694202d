import { describe, expect, it } from '@jest/globals';
import { fieldLabel } from './field-labels.js';

describe('the label of a field', () => {
  it.each([
    ['signedOn', 'ngày ký', 'day of signing'],
    ['notice.signedOn', 'ngày ký (thông báo)', 'day of signing (notice)'],
    ['subjects.1.organizationId', 'tổ chức đảng (đối tượng thứ 2)', 'organization (subjects 2)'],
    ['subjectIds.0', 'các đối tượng thứ 1', 'subjects 1'],
    ['remedies.0', 'các yêu cầu khắc phục thứ 1', 'remedies 1'],
  ])('of %s is %s', (path, vi, en) => {
    expect(fieldLabel(path)).toEqual({ vi, en });
  });

  it.each(['', 'constructor', '__proto__', '0', 'x.y'])('of a path without a label, %j, does not repeat it', (path) => {
    expect(fieldLabel(path)).toEqual({ vi: 'trường được nêu', en: 'the field named' });
  });
});
