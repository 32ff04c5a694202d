/**
 * Path of a compiled program of the product. A compiled program starts in half the time. `npm test` compiles what is
 * older than its source before the first test.
 *
 * @param file the program's source: `apps/cli/main.ts`
 */
export const built = (file: string): string => `dist/${file.replace(/\.ts$/, '.js')}`;
