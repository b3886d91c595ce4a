import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2'
import { expandHome } from '../../disk/own-directory.ts'
import { certificateOf } from '../ssh/certificate.ts'
import { checkKey } from '../ssh/key-check.ts'

/** The user's ways to log in. */
export interface Credentials {
  readonly methods: readonly AnyAuthMethod[]
  /** Key files that need a passphrase. */
  readonly locked: readonly string[]
  /** Paths of the keys' certificates. ssh2 cannot use certificates. */
  readonly certificates: readonly string[]
}

/** Key files that OpenSSH tries by default. */
const USUAL = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/**
 * Collects the ways to log in: first the ssh agent, as in OpenSSH, then key files. If a key file is configured, only
 * that key is used, and the agent is asked only for that key.
 * @throws FailureError if the configured key file cannot be used.
 */
export async function credentials(
  host: string,
  username: string,
  named: string | undefined,
  agent = process.env['SSH_AUTH_SOCK'],
): Promise<Credentials> {
  if (named !== undefined) checkKey(named, host)
  const paths = named === undefined ? USUAL.map(name => join(homedir(), '.ssh', name)) : [named]
  const files = await Promise.all(paths.map(path => readKey(expandHome(path))))
  const only = named === undefined ? null : (files[0]?.open ?? files[0]?.shown ?? null)
  const methods: AnyAuthMethod[] = []
  if (agent && (named === undefined || only)) {
    methods.push({ type: 'agent', username, agent: agentFor(agent, only) })
  }
  for (const { open } of files) {
    if (open) methods.push({ type: 'publickey', username, key: open })
  }
  const certificates = files.map(({ path }) => certificateOf(path)).filter(path => existsSync(path))
  const locked = files.flatMap(({ path, isLocked }) => (isLocked ? [path] : []))
  return { methods, locked, certificates }
}

interface KeyFile {
  readonly path: string
  readonly open?: ParsedKey
  /** The public key of the file, if the `.pub` file exists. */
  readonly shown?: ParsedKey
  readonly isLocked: boolean
}

async function readKey(path: string): Promise<KeyFile> {
  const parsed = parse(await contents(path))
  const shown = parse(await contents(`${path}.pub`))
  const isLocked = parsed instanceof Error && /passphrase/i.test(parsed.message)
  return {
    path,
    isLocked,
    ...(parsed && !(parsed instanceof Error) && { open: parsed }),
    ...(shown && !(shown instanceof Error) && { shown }),
  }
}

function parse(bytes: Buffer | null): ParsedKey | Error | null {
  if (!bytes) return null
  // ssh2's types declare one key, but a file may hold several. OpenSSH uses the first.
  const parsed: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(bytes)
  return Array.isArray(parsed) ? (parsed[0] ?? null) : parsed
}

/** The content of a key file; null if there is none. Most of the default key files do not exist. */
async function contents(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null)
}

/**
 * Timeout for the ssh agent to list its keys, in milliseconds. An agent that does not answer counts as empty; key files
 * are tried next.
 */
const PATIENCE = 2000

/**
 * The ssh agent. If there is a configured key, the agent offers only that key, because a server disconnects after a few
 * wrong keys.
 */
function agentFor(socket: string, key: ParsedKey | null): ssh2.OpenSSHAgent {
  const agent = new ssh2.OpenSSHAgent(socket)
  const all = agent.getIdentities.bind(agent)
  agent.getIdentities = done => {
    let isOver = false
    const finish: typeof done = (error, keys) => {
      clearTimeout(timer)
      if (isOver) return
      isOver = true
      // The ssh agent returns only plain keys. ssh2's type also allows objects with `pubKey`, which the filter excludes
      // for the type checker.
      const shown = key ? keys?.filter(each => !('pubKey' in each) && key.equals(each)) : keys
      done(error, shown)
    }
    const timer = setTimeout(() => finish(null, []), PATIENCE)
    all(finish)
  }
  return agent
}
