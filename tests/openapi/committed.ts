import { readFileSync, writeFileSync } from 'node:fs';
import { previewedApi } from '../support/servers/routes.js';

/** The committed document, for readers of a store that does not serve it. */
export const COMMITTED = 'docs/openapi.json';

export const documentText = async (): Promise<string> =>
  `${JSON.stringify((await previewedApi()).document, null, 1)}\n`;

export const committedText = (): string => readFileSync(COMMITTED, 'utf8');

export const commit = async (): Promise<void> => {
  writeFileSync(COMMITTED, await documentText());
};
