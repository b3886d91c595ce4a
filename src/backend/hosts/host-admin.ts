import pLimit from 'p-limit'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { type TestTools, testHost } from '../probe/test-host.ts'
import { closeConnections } from '../ssh/close-connections.ts'
import { type ConnectTools, connectHost } from '../ssh/interactive-login-handler.ts'
import { importHosts } from './import-hosts.ts'
import { dropHost, keepHost } from './keep-host.ts'

/**
 * Commands that add, remove, find, import, test or log in to hosts, or close connections. The host need not be
 * connected.
 */
export type UpkeepCommand = Extract<
  Command,
  {
    type:
      | 'close-masters'
      | 'import-hosts'
      | 'discover'
      | 'keep-host'
      | 'drop-host'
      | 'test-host'
      | 'connect-host'
      | 'read-importable'
  }
>

export interface UpkeepOptions extends TestTools, ConnectTools {
  /** Dials the host now, if this process has already had a connection to it. */
  readonly redial: (host: string) => void
}

type Outcome = Promise<Event | void>

/** Maximum tests in parallel: each test starts several processes, and hundreds would overload the local machine. */
const TESTS = 32

/** Creates the handler for commands on the configuration and on hosts that need not be connected. */
export function createUpkeep(options: UpkeepOptions): (command: UpkeepCommand) => Outcome {
  const { getState, sshConfig } = options
  const tests = pLimit(TESTS)
  const configs = () => [...getState().hosts.values()].map(host => host.config)
  const deadline = () => getState().settings.deadline

  const handlers: {
    readonly [T in UpkeepCommand['type']]: (command: Extract<Command, { type: T }>) => Outcome
  } = {
    'close-masters': command => closeConnections(command),
    'import-hosts': command => importHosts(command, sshConfig),
    async discover(command) {
      const { discover } = await import('../containers/discover.ts')
      return discover({ ...command, hosts: configs(), deadline: deadline() })
    },
    'keep-host': command => keepHost(command),
    'drop-host': ({ host }) => dropHost(host),
    'test-host': command => tests(() => testHost(command, options)),
    async 'connect-host'(command) {
      const event = await connectHost(command, options)
      options.redial(command.host.name)
      return event
    },
    async 'read-importable'() {
      const { readImportable } = await import('./importable.ts')
      const known = [...getState().hosts.keys()]
      return readImportable({ known, deadline: deadline(), ...(sshConfig && { sshConfig }) })
    },
  }
  return command => (handlers[command.type] as (command: UpkeepCommand) => Outcome)(command)
}
