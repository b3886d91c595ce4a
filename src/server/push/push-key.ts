import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { join } from 'node:path'
import { FailureError } from '../../state/model/failure.ts'
import { readSecretFile, writeSecretFile } from '../access/token-file.ts'

/** Time for which a signature is valid, in seconds. Push services allow at most a day. */
const LIFE = 12 * 3600

/** The key by which push services recognise this server (VAPID, RFC 8292). */
export interface PushKey {
  /** The public key for the browser: an uncompressed point of P-256, base64url. */
  readonly publicKey: string
  /**
   * The Authorization header for a push service. `origin` is the origin of the endpoint's URL; `contact` is a `mailto:`
   * or https address, or ''.
   */
  header(origin: string, contact: string, now: number): string
}

/** Reads the key, or creates it on first use: a new key would end all subscriptions. @throws FailureError */
export async function openPushKey(directory: string): Promise<PushKey> {
  const path = join(directory, 'server-push-key.pem')
  const known = await readSecretFile(path)
  const key = known === null ? makeKey(path) : readKey(path, known)
  const publicKey = pointOf(key)
  return {
    publicKey,
    header(origin, contact, now) {
      const claims = {
        aud: origin,
        exp: Math.floor(now / 1000) + LIFE,
        ...(contact !== '' && { sub: contact }),
      }
      return `vapid t=${signed(claims, key)}, k=${publicKey}`
    },
  }
}

function makeKey(path: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeSecretFile(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  return privateKey
}

function readKey(path: string, text: string): KeyObject {
  try {
    const key = createPrivateKey(text)
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  } catch {
    // A key that cannot be read is reported below, like a key of another curve.
  }
  throw new FailureError({
    kind: 'refused',
    what: `The server cannot start with the push key in ${path}.`,
    why: 'the file contains no private key of the curve P-256',
    hint: `Remove the file: \`rm ${path}\`. All devices then have to turn on notifications again.`,
  })
}

function pointOf(key: KeyObject): string {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  const parts = [Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]
  return Buffer.concat(parts).toString('base64url')
}

function signed(claims: Readonly<Record<string, unknown>>, key: KeyObject): string {
  const parts = [{ typ: 'JWT', alg: 'ES256' }, claims].map(part =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const text = parts.join('.')
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}
