import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** The keys in a browser's subscription, base64url. */
interface DeviceKeys {
  /** The browser's public key, an uncompressed point of P-256. */
  readonly p256dh: string
  readonly auth: string
}

/**
 * Size of the single encrypted record that a push message consists of, in bytes. Push services accept messages of at most
 * 4096 bytes.
 */
const RECORD = 4096
/** Maximum size of a text, in bytes: text, header (86 bytes), padding mark and tag (17 bytes) must fit. */
export const LONGEST = RECORD - 86 - 17

/** Values that are random, except in the test with the example of RFC 8291. */
interface Ephemeral {
  readonly salt: Buffer
  readonly privateKey?: Buffer
}

/**
 * Encrypts a text for one device by RFC 8291 (aes128gcm), so that the push service cannot read it.
 * @throws Error if the device's key is no point of the curve.
 */
export function encryptPush(
  text: string,
  { p256dh, auth }: DeviceKeys,
  { salt, privateKey }: Ephemeral = { salt: randomBytes(16) },
): Buffer {
  const theirs = Buffer.from(p256dh, 'base64url')
  const ecdh = createECDH('prime256v1')
  if (privateKey) ecdh.setPrivateKey(privateKey)
  else ecdh.generateKeys()
  const ours = ecdh.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, ours])
  const shared = derive(ecdh.computeSecret(theirs), Buffer.from(auth, 'base64url'), info, 32)
  const key = derive(shared, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(shared, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  // The byte 2 marks the end of the last record.
  const body = [cipher.update(text, 'utf8'), cipher.update(Buffer.of(2)), cipher.final()]
  const size = Buffer.alloc(4)
  size.writeUInt32BE(RECORD)
  const header = [salt, size, Buffer.of(ours.length), ours]
  return Buffer.concat([...header, ...body, cipher.getAuthTag()])
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}
