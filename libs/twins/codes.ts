import type { CodeList } from '#kernel/text';
import { TWIN_KINDS } from '#kernel/twins';

/** Code lists, by their published names. */
export const codeLists: Readonly<Record<string, CodeList>> = { 'twin-kinds': TWIN_KINDS };
