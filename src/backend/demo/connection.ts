import ssh2, { type AuthContext, type Connection } from 'ssh2'
import type { Command } from './command.ts'
import { type Place, serveSession } from './session.ts'

/** What holds for every connection to one embedded host. */
export interface Rules extends Place {
  readonly user: string
  /** The one public key that may enter, in SSH wire format. */
  readonly authorized: Buffer
  /** Sessions open at once on one connection. */
  readonly maxSessions: number
}

export interface ServedConnection {
  /** Sessions open now. */
  sessions(): number
  /** Kills every command of this connection; resolves when they are gone. */
  end(): Promise<void>
}

/** Serves one connection: the key, the limit, and a command for each session. */
export function serveConnection(connection: Connection, rules: Rules): ServedConnection {
  const commands = new Set<Command>()
  const gone = new AbortController()
  let sessions = 0
  connection.on('authentication', context => {
    if (mayEnter(context, rules)) context.accept()
    else context.reject(['publickey'])
  })
  // Whoever goes away in the middle is no error here: his commands end below.
  connection.on('error', () => undefined)
  connection.on('close', () => gone.abort())
  connection.on('session', (accept, reject) => {
    if (sessions >= rules.maxSessions) return reject()
    const session = accept()
    sessions += 1
    session.once('close', () => {
      sessions -= 1
    })
    serveSession(session, rules, gone.signal, command => {
      commands.add(command)
      void command.ended.then(() => commands.delete(command))
    })
  })
  return {
    sessions: () => sessions,
    async end() {
      gone.abort()
      for (const command of commands) command.kill()
      await Promise.all([...commands].map(command => command.ended))
    },
  }
}

function mayEnter(context: AuthContext, rules: Rules): boolean {
  if (context.method !== 'publickey' || context.username !== rules.user) return false
  if (!rules.authorized.equals(context.key.data)) return false
  const { key, blob, signature, hashAlgo } = context
  // Without a signature the client only asks whether this key would do.
  if (!signature || !blob) return true
  const known = ssh2.utils.parseKey(`${key.algo} ${key.data.toString('base64')}`)
  return !(known instanceof Error) && known.verify(blob, signature, hashAlgo) === true
}
