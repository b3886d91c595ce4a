import type {
  ListedServers,
  McpAgent,
  McpServer,
  ServerChange,
} from '../../state/model/agents/mcp-server.ts'
import { FailureError } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import { searchPathScript } from '../transport/search-path.ts'
import { sendScript } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import { type HostFile, readHostFile, writeHostFile } from './host-file.ts'
import { editJsonServers, failIfNotEditable, NotEditable, readJsonSection } from './json-servers.ts'
import { listedServers } from './listed-server.ts'
import { SERVER_FILES, type ServerFile } from './server-files.ts'
import { editTomlServers, readTomlServers } from './toml-servers.ts'

/**
 * The user's MCP servers of an agent on a host, read from the agent's configuration file without starting a server.
 * @throws FailureError
 */
export async function listServers(transport: Transport, agent: McpAgent): Promise<ListedServers> {
  const { file, servers } = await openServers(
    transport,
    agent,
    ({ path }) => `The MCP servers in ${path} cannot be read.`,
  )
  return { file: file.text === null ? null : clean(file.path), servers: listedServers(servers) }
}

/**
 * Adds a server to an agent, or replaces a server with the same name.
 * @throws FailureError; the configuration is then unchanged.
 */
export async function installServer(
  transport: Transport,
  agent: McpAgent,
  server: McpServer,
): Promise<ServerChange> {
  const { file, servers } = await openServers(transport, agent)
  const value = SERVER_FILES[agent].write(server)
  const isKnown = Object.hasOwn(servers, server.name)
  const how = await change(transport, agent, { file, name: server.name, value, isKnown })
  return { outcome: isKnown ? 'replaced' : 'added', how, file: clean(file.path) }
}

/**
 * Removes a server from an agent. Resolves with `absent` if there is no server with that name.
 * @throws FailureError; the configuration is then unchanged.
 */
export async function removeServer(
  transport: Transport,
  agent: McpAgent,
  name: string,
): Promise<ServerChange> {
  const { file, servers } = await openServers(transport, agent)
  const isKnown = Object.hasOwn(servers, name)
  if (!isKnown) return { outcome: 'absent', how: null, file: clean(file.path) }
  const how = await change(transport, agent, { file, name, value: null, isKnown })
  return { outcome: 'removed', how, file: clean(file.path) }
}

/**
 * Reads the MCP servers in the agent's configuration file on the host. @throws FailureError if that fails. `what`: its
 * sentence; default: the file was not changed.
 */
async function openServers(
  transport: Transport,
  agent: McpAgent,
  what?: (file: HostFile) => string,
) {
  const form = SERVER_FILES[agent]
  const file = await readHostFile(transport, form)
  return { file, servers: within(transport.host, file, () => serversIn(form, file), what?.(file)) }
}

interface Change {
  readonly file: HostFile
  readonly name: string
  /** The new server; null: remove the server. */
  readonly value: Readonly<Record<string, unknown>> | null
  readonly isKnown: boolean
}

/**
 * Changes an agent's servers. For Claude Code its own command is used if it is installed: every running session of
 * Claude Code writes the configuration file, and the command takes the lock that protects the file. For all other
 * agents the file is edited, because their commands take variable values as arguments, which the process list shows.
 */
async function change(
  transport: Transport,
  agent: McpAgent,
  wanted: Change,
): Promise<'command' | 'file'> {
  if (agent === 'claude' && (await byClaude(transport, wanted))) return 'command'
  const { file, name, value } = wanted
  const form = SERVER_FILES[agent]
  const edited = within(transport.host, file, () => edit(form, file, name, value))
  // The file may contain variable values, so make it private.
  await writeHostFile(transport, file, edited, value !== null && hasVariables(value))
  return 'file'
}

function edit(
  form: ServerFile,
  file: HostFile,
  name: string,
  value: Readonly<Record<string, unknown>> | null,
): string {
  const text = file.text ?? ''
  const edited =
    form.key === null
      ? editTomlServers(text, name, value)
      : editJsonServers(text, form.key, name, value ?? undefined)
  checkEdit(serversIn(form, file), serversIn(form, { ...file, text: edited }), name, value !== null)
  return edited
}

/** Checks that the edit added or removed no other server. */
function checkEdit(before: object, after: object, name: string, isThere: boolean): void {
  const others = (servers: object) => Object.keys(servers).filter(each => each !== name)
  const isSame = others(before).toSorted().join('\n') === others(after).toSorted().join('\n')
  if (!isSame || Object.hasOwn(after, name) !== isThere)
    throw new NotEditable('fleetmux cannot edit a file of this form')
}

function serversIn(form: ServerFile, { text }: HostFile): Readonly<Record<string, unknown>> {
  if (text === null) return {}
  return form.key === null ? readTomlServers(text) : readJsonSection(text, form.key)
}

function hasVariables(server: Readonly<Record<string, unknown>>): boolean {
  return server['env'] !== undefined || server['environment'] !== undefined
}

function within<T>(host: string, { path }: HostFile, work: () => T, what?: string): T {
  const hint = 'Edit the file on the host by hand, or use the agent’s own `mcp` command.'
  return failIfNotEditable({ host, path, hint, ...(what !== undefined && { what }) }, work)
}

/** Exit code of the shell script `CLAUDE` if the `claude` command is missing. */
const NO_COMMAND = 90
/** Timeout for the `claude` command, which starts slowly, in milliseconds. */
const DEADLINE = 60_000

/**
 * Shell script that runs the `claude` command. Arguments: `add` or `remove`; the server's name; `known` if the agent
 * has the server already, else `new`. The server's settings are passed on stdin because they may hold secrets.
 */
const CLAUDE = `
${searchPathScript}
cd "$HOME" || exit 1
seek claude || exit ${NO_COMMAND}
DISABLE_AUTOUPDATER=1; export DISABLE_AUTOUPDATER
[ "$3" != known ] || claude mcp remove -s user "$2" </dev/null || exit 1
[ "$1" != add ] || claude mcp add-json -s user "$2" -
`

/**
 * Changes a server by the `claude` command. Resolves with false if the command is missing.
 * @throws FailureError if the command fails.
 */
async function byClaude(transport: Transport, { name, value, isKnown }: Change): Promise<boolean> {
  const words = [value ? 'add' : 'remove', name, isKnown ? 'known' : 'new']
  const { argv, first } = sendScript(CLAUDE, 'fleetmux', words)
  const stdin = value ? JSON.stringify(value) : ''
  const result = await transport.run(argv, { first, stdin, deadline: DEADLINE })
  if (result.code === NO_COMMAND) return false
  if (result.code === 0) return true
  const said = `${result.stdout.toString('utf8')}\n${result.stderr.toString('utf8')}`.trim()
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what: `Claude Code on the host did not ${value ? 'add' : 'remove'} ${name}.`,
    why: said.split('\n').at(-1) || `\`claude mcp\` ended with exit code ${result.code}`,
    hint: `Run \`claude mcp list\` on the host to see what it has.${value && isKnown ? ' The earlier server of this name may be removed.' : ''}`,
  })
}
