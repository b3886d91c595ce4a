import { PassThrough } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { type CliOptions, runCli } from '../../src/cli/run.ts'
import type { Fleet, FleetOptions } from '../../src/state/fleet-handle.ts'
import { nameOfHost } from '../../src/state/hosts/name.ts'
import { initialState } from '../../src/state/initial.ts'
import { FailureError, makeFailure } from '../../src/state/model/failure.ts'
import type { HostConfig } from '../../src/state/model/host-config.ts'
import type { Command } from '../../src/state/model/messages/command.ts'
import { createStore } from '../../src/state/store.ts'
import { update } from '../../src/state/update.ts'
import { noHosts } from '../lab/no-hosts.ts'

/** What a command line asked of a fleet of which every host is down. */
export interface Asked {
  readonly code: number
  readonly err: string
  readonly opened: number
  readonly commands: readonly Command[]
  /** Hosts that any command was about. */
  readonly hosts: readonly string[]
}

/** Where the host `configured` is. */
export const ADDRESS = 'ana@there:22'

const DOWN = makeFailure({ kind: 'unreachable', what: 'It is down.', needsPerson: true })

/** Runs one command line in this process: no host is dialled, and all that is asked is kept. */
export async function ask(...argv: string[]): Promise<Asked> {
  const commands: Command[] = []
  let opened = 0
  let err = ''
  const stderr = terminal()
  stderr.on('data', chunk => (err += chunk))
  const outside: CliOptions = {
    version: '0',
    stdin: terminal(),
    stdout: terminal(),
    stderr,
    environment: { PATH: '/usr/bin:/bin', SHELL: '/bin/sh' },
    configPath: async () => '/nowhere/config.json',
    openFleet: async options => {
      opened++
      return pretend(options, commands)
    },
    showScreen: async options => void pretend(options, commands),
    playDemo: async () => void opened++,
    serveTools: async () => {
      opened++
      return { ended: Promise.resolve(), close: async () => {} }
    },
    serve: async () => {
      opened++
      return { lines: [], link: () => [], warnings: [], close: async () => {} }
    },
  }
  const code = await runCli(argv, outside)
  const hosts = [...new Set(commands.flatMap(hostsIn))].sort()
  return { code, err, opened, commands, hosts }
}

/** A stream that says of itself that it is a terminal. */
function terminal(): ReadStream & WriteStream {
  const stream = new PassThrough()
  stream.resume()
  return Object.assign(stream, { isTTY: true, columns: 80 }) as unknown as ReadStream & WriteStream
}

function pretend({ remotes = [] }: FleetOptions, commands: Command[]): Fleet {
  const others = remotes.filter(each => each !== ADDRESS)
  const names = [...new Set(['local', 'configured', ...others])]
  const hosts = names.map(
    (name): HostConfig => ({
      name,
      transport: name === 'local' ? 'local' : 'ssh',
      address: name === 'configured' ? ADDRESS : name,
    }),
  )
  const initial = initialState()
  const store = createStore({
    update,
    initial,
    now: () => 0,
    run(command) {
      commands.push(command)
      queueMicrotask(() => answer(command))
    },
  })
  store.dispatch({ type: 'configured', hosts, settings: initial.settings })

  function answer(command: Command): void {
    if (command.type === 'dial') {
      const link = { state: 'down', failure: DOWN } as const
      store.dispatch({ type: 'link', host: command.host.name, link })
    } else if (command.type === 'track') {
      store.dispatch({ type: 'registry', registry: { sessions: new Map(), pool: new Map() } })
    } else if (command.type === 'launch') {
      store.dispatch({ type: 'launch-failed', launch: command.ref, row: null, failure: DOWN })
    } else if ('ref' in command && command.ref !== undefined) {
      store.dispatch({ type: 'failed', failure: DOWN, ref: command.ref })
    }
  }

  return {
    store,
    hosts,
    quit: new Promise(() => {}),
    nameOf: written => nameOfHost(hosts, written),
    outlives: () => false,
    lend: run => run(),
    requests: {
      checkThisMachine: async () => [],
      readOutput: async () => null,
      configValues: async () => [],
      readPane: async () => ({ lines: [], above: 0 }),
      completeWord: async () => [],
      agentNames: async () => ['codex'],
      async agentsOn(name) {
        const config = hosts.find(host => host.name === name)
        if (config) commands.push({ type: 'dial', host: config })
        throw new FailureError(DOWN)
      },
    },
    onHosts: {
      ...noHosts(),
      async history() {
        const ask = (name: string) => {
          const config = hosts.find(host => host.name === name)
          if (config) commands.push({ type: 'dial', host: config })
          return Promise.reject(new FailureError(DOWN))
        }
        return { read: ({ host }) => ask(host), append: ({ host }) => ask(host), share: ask }
      },
    },
    close: async () => {},
  }
}

function hostsIn(command: Command): readonly string[] {
  if (command.type === 'launch') return command.order.host === undefined ? [] : [command.order.host]
  if (command.type === 'recover') return command.hosts ?? []
  if (!('host' in command) || command.host === undefined) return []
  return [typeof command.host === 'string' ? command.host : command.host.name]
}
