import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Document, follow, textsOfTheRepository } from '../support/oracles/citations.js';

const HERE = 'tests/architecture/citations.test.ts';

describe('a citation', () => {
  it('names a document, section, point or anchor that exists', () => {
    const found = textsOfTheRepository()
      .filter((file) => file !== HERE)
      .map((file) => follow(file, readFileSync(file, 'utf8')));
    expect(found.flatMap(({ broken }) => broken)).toEqual([]);
    expect(found.reduce((sum, { followed }) => sum + followed, 0)).toBeGreaterThan(150);
  });

  it.each([
    ['libs/terms/term.ts', '/** The window (docs/domain.md 3.2, 10.4). */'],
    ['libs/terms/term.ts', '/**\n * The window (docs/domain.md 1.3\n * to 1.6, 15, on 1.6).\n */'],
    ['libs/terms/term.ts', '// docs/architecture.md "What a question means", points 4 to 7'],
    ['libs/terms/term.ts', '// docs/security.md, check 22; decision 005; Quyết định 005-QĐ/TW'],
    ['libs/terms/term.ts', "@Get('data-dictionary.md') // https://example.org/proof.md"],
    ['docs/api.md', 'see [it](decisions/README.md), [them](architecture.md#keys-and-erasure), `decisions/README.md`'],
  ])('is followed: in %s %j', (file, text) => {
    expect(follow(file, text).broken).toEqual([]);
  });

  it.each([
    ['a document of elsewhere', 'libs/terms/term.ts', '/** The window (proof.md 3). */'],
    ['a source that cites relative to its folder', 'docs/term.ts', '// as operations.md has them'],
    ['a section that is not there', 'libs/terms/term.ts', '/** The window (docs/domain.md 3.9). */'],
    ['the second of two sections', 'libs/terms/term.ts', '/** The window (docs/domain.md 3.2, 99). */'],
    ['a section in the next line', 'libs/terms/term.ts', '/**\n * The window (docs/domain.md\n * 3.9).\n */'],
    ['a heading that is not there', 'libs/terms/term.ts', '// docs/architecture.md "What an answer means"'],
    ['a point that is not there', 'libs/terms/term.ts', '// docs/architecture.md "What a question means", point 29'],
    ['a decision that does not exist', 'libs/terms/term.ts', '// see decision 999'],
    ['a check that is not there', 'tests/security/41.test.ts', "describe('check 41: nothing')"],
    ['a link to no file', 'docs/api.md', '[it](proof.md)'],
    ['a link to no heading', 'docs/api.md', '[it](architecture.md#proof)'],
    ['a link to no heading of its own', 'docs/api.md', '[it](#proof)'],
  ])('is refused: %s', (_, file, text) => {
    expect(follow(file, text).broken.length).toBeGreaterThan(0);
  });
});

describe('an anchor', () => {
  it('is computed as on GitHub', () => {
    const { anchors } = new Document(
      '# 3.2 Policy axes\n## Who: "may"?\n```\n# no heading\n```\n## Đơn vị\n## Đơn vị\n',
    );
    expect([...anchors]).toEqual(['32-policy-axes', 'who-may', 'đơn-vị', 'đơn-vị-1']);
  });
});
