'use strict';

// Whether a certificate belongs to the host that a client wanted to reach.

const { codes: { ERR_TLS_CERT_ALTNAME_FORMAT, ERR_TLS_CERT_ALTNAME_INVALID } } = require('internal/errors');
const { isIP } = require('internal/net');

// A host's name without the root's dot.
function withoutRoot(name) {
  return name.endsWith('.') ? name.slice(0, -1) : name;
}

// Capitals of other alphabets are none of its business.
function labelsOf(name) {
  return withoutRoot(name).replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase()).split('.');
}

// One star may stand for any part of a label, except in one that is encoded.
function labelMatches(label, pattern, mayBeWild) {
  const star = pattern.indexOf('*');
  if (star === -1 || pattern.includes('xn--'))
    return label === pattern;
  return mayBeWild && star === pattern.lastIndexOf('*') && label.length >= pattern.length - 1 &&
    label.startsWith(pattern.slice(0, star)) && label.endsWith(pattern.slice(star + 1));
}

// What has no form in ASCII belongs to no certificate. What is ASCII already may look like the form of another name and be none.
function toAscii(host) {
  return require('internal/url').domainToASCII(host) || (/^[\w.-]*$/.test(host) ? host : '');
}

function hostMatches(host, name) {
  // Nothing but ASCII, and no spaces: names of other alphabets are encoded.
  if (!name || /[^\x21-\x7f]/.test(name))
    return false;
  const [first, ...parents] = labelsOf(name);
  const [hostFirst, ...hostParents] = labelsOf(host);
  if (first === '' || parents.includes('') || parents.join('.') !== hostParents.join('.'))
    return false;
  return labelMatches(hostFirst, first, parents.length >= 2);
}

// The names between commas. Those with special characters have parts that are JSON strings.
function splitAltNames(text) {
  const names = [''];
  const pieces = /, |"(?:[^\0-\x1f"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|[^",]+|[^]/g;
  for (const [piece] of text.matchAll(pieces)) {
    // A quotation that never ends, or says what JSON cannot.
    if (piece === '"')
      throw new ERR_TLS_CERT_ALTNAME_FORMAT();
    if (piece === ', ')
      names.push('');
    else
      names[names.length - 1] += piece.startsWith('"') ? JSON.parse(piece) : piece;
  }
  return names;
}

function toCanonicalIP(ip) {
  const family = isIP(ip);
  if (family === 0)
    return '';
  const { SocketAddress } = require('internal/socketaddress');
  return new SocketAddress({ address: ip, family: `ipv${family}` }).address;
}

// Why the certificate is not for this host, which is an address or a name; undefined if it is.
function objection(host, cert) {
  const subject = cert.subject;
  const { subjectaltname } = cert;
  const altNames = subjectaltname ? splitAltNames(subjectaltname) : [];
  const ofKind = (prefix) => altNames.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));

  if (isIP(host)) {
    const addresses = ofKind('IP Address:').map(toCanonicalIP);
    return addresses.includes(toCanonicalIP(host)) ?
      undefined : `IP: ${host} is not in the cert's list: ${addresses.join(', ')}`;
  }

  const ascii = toAscii(host);
  const isFor = (name) => hostMatches(ascii, name);
  const hosts = ofKind('DNS:');
  if (hosts.length > 0)
    return hosts.some(isFor) ? undefined : `Host: ${host}. is not in the cert's altnames: ${subjectaltname}`;
  // Only where there are no names of hosts elsewhere.
  const commonName = subject?.CN;
  if (!commonName)
    return 'Cert does not contain a DNS name';
  return [commonName].flat().some(isFor) ? undefined : `Host: ${host}. is not cert's CN: ${commonName}`;
}

function checkServerIdentity(hostname, cert) {
  const host = withoutRoot(`${hostname}`);
  const reason = objection(host, cert);
  if (reason !== undefined)
    return new ERR_TLS_CERT_ALTNAME_INVALID(reason, host, cert);
}

module.exports = { checkServerIdentity };
