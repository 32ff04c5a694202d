/**
 * A program of the product as Node runs it: built, which starts in half the time that its sources take. `npm test` builds
 * what is older than its source before the first test.
 *
 * @param file its source: `apps/cli/main.ts`
 */
export const built = (file: string): string => `dist/${file.replace(/\.ts$/, '.js')}`;
