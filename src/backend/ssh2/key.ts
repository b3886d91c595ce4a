import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type AnyAuthMethod, type ParsedKey } from 'ssh2'
import { checkKey } from '../ssh/key-check.ts'

/** What a person can show to get in. */
export interface Credentials {
  readonly methods: readonly AnyAuthMethod[]
  /** Key files that only a passphrase would open. */
  readonly locked: readonly string[]
}

/** Those that OpenSSH tries where nobody names one. */
const USUAL = ['id_ed25519', 'id_ecdsa', 'id_rsa']

/**
 * The agent first, as OpenSSH does, then key files. Where one is named it is that and no other: an agent is
 * only asked for it. @throws FailureError where a named key file cannot be used.
 */
export async function credentials(
  host: string,
  username: string,
  named: string | undefined,
  agent = process.env['SSH_AUTH_SOCK'],
): Promise<Credentials> {
  if (named !== undefined) checkKey(named, host)
  const paths = named === undefined ? USUAL.map(name => join(homedir(), '.ssh', name)) : [named]
  const files = await Promise.all(paths.map(path => readKey(path.replace(/^~(?=\/)/, homedir()))))
  const only = named === undefined ? null : (files[0]?.open ?? files[0]?.shown ?? null)
  const methods: AnyAuthMethod[] = []
  if (agent && (named === undefined || only)) {
    methods.push({ type: 'agent', username, agent: agentFor(agent, only) })
  }
  for (const { open } of files) {
    if (open) methods.push({ type: 'publickey', username, key: open })
  }
  return { methods, locked: files.flatMap(({ path, isLocked }) => (isLocked ? [path] : [])) }
}

interface KeyFile {
  readonly path: string
  readonly open?: ParsedKey
  /** Its public half, where that stands beside it. */
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
  // Its types know of one key; a file may hold several, of which OpenSSH takes the first.
  const parsed: ParsedKey | ParsedKey[] | Error = ssh2.utils.parseKey(bytes)
  return Array.isArray(parsed) ? (parsed[0] ?? null) : parsed
}

/** Most of the usual files are not there. */
async function contents(path: string): Promise<Buffer | null> {
  return readFile(path).catch(() => null)
}

/** Milliseconds for an agent to say what it holds; one that hangs counts as empty, and key files follow. */
const PATIENCE = 2000

/** An agent, of which one key is shown where one is named: a server hears but a few before it hangs up. */
function agentFor(socket: string, key: ParsedKey | null): ssh2.OpenSSHAgent {
  const agent = new ssh2.OpenSSHAgent(socket)
  const all = agent.getIdentities.bind(agent)
  agent.getIdentities = done => {
    let isOver = false
    const finish: typeof done = (error, keys) => {
      clearTimeout(timer)
      if (isOver) return
      isOver = true
      // What an agent knows comes as keys; ssh2 would take other shapes, too.
      const shown = key ? keys?.filter(each => !('pubKey' in each) && key.equals(each)) : keys
      done(error, shown)
    }
    const timer = setTimeout(() => finish(null, []), PATIENCE)
    all(finish)
  }
  return agent
}
