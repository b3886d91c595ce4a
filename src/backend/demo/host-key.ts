import { generateKeyPairSync, randomBytes } from 'node:crypto'

const ALGORITHM = 'ssh-ed25519'
const CIPHER_BLOCK = 8

/** An ed25519 key pair as OpenSSH writes it. */
export interface Key {
  /** The private key file's text, without a passphrase. */
  readonly secret: string
  /** The public key as one line: algorithm and base64, without a comment. */
  readonly line: string
  /** The public key in SSH wire format. */
  readonly wire: Buffer
}

/** Creates a key with node's own crypto: ssh2 1.17's generator produces six invalid keys in a thousand. */
export function newKey(comment: string): Key {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const point = Buffer.from(jwk.x ?? '', 'base64url')
  const seed = Buffer.from(jwk.d ?? '', 'base64url')
  const wire = Buffer.concat([field(ALGORITHM), field(point)])
  return {
    secret: armour(wire, point, seed, comment),
    line: `${ALGORITHM} ${wire.toString('base64')}`,
    wire,
  }
}

/**
 * The private key in the format of OpenSSH's PROTOCOL.key: magic, no cipher, one key, its public part, its padded
 * private part.
 */
function armour(wire: Buffer, point: Buffer, seed: Buffer, comment: string): string {
  const check = randomBytes(4)
  const parts = [check, check, wire, field(Buffer.concat([seed, point])), field(comment)]
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(field),
    number(1),
    field(wire),
    field(pad(Buffer.concat(parts))),
  ])
  const lines = file.toString('base64').match(/.{1,70}/g) ?? []
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n')
}

function pad(bytes: Buffer): Buffer {
  const missing = (CIPHER_BLOCK - (bytes.length % CIPHER_BLOCK)) % CIPHER_BLOCK
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, i) => i + 1))])
}

function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([number(bytes.length), bytes])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
