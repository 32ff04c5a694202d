import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.js';

export interface Certificates {
  /** Path of the certificate of an authority that nobody else knows. */
  readonly caFile: string;
  /** Of a server, issued by it. */
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly remove: () => void;
}

/**
 * An authority of its own, and a certificate for a server; made by openssl, good for two days.
 * @param names as which the server is known; those of this machine unless told
 */
export function certificates(names = 'DNS:localhost,IP:127.0.0.1'): Certificates {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const authority = ['-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=a test authority'];
  openssl('req', '-x509', ...made, ...authority);
  openssl('req', '-new', ...made.slice(0, 5), '-keyout', at('key'), '-out', at('csr'), '-subj', '/CN=localhost');
  writeFileSync(at('names'), `subjectAltName=${names}`);
  const signing = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-extfile', at('names')];
  openssl('x509', '-req', '-in', at('csr'), ...signing, '-days', '2', '-out', at('cert'));
  return {
    caFile: at('ca.pem'),
    cert: readFileSync(at('cert')),
    key: readFileSync(at('key')),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
