'use strict';

// BlockList, SocketAddress and isIP: what is an address, how it is spelled, what a rule matches, which errors come.

const net = require('node:net');
const { BlockList, SocketAddress } = net;

function attempt(fn) {
  try {
    console.log(fn());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}

for (const text of [
  '1.2.3.4', '01.2.3.4', '1.2.3', '256.1.1.1', '::1', '::', '1::2::3', '::ffff:1.2.3.4', 'fe80::1%eth0', '::1%', '',
  ' 1.1.1.1', null, undefined, 0, { toString: () => '1.1.1.1' },
]) {
  console.log(text, net.isIP(text), net.isIPv4(text), net.isIPv6(text));
}

const list = new BlockList();
list.addAddress('1.2.3.4');
list.addAddress('1.2.3.4');
list.addRange('10.0.0.1', '10.0.0.9');
list.addSubnet('8592:757c:efae:4e45::', 64, 'ipv6');
list.addSubnet('192.168.5.77', 16);
list.addCIDR('172.16.0.0/12');
list.addAddresses(['5.5.5.5', '6.6.6.6']);
list.addAddress(new SocketAddress({ address: '7.7.7.7', port: 80 }));
console.log(list, list.rules, list.size, JSON.stringify(list));
for (const [address, family] of [
  ['1.2.3.4'], ['::ffff:1.2.3.4', 'ipv6'], ['10.0.0.1'], ['10.0.0.9'], ['10.0.0.10'], ['8592:757c:efae:4e45::1', 'ipv6'],
  ['192.168.255.1'], ['192.169.0.1'], ['172.31.255.255'], ['172.32.0.0'], ['7.7.7.7'], ['::1', 'ipv6'], ['x'],
]) {
  console.log(address, list.check(address, family));
}
console.log(list.check(new SocketAddress({ address: '5.5.5.5' })));

const other = new BlockList();
other.fromJSON(list.toJSON());
other.fromJSON('["Range: IPv6 ::1-::9", "no rule"]');
console.log(other.rules, BlockList.isBlockList(other), BlockList.isBlockList({}), BlockList.PRIVATE_RANGES);
other.removeAddress('1.2.3.4');
other.removeAddress('9.9.9.9');
other.removeRange('10.0.0.1', '10.0.0.9');
other.removeSubnet('192.168.5.77', 16);
other.removeCIDR('172.16.0.0/12');
console.log(other.rules);
other.clear();
other.addRange('::', 'ffff::', 'ipv6');
console.log(other.check('1.1.1.1'), other.check('::ffff:1.1.1.1', 'ipv6'));
other.clear();
other.addSubnet('::', 0, 'ipv6');
console.log(other.check('1.1.1.1'), other.check('::5', 'ipv6'), other.size);

for (const attemptOne of [
  () => list.addAddress('x'), () => list.addAddress(1), () => list.addAddress('1.1.1.1', 'ipv5'),
  () => list.addAddress('1.1.1.1', 5), () => list.addRange('1.1.1.2', '1.1.1.1'), () => list.addRange('1.1.1.1', 'z'),
  () => list.addSubnet('1.1.1.1', 33), () => list.addSubnet('1.1.1.1', 'x'), () => list.addSubnet('::', 129, 'ipv6'),
  () => list.check(1), () => list.check('1.1.1.1', 1), () => list.fromJSON(1), () => list.addCIDR('10.0.0.0'),
  () => list.addCIDR('10.0.0.0/99'), () => list.addCIDR(1), () => list.addAddresses('x'), () => list.addCIDRs('x'),
]) attempt(attemptOne);

console.log(new SocketAddress(), new SocketAddress({ address: '1.2.3.4', port: 80 }).toJSON());
console.log(new SocketAddress({ address: '0:0:0::1', family: 'IPv6', port: 5, flowlabel: 7 }));
for (const options of [
  3, { family: 'x' }, { address: 'zz' }, { port: -1 }, { flowlabel: -1 }, { family: 'ipv6', address: '1.1.1.1' },
  { address: 1 },
]) attempt(() => new SocketAddress(options));
for (const text of ['1.2.3.4', '1.2.3.4:8080', '[::1]:8', '[::1]', '::1', 'x', '1.2.3.4:99999', '1.2.3.4:', '0x7f.1'])
  console.log(text, SocketAddress.parse(text));
