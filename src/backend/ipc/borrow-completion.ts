import type { HostWord } from '../../state/files/host-files.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Store } from '../../state/store.ts'
import { delay } from '../clock.ts'
import type { IpcServer } from './ipc-client.ts'

type Complete = (word: HostWord) => Promise<readonly WrittenPath[]>

/**
 * Completes a word in a shell (shell completion) over the connection of another fleetmux process, if one has an open
 * connection to the host: that process has loaded its code already and knows the container or pod. Otherwise this
 * process asks the host itself.
 */
export function createCompletion(options: {
  readonly lenders: readonly IpcServer[]
  readonly ways: () => (host: HostConfig) => string
  readonly store: Store
  /** Completes a word over a connection of this process. */
  readonly onHosts: { completeWord: Complete }
}): Complete {
  const { lenders, ways, store, onHosts } = options

  async function byLender(word: HostWord): Promise<readonly WrittenPath[] | null> {
    const config = store.getState().hosts.get(word.host)?.config
    if (!config || lenders.length === 0) return null
    const way = ways()(config)
    for (const lender of lenders) {
      const names = await lender.complete(way, word)
      if (names) return names
    }
    return null
  }

  return async word => {
    const late = delay(word.timeoutMs).then(() => [])
    return (await Promise.race([byLender(word), late])) ?? onHosts.completeWord(word)
  }
}
