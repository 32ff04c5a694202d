/** camelCase to snake_case. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Name of a table of a projection, in schema `read`. */
export const sqlName = (projection: string, table: string): string => `${snakeCase(projection)}_${snakeCase(table)}`;
