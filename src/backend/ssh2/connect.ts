import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import ssh2, { type Client, type ConnectConfig, type ServerHostKeyAlgorithm } from 'ssh2'
import { makePrivateDirectory } from '../../disk/private-file.ts'
import { type Failure, FailureError } from '../../state/model/failure.ts'
import { credentials } from './credentials.ts'
import { adviseSsh2, explainKeyError, explainMismatch, type Ssh2Trouble } from './hint.ts'
import { knownLine, knownTypes, type SshGoal, verdictOn } from './known-hosts.ts'

/** One server on the route to the host. The last server is the host itself. */
export interface Hop extends SshGoal {
  readonly user: string
}

export interface Ssh2Route {
  /** The host's name in the fleet. */
  readonly host: string
  readonly hops: readonly Hop[]
  /** Private key file. Default: the ssh agent and the usual key files. */
  readonly key?: string
  /** Paths of known_hosts files. New host keys are written to the first file. */
  readonly knownHosts: readonly [string, ...string[]]
  /** Timeout for each server on the route, in milliseconds. */
  readonly deadline: number
}

/**
 * Interval between keepalives, in milliseconds. After three keepalives without an answer the connection counts as dead.
 */
const KEEPALIVE = 5000

/** Timeout for the extra connection that reads the host's algorithms, in milliseconds. */
const ASK = 5000

/** Connects to the last server through all earlier ones. If one connection ends, all end. @throws FailureError */
export async function connectWay(way: Ssh2Route): Promise<Client> {
  let before: Client | undefined
  try {
    for (const [index, hop] of way.hops.entries()) {
      const isJump = index < way.hops.length - 1
      const client: Client = await connectHop(way, hop, isJump, before)
      const under = before
      client.once('close', () => under?.end())
      before = client
    }
  } catch (thrown) {
    before?.end()
    throw thrown
  }
  if (!before)
    throw new FailureError({
      kind: 'bug',
      host: way.host,
      what: 'The route to this host is empty.',
    })
  return before
}

async function connectHop(
  way: Ssh2Route,
  hop: Hop,
  isJump: boolean,
  through?: Client,
): Promise<Client> {
  const { methods, locked, certificates } = await credentials(way.host, hop.user, way.key)
  const trouble: Ssh2Trouble = {
    host: way.host,
    goal: hop,
    user: hop.user,
    locked,
    certificates,
    isJump,
  }
  const client = new ssh2.Client()
  const distrust: { failure?: Failure } = {}
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const fail = (error: Error) => {
    if (/no matching/.test(error.message)) return resolve(mismatch(hop, trouble, through, error))
    return reject(new FailureError(distrust.failure ?? adviseSsh2(trouble, error)))
  }
  // Every channel adds a listener, so there is no maximum.
  client.setMaxListeners(0)
  // `promise` reports only errors before `ready`. Later errors are reported by the connection's channels and by
  // `close`.
  client.on('error', fail).once('ready', () => resolve())
  client.once('close', () => fail(new Error('Connection closed')))
  try {
    client.connect({
      ...(await socketTo(hop, trouble, through)),
      username: hop.user,
      authHandler: [...methods],
      readyTimeout: way.deadline,
      keepaliveInterval: KEEPALIVE,
      keepaliveCountMax: 3,
      ...hostKeys(way, hop, trouble, distrust),
    })
    await promise
    return client
  } catch (thrown) {
    client.destroy()
    throw thrown
  }
}

/**
 * Explains that client and host have no common algorithm. ssh2 reports the host's algorithms only as debug output, so a
 * second connection reads them.
 */
async function mismatch(
  hop: Hop,
  trouble: Ssh2Trouble,
  through: Client | undefined,
  { message }: Error,
): Promise<never> {
  const socket = await socketTo(hop, trouble, through)
  const client = new ssh2.Client()
  let offer = ''
  await new Promise<void>(resolve => {
    client.on('error', () => resolve()).once('close', () => resolve())
    const debug = (text: string) => {
      offer = /^Handshake: \(remote\) [^:]*: (.*)/.exec(text)?.[1] ?? offer
    }
    client.connect({ ...socket, username: hop.user, readyTimeout: ASK, debug })
  })
  client.destroy()
  throw offer
    ? new FailureError(explainMismatch(trouble, message, offer))
    : new FailureError(adviseSsh2(trouble, new Error(message)))
}

async function socketTo(
  { name, port }: Hop,
  trouble: Ssh2Trouble,
  through: Client | undefined,
): Promise<Pick<ConnectConfig, 'host' | 'port' | 'sock'>> {
  if (!through) return { host: name, port }
  return new Promise((resolve, reject) =>
    through.forwardOut('127.0.0.1', 0, name, port, (error, sock) =>
      error ? reject(new FailureError(adviseSsh2(trouble, error))) : resolve({ sock }),
    ),
  )
}

/**
 * Checks host keys like OpenSSH's `accept-new`: accepts the key of an unknown host and writes it to known_hosts;
 * refuses a changed or revoked key.
 */
function hostKeys(
  { knownHosts }: Ssh2Route,
  goal: Hop,
  trouble: Ssh2Trouble,
  distrust: { failure?: Failure },
): Pick<ConnectConfig, 'algorithms' | 'hostVerifier'> {
  const files = knownHosts.map(path => ({ path, text: textOf(path) }))
  const types = files.flatMap(({ text }) => knownTypes(text, goal))
  const prepend = [...new Set(types)].flatMap(type => ALGORITHMS[type] ?? [])
  return {
    ...(prepend.length > 0 && {
      algorithms: { serverHostKey: { append: [], prepend, remove: [] } },
    }),
    hostVerifier(key: Buffer) {
      const told = files.map(({ path, text }) => ({ path, verdict: verdictOn(text, goal, key) }))
      const bad = (['revoked', 'changed'] as const).flatMap(verdict =>
        told.flatMap(each => (each.verdict === verdict ? [{ path: each.path, verdict }] : [])),
      )[0]
      if (bad?.verdict !== 'revoked' && told.some(each => each.verdict === 'known')) return true
      if (bad) distrust.failure = explainKeyError(trouble, bad.verdict, bad.path)
      else keep(knownHosts[0], goal, key)
      return bad === undefined
    },
  }
}

/** Signature algorithms for each type of host key, as used in the key exchange. */
const ALGORITHMS: Readonly<Record<string, ServerHostKeyAlgorithm[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
}

function keep(path: string, goal: Hop, key: Buffer): void {
  makePrivateDirectory(path)
  // Append one short line in a single write: other processes may append at the same time.
  appendFileSync(path, knownLine(textOf(path), goal, key), { mode: 0o600 })
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
