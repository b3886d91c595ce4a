import type {
  AgentOrigin,
  AgentPresence,
  DetectedAgent,
} from '../../../state/model/agents/host-agents.ts'
import { type Clean, clean } from '../../../state/text/clean.ts'
import type { Transport } from '../../transport/transport.ts'
import { askMarked, markedParts, versionLine } from '../marked-answer.ts'
import { plainLine } from '../rule.ts'
import { DETECT } from './detect-script.ts'

/** A command to look for on a host. */
export interface Sought {
  /** Letters, digits and dashes only, because the script uses the name as a file name. */
  readonly name: string
  readonly command: string
  /** The argument with which the command prints its version. */
  readonly version: string
}

export interface FoundCommand {
  readonly path: Clean
  /** The target of `path` if that is a symlink, otherwise `path` itself. */
  readonly file: Clean
  readonly version: Clean | null
  /** The exit code of the version query; null: timeout. */
  readonly code: number | null
}

/** What was detected about a host and its commands. */
export interface Detection {
  readonly found: ReadonlyMap<string, FoundCommand>
  /** The PATH in which the agents' commands were searched: `loginPath`, then directories of package managers. */
  readonly searchPath: string
  /** The PATH of the user's own shells on the host: a command that is only in `searchPath` is not found in them. */
  readonly loginPath: readonly string[]
  /** The user's home directory, with symlinks resolved. */
  readonly home: string
  /** Free space in the home directory in KiB; null: unknown. */
  readonly free: number | null
}

/** Time limit in seconds for the login shell, and the same for the interactive shell. */
const SHELL_SECONDS = 6
/** Time limit in seconds for all version queries in parallel: on a busy machine Node takes ten seconds to start. */
const VERSION_SECONDS = 25
/** Time limit of the whole detection in milliseconds; the script itself ends earlier. */
const DEADLINE = 60_000
/** Number of characters kept of each line of the detection script's output. */
const LONGEST = 16_384
/** Maximum number of characters kept of a path and of a version line. */
const [PATH, VERSION] = [4000, 200]

/** Looks for commands on a host. @throws FailureError if the host cannot be queried or its answer is incomplete. */
export async function detectCommands(
  transport: Transport,
  sought: readonly Sought[],
  seconds = VERSION_SECONDS,
): Promise<Detection> {
  const words = sought.flatMap(({ name, command, version }) => [name, command, version])
  return askMarked(transport, {
    script: DETECT,
    words: [String(SHELL_SECONDS), String(seconds), ...words],
    deadline: DEADLINE,
    what: 'fleetmux could not find out what is installed on the host.',
    read: readDetection,
  })
}

/** Parses the script's output; null: the output is incomplete. */
export function readDetection(text: string, mark: string): Detection | null {
  const parts = markedParts(text, mark)
  if (!parts) return null
  const said = new Map(parts.map(readPart))
  const line = (name: string) => said.get(name)?.[0] ?? ''
  const free = line(':free')
  return {
    found: new Map([...said].filter(isCommand).map(([name, lines]) => [name, toCommand(lines)])),
    searchPath: line(':path'),
    loginPath: line(':login').split(':'),
    home: line(':home'),
    free: /^\d{1,15}$/.test(free) ? Number(free) : null,
  }
}

function readPart(part: string): [string, string[]] {
  const [name = '', ...lines] = part.split('\n').map(line => line.slice(0, LONGEST))
  return [name, lines]
}

function isCommand([name, [path = '']]: [string, readonly string[]]): boolean {
  return !name.startsWith(':') && path.startsWith('/')
}

function toCommand([path = '', file = '', code = '', ...rest]: readonly string[]): FoundCommand {
  const version = versionLine(rest.map(plainLine))
  return {
    path: clean(path, PATH),
    file: clean(file, PATH),
    version: version === undefined ? null : clean(version.trim(), VERSION),
    code: /^\d{1,3}$/.test(code) ? Number(code) : null,
  }
}

/** The detection result of each agent, in the order of `names`, including agents that are not installed. */
export function detectedAgents(
  names: readonly string[],
  detection: Detection,
): readonly DetectedAgent[] {
  return names.map(agent => {
    const found = detection.found.get(agent)
    if (!found) return { agent, path: null, version: null, state: 'missing', origin: null }
    const state = presenceOf(found)
    const { path } = found
    const version = state === 'works' ? found.version : null
    return { agent, path, version, state, origin: originOf(found, detection) }
  })
}

export function presenceOf({ code, version }: FoundCommand): AgentPresence {
  if (code === null) return 'silent'
  return code === 0 && version !== null ? 'works' : 'broken'
}

/** How a command was installed, inferred from its path. */
export function originOf({ file }: FoundCommand, { home }: Detection): AgentOrigin {
  if (home === '' || !file.startsWith(`${home}/`)) return 'system'
  return file.startsWith(`${home}/.local/lib/node_modules/`) ? 'npm' : 'home'
}
