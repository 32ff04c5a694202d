import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeCertificates } from './kurrentdb-tls.js';
import { temporaryFolder } from './temporary-folder.js';

export interface Certificates {
  /** Path of the certificate of an authority that nobody else knows. */
  readonly caFile: string;
  /** Of a server, issued by it. */
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly remove: () => void;
}

/** Certificates in a folder of their own. @param names as which the server is known; those of this machine unless told */
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
