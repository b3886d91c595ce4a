import { noSuchHost } from '../../state/hosts/host.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Store } from '../../state/store.ts'
import type { Connection } from '../connection/connection.ts'
import type { ClientMessage, ServerMessage } from './protocol.ts'

/**
 * The open connections of this process. `way` identifies the machine to which a host name led when this process dialled
 * it; in another process, the same name may lead to another machine.
 */
interface Links {
  readonly store: Store
  readonly link: (host: string) => Connection | undefined
  readonly way: (host: string) => string | undefined
}

/** Completes a word for another process over this process's own open connection to the host of the word. */
export async function completeOver(
  { store, link, way: wayOf }: Links,
  { id, way, word }: Extract<ClientMessage, { type: 'complete' }>,
): Promise<ServerMessage> {
  const connection = link(word.host)
  const known = store.getState().hosts.get(word.host)
  if (!connection || known?.link.state !== 'up' || wayOf(word.host) !== way)
    return { type: 'completed', id, names: null }
  if (word.names === 'sessions') {
    const names = [...known.sessions.values()].map(({ name }) => name)
    return { type: 'completed', id, names }
  }
  const { completeWord } = await import('../host-files/complete-names.ts')
  const only =
    <T>(value: T) =>
    (host: string) => {
      if (host !== word.host) throw new FailureError(noSuchHost(host))
      return value
    }
  const ways = {
    config: only(known.config),
    to: only(connection.transport),
    tmux: only(connection.tmux),
  }
  return { type: 'completed', id, names: await completeWord(ways, word) }
}
