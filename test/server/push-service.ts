import { createDecipheriv, createECDH, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'

/** A push service on loopback, and the keys of the browsers that it serves. */
export interface PushService {
  readonly origin: string
  /** What was posted, in its order. */
  readonly heard: readonly Heard[]
  /** How it answers on a path, the first time first; afterwards, and on other paths, with 201. */
  readonly answers: Map<string, Answer[]>
  at(path: string): readonly Heard[]
  /** A subscription as a browser makes it. */
  subscribe(name: string): Device
  close(): void
}

export interface Heard {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Answer {
  /** 0: it does not answer. */
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
}

export interface Device {
  readonly path: string
  readonly subscription: {
    readonly endpoint: string
    readonly keys: { readonly p256dh: string; readonly auth: string }
  }
  /** What a browser reads of a message: RFC 8291, written down a second time. */
  decrypt(body: Buffer): string
}

export async function startPushService(): Promise<PushService> {
  const heard: Heard[] = []
  const answers = new Map<string, Answer[]>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', chunk => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? ''
      heard.push({ path, headers: request.headers, body: Buffer.concat(chunks) })
      const { status, headers = {} } = answers.get(path)?.shift() ?? { status: 201 }
      if (status > 0) response.writeHead(status, headers).end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    heard,
    answers,
    at: path => heard.filter(each => each.path === path),
    subscribe: name => makeDevice(origin, `/push/${name}`),
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function makeDevice(origin: string, path: string): Device {
  const ecdh = createECDH('prime256v1')
  const p256dh = ecdh.generateKeys()
  const auth = randomBytes(16)
  const keys = { p256dh: p256dh.toString('base64url'), auth: auth.toString('base64url') }
  return {
    path,
    subscription: { endpoint: `${origin}${path}`, keys },
    decrypt(body) {
      const [salt, theirs] = [body.subarray(0, 16), body.subarray(21, 86)]
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, theirs])
      const shared = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(theirs), auth, info, 32))
      const part = (label: string, length: number) =>
        Buffer.from(hkdfSync('sha256', shared, salt, `Content-Encoding: ${label}\0`, length))
      const open = createDecipheriv('aes-128-gcm', part('aes128gcm', 16), part('nonce', 12))
      open.setAuthTag(body.subarray(-16))
      const text = Buffer.concat([open.update(body.subarray(86, -16)), open.final()])
      expect(text.at(-1)).toBe(2)
      return text.subarray(0, -1).toString()
    },
  }
}

/** Checks the signature of a message as a push service does (RFC 8292). Returns the server's public key. */
export function checkVapid({ headers }: Heard, { origin }: PushService): string {
  const [, jwt = '', k = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(headers.authorization ?? '') ?? []
  const [head = '', claims = '', signature = ''] = jwt.split('.')
  const point = Buffer.from(k, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map(part => part.toString('base64url'))
  const key = { key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk', dsaEncoding: 'ieee-p1363' }
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    key as Parameters<typeof verify>[2],
    Buffer.from(signature, 'base64url'),
  )
  expect(isSigned).toBe(true)
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'ES256' })
  const said = JSON.parse(Buffer.from(claims, 'base64url').toString())
  expect(said).toMatchObject({ aud: origin, sub: 'mailto:me@example.org' })
  expect(said.exp).toBeGreaterThan(Date.now() / 1000)
  expect(said.exp).toBeLessThan(Date.now() / 1000 + 24 * 3600)
  return k
}
