import type {
  AgentOrigin,
  AgentPresence,
  DetectedAgent,
} from '../../../state/model/agents/host-agents.ts'
import { type Clean, clean } from '../../../state/text/clean.ts'
import type { Transport } from '../../transport/transport.ts'
import { askMarked, markedParts, versionLine } from '../marked-answer.ts'
import { plain } from '../rule.ts'
import { DETECT } from './detect-script.ts'

/** A command that is looked for on a host. */
export interface Sought {
  /** Letters, digits and dashes: the script calls a file so. */
  readonly name: string
  readonly command: string
  /** How it is asked for its version. */
  readonly version: string
}

/** A command as it was found there. */
export interface FoundCommand {
  readonly path: Clean
  /** The file that the path is a link to, or the path. */
  readonly file: Clean
  readonly version: Clean | null
  /** Null: it did not end in time. */
  readonly code: number | null
}

/** What a host said of commands, and of itself. */
export interface Detection {
  readonly found: ReadonlyMap<string, FoundCommand>
  /** The PATH on which all of it was found. */
  readonly searchPath: string
  /** That of the person's own shells. */
  readonly loginPath: readonly string[]
  /** Their home directory, without links. */
  readonly home: string
  /** KiB that are free there; null: not said. */
  readonly free: number | null
}

/** Seconds that the login shell, and then the interactive one, may take. */
const SHELL_SECONDS = 6
/** Seconds that all commands side by side may take: on a busy machine Node starts for ten. */
const VERSION_SECONDS = 25
/** Milliseconds for all of it; the script ends before that by itself. */
const DEADLINE = 60_000
/** Characters of a line that are read, of a path that are kept, and of a line that names a version. */
const LONGEST = 16_384
const [PATH, VERSION] = [4000, 200]

/** Looks for commands on a host. @throws FailureError where it cannot be asked, or its answer is cut. */
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
    what: 'What is installed there could not be found out.',
    read: readDetection,
  })
}

/** What the script printed; null: not all of it arrived. */
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
  const version = versionLine(rest.map(plain))
  return {
    path: clean(path, PATH),
    file: clean(file, PATH),
    version: version === undefined ? null : clean(version.trim(), VERSION),
    code: /^\d{1,3}$/.test(code) ? Number(code) : null,
  }
}

/** The agents among what was found, in their order; those that are not there, too. */
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

/** Who has put a command there, as far as its place tells. */
export function originOf({ file }: FoundCommand, { home }: Detection): AgentOrigin {
  if (home === '' || !file.startsWith(`${home}/`)) return 'system'
  return file.startsWith(`${home}/.local/lib/node_modules/`) ? 'npm' : 'home'
}
