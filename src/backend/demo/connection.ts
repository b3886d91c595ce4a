import ssh2, { type AuthContext, type Connection } from 'ssh2'
import type { Command } from './command.ts'
import { type Place, serveSession } from './session.ts'

/** Settings for all connections to one demo host, an ssh server in this process. */
export interface Rules extends Place {
  readonly user: string
  /** The only accepted public key, in SSH wire format. */
  readonly authorized: Buffer
  /** Maximum open ssh sessions of one ssh connection, as sshd's MaxSessions; one more is refused. */
  readonly maxSessions: number
}

export interface ServedConnection {
  /** Number of open ssh sessions of this connection. */
  sessions(): number
  /** Kills all commands of this connection. Resolves when they have ended. */
  end(): Promise<void>
}

/** Serves one ssh connection: authentication, the maximum number of ssh sessions, and one command per ssh session. */
export function serveConnection(connection: Connection, rules: Rules): ServedConnection {
  const commands = new Set<Command>()
  const gone = new AbortController()
  let sessions = 0
  connection.on('authentication', context => {
    if (mayEnter(context, rules)) context.accept()
    else context.reject(['publickey'])
  })
  // A client may disconnect at any time: its commands are ended when the connection closes.
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
  // Without a signature the client only asks whether the key is acceptable.
  if (!signature || !blob) return true
  const known = ssh2.utils.parseKey(`${key.algo} ${key.data.toString('base64')}`)
  return !(known instanceof Error) && known.verify(blob, signature, hashAlgo) === true
}
