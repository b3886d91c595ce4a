import { fileURLToPath } from 'node:url'
import { PROGRAM_VERSION } from './backend/program-version.ts'
import type { ServerHandle, ServerRequest, ToolsRequest } from './cli/command/context.ts'
import type { Fleet, FleetOptions } from './state/fleet-handle.ts'

/** Shows the screen on a fleet and connects to all hosts; resolves when the user leaves the screen. */
async function showScreen(options: FleetOptions): Promise<void> {
  const [{ startScreen }, { SCREEN }, { openFleetFor }] = await Promise.all([
    import('./ui/start-screen.tsx'),
    import('./ui/app/update.ts'),
    import('./backend/compose-fleet.ts'),
  ])
  const fleet = await openFleetFor({ ...options, watch: true }, SCREEN)
  const lend: Parameters<typeof startScreen>[0]['lend'] = {}
  fleet.lend = run => (lend.lendTerminal ? lend.lendTerminal(run) : run())
  fleet.store.dispatch({ type: 'read-agents' })
  fleet.store.dispatch({ type: 'track' })
  fleet.store.dispatch({ type: 'attend-runs' })
  const { columns, rows } = process.stdout
  fleet.store.dispatch({ type: 'resized', columns, rows })
  dialAll(fleet)
  try {
    await startScreen({ store: fleet.store, lend, benchmarks: fleet.onHosts.benchmarks })
  } finally {
    await fleet.close()
  }
}

function dialAll({
  hosts,
  store,
}: Pick<Fleet, 'hosts'> & { readonly store: Dials }): readonly string[] {
  // Hosts from the file `.agent-tmux.conf` of a directory are left out: only the user may decide to connect to them.
  const dialled = hosts.filter(({ from }) => !from?.endsWith('.agent-tmux.conf'))
  for (const { name } of dialled) store.dispatch({ type: 'dial', host: name })
  return dialled.map(({ name }) => name)
}

interface Dials {
  dispatch(message: { readonly type: 'dial'; readonly host: string }): void
}

/** Starts the server on a fleet and connects to all hosts. */
async function serve(options: FleetOptions, wanted: ServerRequest): Promise<ServerHandle> {
  const [{ openFleet }, { startServer }, { announcement, linkLines }] = await Promise.all([
    import('./backend/compose-fleet.ts'),
    import('./server/start-server.ts'),
    import('./server/start-message.ts'),
  ])
  const fleet = await openFleet({ ...options, watch: true, borrows: true })
  try {
    fleet.store.dispatch({ type: 'read-agents' })
    fleet.store.dispatch({ type: 'track' })
    fleet.store.dispatch({ type: 'attend-runs' })
    dialAll(fleet)
    const pageDirectory = fileURLToPath(new URL('./page', import.meta.url))
    const server = await startServer({ ...wanted, fleet, version: PROGRAM_VERSION, pageDirectory })
    return {
      lines: announcement(server),
      link: () => linkLines(server),
      warnings: server.warnings,
      async close() {
        await server.close()
        await fleet.close()
      },
    }
  } catch (thrown) {
    await fleet.close()
    throw thrown
  }
}

/** Serves MCP tools over stdin and stdout, with access to all hosts. */
async function serveTools(options: FleetOptions, wanted: ToolsRequest) {
  const [{ openFleet }, { startMcp }] = await Promise.all([
    import('./backend/compose-fleet.ts'),
    import('./server/start-mcp.ts'),
  ])
  const fleet = await openFleet(options)
  fleet.store.dispatch({ type: 'read-agents' })
  fleet.store.dispatch({ type: 'track' })
  fleet.store.dispatch({ type: 'attend-runs' })
  const dialled = dialAll(fleet)
  const ended = new Promise<void>(resolve =>
    process.stdin.once('close', resolve).once('end', resolve),
  )
  const tools = await startMcp({ ...wanted, fleet, dialled, version: PROGRAM_VERSION })
  return { ended, close: () => tools.close().then(() => fleet.close()) }
}

/** Shows the screen on simulated hosts, and removes these hosts afterwards. */
async function playDemo(): Promise<void> {
  const [{ startDemo }, { makeOwnHome }, { closeConnections }] = await Promise.all([
    import('./backend/demo/fleet.ts'),
    import('./backend/demo/own-home.ts'),
    import('./backend/ssh/close-connections.ts'),
  ])
  const demo = await startDemo()
  const { environment, project: directory } = await makeOwnHome(demo.dir, process.env)
  // This must run before any code reads the paths of the user's directories.
  Object.assign(process.env, environment)
  const names = demo.hosts.map(host => host.name)
  try {
    await showScreen({ remotes: names, only: true, sshConfig: demo.sshConfig, directory })
  } finally {
    await Promise.all(names.map(host => closeConnections({ type: 'close-masters', host })))
    await demo.close()
  }
}

function printVersion(): number {
  // Ignores the error that occurs if the reader of the pipe has already closed the pipe.
  process.stdout.on('error', () => {})
  process.stdout.write(`fleetmux ${PROGRAM_VERSION}\n`)
  return 0
}

/** Handles every command line except `--version`. */
async function answer(argv: readonly string[]): Promise<number> {
  const [{ runCli }, { takeTime }] = await Promise.all([
    import('./cli/run.ts'),
    import('./cli/signals.ts'),
  ])
  takeTime()
  return runCli(argv, {
    version: PROGRAM_VERSION,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    configPath: async () => (await import('./backend/config/config.ts')).configPath(),
    openFleet: async options => (await import('./backend/compose-fleet.ts')).openFleet(options),
    showScreen,
    playDemo,
    serve,
    serveTools,
  })
}

const argv = process.argv.slice(2)
// Other programs run `--version` to check for fleetmux, so it must be fast: it loads no other code.
const isVersion = argv.length === 1 && argv[0] === '--version'
const code = isVersion ? printVersion() : await answer(argv)
// The screen sets `process.exitCode` after a signal. `exit` ends the process even if a command has left handles open.
process.exit(process.exitCode ?? code)
