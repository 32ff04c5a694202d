import { describe, expect, it } from '@jest/globals';
import { compareAll, compareSettings } from './kurrentdb.rights.js';

const OURS = {
  $userStreamAcl: {
    $r: ['$admins', 'mc'],
    $w: ['$admins', 'mc'],
    $d: ['$admins'],
    $mr: ['$admins', 'mc'],
    $mw: ['$admins'],
  },
  $systemStreamAcl: { $r: ['$admins'], $w: ['$admins'], $d: ['$admins'], $mr: ['$admins', 'mc'], $mw: ['$admins'] },
};
const json = (value: unknown) => JSON.stringify(value);
const read = (text: string | null): unknown => (text === null ? null : JSON.parse(text));

describe('the rights by default', () => {
  it('are exactly those that were tried, where nothing is set', () => {
    const { before, verdict, exact } = compareSettings('mc', undefined);
    expect({ before, verdict, exact: read(exact) }).toEqual({ before: null, verdict: 'none', exact: OURS });
  });

  it('are equal in any order, and with a single role as a string', () => {
    const there = {
      $userStreamAcl: { ...OURS.$userStreamAcl, $r: ['mc', '$admins'], $d: '$admins' },
      $systemStreamAcl: OURS.$systemStreamAcl,
    };
    expect(compareSettings('mc', json(there)).verdict).toBe('same');
  });

  it.each([
    ['somebody else may read', { ...OURS, $userStreamAcl: { ...OURS.$userStreamAcl, $r: ['$admins', 'mc', 'other'] } }],
    ['everybody may delete', { ...OURS, $userStreamAcl: { ...OURS.$userStreamAcl, $d: '$all' } }],
    ['a key is missing', { ...OURS, $userStreamAcl: { $r: ['$admins', 'mc'] } }],
    ['one half is missing', { $userStreamAcl: OURS.$userStreamAcl }],
  ])('differ where %s', (_, there) => {
    expect(compareSettings('mc', json(there))).toMatchObject({ verdict: 'differs', before: json(there) });
  });

  it('keep what others set where ours are added: their roles, open doors and keys that we do not know', () => {
    const there = {
      $userStreamAcl: { $r: ['other'], $w: '$all', $mr: ['mc'], $d: ['other'] },
      theirs: 1,
    };
    const { added, exact } = compareSettings('mc', json(there));
    expect(read(added)).toEqual({
      $userStreamAcl: { $r: ['other', 'mc'], $w: '$all', $mr: ['mc'], $d: ['other'] },
      $systemStreamAcl: { $mr: ['$admins', 'mc'] },
      theirs: 1,
    });
    expect(read(exact)).toEqual({ ...OURS, theirs: 1 });
  });

  it('cannot be added to what is not understood', () => {
    for (const there of ['no JSON', '[]', '{"$userStreamAcl":{"$r":7}}'])
      expect(compareSettings('mc', there)).toMatchObject({ before: there, verdict: 'differs', added: null });
  });
});

describe('the rights of $all', () => {
  it('are set beside other metadata', () => {
    const { verdict, exact } = compareAll('mc', '{"$maxCount":7}');
    expect({ verdict, exact: read(exact) }).toEqual({
      verdict: 'none',
      exact: { $maxCount: 7, $acl: { $r: ['$admins', 'mc'] } },
    });
    expect(compareAll('mc', exact).verdict).toBe('same');
  });

  it('are added to those of others, and cannot be added to a named set', () => {
    const { verdict, added } = compareAll('mc', '{"$acl":{"$r":["other"],"$d":["other"]}}');
    expect({ verdict, added: read(added) }).toEqual({
      verdict: 'differs',
      added: { $acl: { $r: ['other', 'mc'], $d: ['other'] } },
    });
    expect(compareAll('mc', '{"$acl":"$userStreamAcl"}')).toMatchObject({ verdict: 'differs', added: null });
  });
});
