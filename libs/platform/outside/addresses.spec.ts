import { describe, expect, it } from '@jest/globals';
import { mayReach } from './addresses.js';

const PUBLIC = ['8.8.8.8', '203.162.4.191', '2606:4700::1111', '2400:cb00::1'];
const OWN = ['127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '192.168.1.1', '100.64.0.1', '::1', 'fd12::1'];
const MAPPED = ['::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '0:0:0:0:0:ffff:0a01:0203'];
const NOBODY = (
  '0.0.0.0 169.254.169.254 100.100.100.200 224.0.0.1 255.255.255.255 192.0.2.1 :: fe80::1 fe80::1%eth0 fd00:ec2::254 ' +
  'ff02::1 64:ff9b::7f00:1 2002:7f00:1::1 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe 2130706433 0177.0.0.1 localhost '
).split(' ');

describe('an address', () => {
  it('of the Internet may be called', () => {
    expect(PUBLIC.filter((address) => !mayReach(address, false))).toEqual([]);
  });

  it('of the internal network may be called for a host that the operator named as inside, and for no other', () => {
    const own = [...OWN, ...MAPPED];
    expect(own.filter((address) => mayReach(address, false))).toEqual([]);
    expect(own.filter((address) => !mayReach(address, true))).toEqual([]);
  });

  it('that is link-local, names no machine, or is no address at all is never called', () => {
    expect(NOBODY.filter((address) => mayReach(address, true) || mayReach(address, false))).toEqual([]);
  });
});
