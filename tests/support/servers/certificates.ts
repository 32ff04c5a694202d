import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from './kurrentdb-tls.js';
import { temporaryFolder } from './temporary-folder.js';

export interface Certificates {
  /** Path of the certificate of a new authority, which no program trusts by default. */
  readonly caFile: string;
  /** Certificate of a server, issued by that authority. */
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly remove: () => void;
}

/** Makes certificates in a folder of their own. @param names the names of the server; default: those of this machine */
export function certificates(names?: string): Certificates {
  const folder = temporaryFolder();
  makeCertificates(folder, names);
  return {
    caFile: join(folder, 'ca.crt'),
    cert: readFileSync(join(folder, 'server.crt')),
    key: readFileSync(join(folder, 'server.key')),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
