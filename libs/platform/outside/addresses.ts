import { BlockList, isIP } from 'node:net';

/** Networks that are not part of the public Internet (RFC 6890, RFC 4193, RFC 3927, RFC 4291 and the like). */
const INSIDE = listOf([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
]);

/**
 * Networks to which no call goes, not even to a host that the operator named: link-local addresses, where clouds keep
 * the credentials of a machine, and addresses that name no machine or many.
 */
const NEVER = listOf([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '100.100.100.200/32',
  '::/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fd00:ec2::254/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
]);

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/** An IPv4 address that an IPv6 address contains: ::ffff:a.b.c.d and ::a.b.c.d, also in hexadecimal. */
const MAPPED = /^::(?:ffff:)?(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/;

/** The form in which a URL writes an address: one spelling for each, with the embedded IPv4 address taken out. */
function plain(address: string): string {
  if (isIP(address) !== 6) return address;
  const [whole = ''] = address.split('%');
  const written = new URL(`http://[${whole}]`).hostname.slice(1, -1);
  const [, , high, low] = MAPPED.exec(written) ?? [];
  if (high === undefined || low === undefined) return written;
  const bytes = [high, low].flatMap((part) => [parseInt(part, 16) >> 8, parseInt(part, 16) & 0xff]);
  return written === '::1' ? written : bytes.join('.');
}

/**
 * Whether a call may go to an IP address. @param inside whether the operator named the host as one of the internal
 * network, so that private and loopback addresses are expected
 */
export function mayReach(address: string, inside: boolean): boolean {
  const one = plain(address);
  const family = isIP(one) === 4 ? 'ipv4' : isIP(one) === 6 ? 'ipv6' : null;
  if (family === null || NEVER.check(one, family)) return false;
  return inside || !INSIDE.check(one, family);
}
