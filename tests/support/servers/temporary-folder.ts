import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty folder that everybody may enter, as a project folder usually is; its maker removes it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'minh-chung-test-'));
  chmodSync(folder, 0o755);
  return folder;
}
