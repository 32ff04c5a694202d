import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'coverage/**', 'data/**', 'tests/openapi/client/**'] },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off', // Nest's option types are classes
      // Marked as deprecated so that it stands out; an identity provider on this machine may speak plain HTTP.
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: 'openid-client', name: 'allowInsecureRequests' }] },
      ],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/consistent-type-imports': 'off', // would turn injected classes into type imports and lose their metadata
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/non-nullable-type-assertion-style': 'off', // it asks for `!`, which the next rule forbids
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(ObjectExpression, ArrayExpression, CallExpression, NewExpression) > SpreadElement > :matches(ObjectExpression, ArrayExpression)',
          message: 'Write the members out: a literal is not spread into another one to save lines.',
        },
        {
          selector:
            'CallExpression[callee.object.name="fc"][callee.property.name=/^(assert|check)$/]:not(:has(Property[key.name="numRuns"]))',
          message: 'Say how many runs: { numRuns: rounds(1_000) }, see tests/support/rounds.ts.',
        },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '\\.\\./.*libs/', message: 'Import a folder of libs by its # name.' }] },
      ],
    },
  },
  {
    // The kernel uses `any` in one place so that no feature has to: deciders and projections are typed maps of maps.
    files: ['libs/kernel/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.spec.ts', '**/*.test.ts', 'tests/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off', '@typescript-eslint/no-confusing-void-expression': 'off' },
  },
);
