import { describe, expect, it } from '@jest/globals';
import { isClassified } from '#kernel/id-fields';
import { dataDictionary } from '../../apps/api/data-dictionary.js';

describe('the fields of events that hold an id', () => {
  it('all say what the id refers to, so that no person is named unchecked or untold', () => {
    const fields = dataDictionary().events.flatMap(({ type, companionOf, fields: all }) =>
      companionOf === null ? all.filter((one) => /\buuid\b/.test(one.type)).map(({ path }) => ({ type, path })) : [],
    );
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.flatMap(({ type, path }) => (isClassified(path) ? [] : [`${type} ${path}`]))).toEqual([]);
  });
});
