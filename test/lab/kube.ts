import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { answer, type Changes, type Forbidden, refusal, status } from './kube-api.ts'
import { endPod, makePod, runIn, type TestPod } from './kube-pod.ts'
import { upgrade } from './kube-socket.ts'
import { capture } from './process.ts'

/** A stand-in API server for the real kubectl: pods of one namespace, and exec over WebSocket. */
export interface KubeLab {
  readonly dir: string
  /** What leads kubectl here and nowhere else. */
  readonly env: { readonly KUBECONFIG: string; readonly KUBECACHEDIR: string }
  readonly pods: Map<string, TestPod>
  readonly forbidden: Forbidden
  /** What becomes of the next pods that a client asks for. */
  next: Parameters<typeof makePod>[2]
  /** Called with each of them, before it is there. */
  prepare: (pod: TestPod) => Promise<void>
  add(name: string, more?: Parameters<typeof makePod>[2]): Promise<TestPod>
  /** Ends a pod, and starts another of the same name. */
  replace(name: string): Promise<void>
  remove(name: string): Promise<void>
  /** Cuts every connection: the server has died. */
  cut(): void
  close(): Promise<void>
}

/** Null, said loudly, where this machine has no kubectl; with CI=true that throws. */
export async function startKubeLab(): Promise<KubeLab | null> {
  const there = await capture('kubectl', ['version', '--client']).catch(() => '')
  if (there) return startServer()
  const words = 'no kubectl here'
  if (process.env['CI']) throw new Error(words)
  process.stderr.write(`\n!!! ${words}; what needs it is not tried\n\n`)
  return null
}

async function startServer(): Promise<KubeLab> {
  const dir = await mkdtemp('/tmp/fmk-')
  const pods = new Map<string, TestPod>()
  const forbidden: KubeLab['forbidden'] = []
  const open = new Set<Duplex>()
  const server = createServer(
    await certificate(dir),
    (request, response) => void answer(request, response, pods, forbidden, changes),
  )
  server.on('secureConnection', socket => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) =>
    exec(request, socket, pods, forbidden),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  await writeFile(join(dir, 'config'), kubeconfig(dir, port))
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  const changes: Changes = {
    async create({ metadata, spec }) {
      const pod = await makePod(dir, metadata.name, {
        ...lab.next,
        ...(metadata.labels && { labels: metadata.labels }),
        containers: spec.containers.map(each => each.name),
        manifest: { metadata, spec },
      })
      await lab.prepare(pod)
      pods.set(pod.name, pod)
      return pod
    },
    async remove(name) {
      const pod = pods.get(name)
      if (pod) await endPod(pod)
      pods.delete(name)
    },
  }
  const need = (name: string) => pods.get(name) ?? Promise.reject(new Error(`no pod ${name}`))
  const lab: KubeLab = {
    next: {},
    async prepare() {},
    dir,
    env: { KUBECONFIG: join(dir, 'config'), KUBECACHEDIR: join(dir, 'cache') },
    pods,
    forbidden,
    async add(name, more) {
      const pod = await makePod(dir, name, more)
      pods.set(name, pod)
      return pod
    },
    async replace(name) {
      const pod = await need(name)
      await endPod(pod)
      pod.uid = randomUUID()
    },
    async remove(name) {
      await endPod(await need(name))
      pods.delete(name)
    },
    cut,
    async close() {
      await Promise.all([...pods.values()].map(endPod))
      server.close()
      cut()
      await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  return lab
}

async function certificate(dir: string): Promise<{ key: Buffer; cert: Buffer }> {
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
  const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '2']
  const name = ['-subj', '/CN=lab', '-addext', 'subjectAltName=IP:127.0.0.1']
  await capture('openssl', ['req', '-x509', ...made, ...name])
  return { key: await readFile(key), cert: await readFile(cert) }
}

function kubeconfig(dir: string, port: number): string {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority': `${dir}/cert.pem`,
  }
  const dead = { server: 'https://127.0.0.1:1' }
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'lab',
    clusters: [
      { name: 'lab', cluster },
      { name: 'dead', cluster: dead },
    ],
    users: [{ name: 'me', user: { token: 'lab' } }],
    contexts: ['lab', 'dead'].map(name => ({ name, context: { cluster: name, user: 'me' } })),
  })
}

/**
 * Milliseconds that a node takes to start a program. kubectl before 1.34 reads before it has set up its streams, and
 * drops what comes earlier: "Unknown stream id 1, discarding message".
 */
const STARTED = 50

/** The five channels of v5.channel.k8s.io, and 255 for an end. */
function exec(
  request: IncomingMessage,
  raw: Duplex,
  pods: KubeLab['pods'],
  forbidden: KubeLab['forbidden'],
): void {
  const url = new URL(request.url ?? '/', 'https://lab')
  const name = /\/pods\/([^/]+)\/exec$/.exec(url.pathname)?.[1] ?? ''
  const pod = pods.get(name)
  const [code, body] = forbidden.some(each => each.test(url.pathname))
    ? refusal(
        403,
        'Forbidden',
        `pods "${name}" is forbidden: User "me" cannot create resource "pods/exec"`,
      )
    : refusal(404, 'NotFound', `pods "${name}" not found`)
  const protocols = String(request.headers['sec-websocket-protocol'] ?? '')
  if (!pod || code === 403 || !protocols.includes('v5.channel.k8s.io')) {
    const text = JSON.stringify(body)
    raw.end(
      `HTTP/1.1 ${code} No\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
    )
    return
  }
  const tty = url.searchParams.get('tty') === 'true'
  const run = runIn(pod, url.searchParams.getAll('command'), tty)
  const socket = upgrade(request, raw, 'v5.channel.k8s.io', message => {
    const [channel, rest] = [message[0], message.subarray(1)]
    if (channel === 0) {
      if (!run.stdin.write(rest)) {
        raw.pause()
        run.stdin.once('drain', () => raw.resume())
      }
    } else if (channel === 255 && rest[0] === 0) run.stdin.end()
    else if (channel === 4) {
      const { Width, Height } = JSON.parse(rest.toString())
      run.pty?.resize({ columns: Width, rows: Height })
    }
  })
  const cut = () => raw.destroy()
  pod.cuts.add(cut)
  raw.once('close', () => {
    pod.cuts.delete(cut)
    // A terminal is not told that nobody looks at it any more.
    if (!tty) for (const stream of [run.stdin, run.stdout, run.stderr]) stream.destroy()
    else run.stdout.resume()
  })
  let early: Buffer[] | null = []
  const started = delay(STARTED).then(() => {
    for (const message of early ?? []) socket.send(message)
    early = null
  })
  const send = (message: Buffer) => (early ? early.push(message) > 0 : socket.send(message))
  for (const [channel, stream] of [
    [1, run.stdout],
    [2, run.stderr],
  ] as const) {
    stream.on('data', (bytes: Buffer) => {
      if (send(Buffer.concat([Buffer.from([channel]), bytes]))) return
      stream.pause()
      raw.once('drain', () => stream.resume())
    })
  }
  const tell = async (exit: number) => {
    await started
    socket.send(Buffer.concat([Buffer.from([3]), Buffer.from(JSON.stringify(status(exit)))]))
    socket.close()
  }
  run.child.once('error', () => tell(127))
  run.child.once('exit', (exit, signal) => {
    const ended = setTimeout(() => tell(exit ?? (signal ? 137 : 1)), 2000)
    run.child.once('close', () => {
      clearTimeout(ended)
      tell(exit ?? (signal ? 137 : 1))
    })
  })
}
