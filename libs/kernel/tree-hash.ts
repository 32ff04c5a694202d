import { hash } from 'node:crypto';

/**
 * Merkle Tree Hash of leaf hashes, in hex (RFC 9162, section 2.1.1). It changes if any leaf, the order of the leaves or
 * their number changes. One leaf can be proven to be included without showing the other leaves.
 *
 * @param leaves leaf hashes as `leafHash` returns them
 */
export function treeHash(leaves: readonly string[]): string {
  if (leaves.length === 0) return hash('sha256', '');
  return rootOf(leaves.map((leaf) => Buffer.from(leaf, 'hex'))).toString('hex');
}

const NODE = Buffer.of(1);

function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only && leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hash('sha256', Buffer.concat([NODE, rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split))]), 'buffer');
}
