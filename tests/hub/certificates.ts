/**
 * Certificates for TLS tests: a private authority and server certificates signed by it, made anew for each run.
 *
 * Written in DER by hand on WebCrypto: the packages that could do it bring twenty others or have no types, and what the
 * tests need of X.509 is this page.
 */

/** A certificate with its private key, both as PEM. */
export interface PemPair {
  readonly cert: string;
  readonly key: string;
}

/** What a server certificate claims. */
export interface ServerCertificate {
  /** Names it is valid for; an IPv4 address is written as such. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A private authority. */
export interface CertificateAuthority {
  /** Its own certificate as PEM, to be trusted. */
  readonly cert: string;
  issue(certificate: ServerCertificate): Promise<PemPair>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;
const YEAR = 365 * 24 * 3600 * 1000;

/**
 * Makes a private authority.
 *
 * @param name its common name
 * @returns the authority, ready to issue
 */
export async function createAuthority(name = "Test Authority"): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const cert = await sign({
    subject: name,
    issuer: name,
    notBefore: new Date(Date.now() - YEAR),
    notAfter: new Date(Date.now() + YEAR),
    publicKey: keys.publicKey,
    extensions: [
      // basicConstraints CA:TRUE and keyUsage keyCertSign+cRLSign, both critical
      sequence(oid("2.5.29.19"), TRUE, octets(sequence(TRUE))),
      sequence(oid("2.5.29.15"), TRUE, octets(tagged(0x03, bytes(1, 0x06)))),
    ],
  }, keys.privateKey);
  return {
    cert: pem("CERTIFICATE", cert),
    async issue(certificate) {
      const own = await generateKeys();
      const signed = await sign({
        subject: certificate.names[0] ?? "nobody",
        issuer: name,
        notBefore: certificate.notBefore,
        notAfter: certificate.notAfter,
        publicKey: own.publicKey,
        extensions: [
          sequence(oid("2.5.29.17"), octets(sequence(...certificate.names.map(subjectName)))),
          sequence(oid("2.5.29.37"), octets(sequence(oid("1.3.6.1.5.5.7.3.1")))),
        ],
      }, keys.privateKey);
      const key = new Uint8Array(await crypto.subtle.exportKey("pkcs8", own.privateKey));
      return { cert: pem("CERTIFICATE", signed), key: pem("PRIVATE KEY", key) };
    },
  };
}

interface ToBeSigned {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: CryptoKey;
  readonly extensions: readonly Uint8Array[];
}

const TRUE = tagged(0x01, bytes(0xff));
// ecdsa-with-SHA256
const SIGNATURE_ID = sequence(oid("1.2.840.10045.4.3.2"));

async function sign(what: ToBeSigned, issuerKey: CryptoKey): Promise<Uint8Array> {
  const serial = crypto.getRandomValues(new Uint8Array(8));
  serial[0] = 0x40;
  const body = sequence(
    tagged(0xa0, tagged(0x02, bytes(2))),
    tagged(0x02, serial),
    SIGNATURE_ID,
    commonName(what.issuer),
    sequence(time(what.notBefore), time(what.notAfter)),
    commonName(what.subject),
    new Uint8Array(await crypto.subtle.exportKey("spki", what.publicKey)),
    tagged(0xa3, sequence(...what.extensions)),
  );
  const raw = new Uint8Array(await crypto.subtle.sign(SIGNATURE, issuerKey, body));
  const signature = sequence(unsigned(raw.subarray(0, 32)), unsigned(raw.subarray(32)));
  return sequence(body, SIGNATURE_ID, bitString(signature));
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function commonName(name: string): Uint8Array {
  return sequence(tagged(0x31, sequence(oid("2.5.4.3"), tagged(0x0c, new TextEncoder().encode(name)))));
}

function subjectName(name: string): Uint8Array {
  const isAddress = /^\d+\.\d+\.\d+\.\d+$/.test(name);
  return isAddress
    ? tagged(0x87, bytes(...name.split(".").map(Number)))
    : tagged(0x82, new TextEncoder().encode(name));
}

function time(date: Date): Uint8Array {
  const digits = date.toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  // Years before 2050 are written with two digits (RFC 5280, 4.1.2.5).
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, new TextEncoder().encode(digits.slice(2)))
    : tagged(0x18, new TextEncoder().encode(digits));
}

function unsigned(value: Uint8Array): Uint8Array {
  let start = 0;
  while (start < value.length - 1 && value[start] === 0) start++;
  const trimmed = value.subarray(start);
  return tagged(0x02, (trimmed[0] ?? 0) > 127 ? concat(bytes(0), trimmed) : trimmed);
}

function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const out = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    out.push(...groups);
  }
  return tagged(0x06, bytes(...out));
}

function sequence(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return tagged(0x30, concat(...parts));
}

function octets(content: Uint8Array): Uint8Array {
  return tagged(0x04, content);
}

function bitString(content: Uint8Array): Uint8Array {
  return tagged(0x03, concat(bytes(0), content));
}

function tagged(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = content.length;
  const header = length < 128
    ? [tag, length]
    : length < 256
    ? [tag, 0x81, length]
    : [tag, 0x82, length >> 8, length & 0xff];
  return concat(bytes(...header), content);
}

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}

function bytes(...values: number[]): Uint8Array {
  return new Uint8Array(values);
}

function pem(label: string, content: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...content)).replaceAll(/.{64}(?=.)/g, "$&\n");
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
