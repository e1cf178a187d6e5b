'use strict';

// Whether a certificate belongs to the host that a client wanted to reach.

const { codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID } } = require('internal/errors');
const { isIP } = require('internal/net');

// Without the dots of the root.
function unfqdn(host) {
  return host.replace(/[.]$/, '');
}

function splitHost(host) {
  return unfqdn(host).replace(/[A-Z]/g, (letter) => letter.toLowerCase()).split('.');
}

function check(hostParts, pattern, wildcards) {
  if (!pattern)
    return false;
  const patternParts = splitHost(pattern);
  if (hostParts.length !== patternParts.length || patternParts.includes(''))
    return false;
  // Nothing but ASCII, and no spaces: names of other alphabets are encoded.
  if (patternParts.some((part) => /[^\u0021-\u007F]/u.test(part)))
    return false;
  for (let i = hostParts.length - 1; i > 0; i--) {
    if (hostParts[i] !== patternParts[i])
      return false;
  }
  const [hostSubdomain] = hostParts;
  const [patternSubdomain] = patternParts;
  const pieces = patternSubdomain.split('*', 3);
  // A wildcard stands in no label that is encoded.
  if (pieces.length === 1 || patternSubdomain.includes('xn--'))
    return hostSubdomain === patternSubdomain;
  if (!wildcards || pieces.length > 2 || patternParts.length <= 2)
    return false;
  const [prefix, suffix] = pieces;
  if (prefix.length + suffix.length > hostSubdomain.length)
    return false;
  return hostSubdomain.startsWith(prefix) && hostSubdomain.endsWith(suffix);
}

// Values with special characters are JSON strings.
function splitEscapedAltNames(altNames) {
  const result = [];
  let current = '';
  let offset = 0;
  while (offset !== altNames.length) {
    const separator = altNames.indexOf(', ', offset);
    const quote = altNames.indexOf('"', offset);
    if (quote !== -1 && (separator === -1 || quote < separator)) {
      current += altNames.substring(offset, quote);
      const match = /^"(?:[^\u0000-\u001f"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/.exec(altNames.substring(quote));
      if (!match)
        throw new ERR_TLS_CERT_ALTNAME_FORMAT();
      current += JSON.parse(match[0]);
      offset = quote + match[0].length;
    } else if (separator !== -1) {
      current += altNames.substring(offset, separator);
      result.push(current);
      current = '';
      offset = separator + 2;
    } else {
      current += altNames.substring(offset);
      offset = altNames.length;
    }
  }
  result.push(current);
  return result;
}

function toCanonicalIP(ip) {
  const family = isIP(ip);
  if (family === 0)
    return '';
  const { SocketAddress } = require('internal/socketaddress');
  return new SocketAddress({ address: ip, family: `ipv${family}` }).address;
}

function checkServerIdentity(hostname, cert) {
  const { subject } = cert;
  const altNames = cert.subjectaltname;
  const dnsNames = [];
  const ips = [];
  hostname = `${hostname}`;

  if (altNames) {
    const names = altNames.includes('"') ? splitEscapedAltNames(altNames) : altNames.split(', ');
    for (const name of names) {
      if (name.startsWith('DNS:'))
        dnsNames.push(name.slice(4));
      else if (name.startsWith('IP Address:'))
        ips.push(toCanonicalIP(name.slice(11)));
    }
  }

  let valid = false;
  let reason = 'Unknown reason';
  hostname = unfqdn(hostname);
  const { domainToASCII } = require('internal/url');
  hostname = isIP(hostname) ? hostname : domainToASCII(hostname) || hostname;

  if (isIP(hostname)) {
    valid = ips.includes(toCanonicalIP(hostname));
    if (!valid)
      reason = `IP: ${hostname} is not in the cert's list: ${ips.join(', ')}`;
  } else if (dnsNames.length > 0 || subject?.CN) {
    const hostParts = splitHost(hostname);
    if (dnsNames.length > 0) {
      valid = dnsNames.some((pattern) => check(hostParts, pattern, true));
      if (!valid)
        reason = `Host: ${hostname}. is not in the cert's altnames: ${altNames}`;
    } else {
      // Only where there are no names of hosts elsewhere.
      const { CN } = subject;
      valid = Array.isArray(CN) ?
        CN.some((pattern) => check(hostParts, pattern, true)) : check(hostParts, CN, true);
      if (!valid)
        reason = `Host: ${hostname}. is not cert's CN: ${CN}`;
    }
  } else {
    reason = 'Cert does not contain a DNS name';
  }
  if (!valid)
    return new ERR_TLS_CERT_ALTNAME_INVALID(reason, hostname, cert);
}

module.exports = { checkServerIdentity };
