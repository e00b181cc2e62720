import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { CentralitaError } from '@centralita/core/model';

/**
 * IPv4 that is not the public internet, https://www.iana.org/assignments/iana-ipv4-special-registry: this
 * network, private, carrier-grade NAT, loopback, link-local (cloud metadata among it), protocol assignments,
 * documentation, 6to4 relays, benchmarks, multicast, reserved and broadcast.
 */
const notPublic4: readonly (readonly [address: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Public by the registry, and the metadata services of two clouds (Azure's wire server, Alibaba is in 100.64/10).
  ['168.63.129.16', 32],
];

/** Of the one block of IPv6 that is in use: tunnels that carry IPv4 inside, protocol assignments, documentation. */
const notPublic6: readonly (readonly [address: string, prefix: number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const refused = new BlockList();
const public6 = new BlockList();
public6.addSubnet('2000::', 3, 'ipv6');
/** IPv4 as networks without it write it (NAT64); what is inside is judged like any other. */
public6.addSubnet('64:ff9b::', 96, 'ipv6');
for (const [address, prefix] of notPublic4) {
  refused.addSubnet(address, prefix, 'ipv4');
  refused.addSubnet(`64:ff9b::${address}`, 96 + prefix, 'ipv6');
}
for (const [address, prefix] of notPublic6) refused.addSubnet(address, prefix, 'ipv6');

/** Whether an IP address is one of the public internet. Anything unclear is not. */
export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  // Mapped and compatible forms of IPv4, zones and everything outside 2000::/3 fall through here.
  if (family !== 6 || address.includes('%')) return false;
  return public6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
};

const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

/** What is wrong with an address before anybody is asked for its IP; throws `url_refused` or `invalid_request`. */
export const checkUrl = (text: string, allowPrivate: boolean): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || text.length > 2048) {
    throw new CentralitaError('invalid_request', 'url must be a whole https:// address', { field: 'url' });
  }
  const refuse = (detail: string): never => {
    throw new CentralitaError('url_refused', detail, { field: 'url' });
  };
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) {
    refuse(
      allowPrivate
        ? 'the address must begin with https:// or http://'
        : 'the address must begin with https://; plain http is for private addresses, which this hub does not call',
    );
  }
  if (url.username || url.password) {
    refuse('the address holds a name or password; deliveries are signed instead');
  }
  if (isIP(bare(url.hostname)) && !allowPrivate && !isPublicAddress(bare(url.hostname))) {
    refuse(`${bare(url.hostname)} is not an address of the public internet`);
  }
  return url;
};

/** Told to whoever connects when a name leads to an address that is refused. */
export const refusedAddressCode = 'ERR_ADDRESS_REFUSED';

/**
 * How a connection finds its address: asked once, judged, and connected to as answered, so that no second answer
 * can lead elsewhere. One refused address among several refuses the name.
 */
export const guardedLookup =
  (allowPrivate: boolean, resolve: typeof lookup = lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) {
        callback(error, []);
        return;
      }
      if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
        const refusal = Object.assign(new Error('the name leads to an address that is not public'), {
          code: refusedAddressCode,
        });
        callback(refusal, []);
        return;
      }
      const first = addresses[0];
      if (options.all) callback(null, addresses);
      else if (first) callback(null, first.address, first.family);
      else callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), []);
    });
  };
