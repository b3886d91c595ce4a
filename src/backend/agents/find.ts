import { type Clean, clean } from '../../state/text/clean.ts'
import type { Transport } from '../transport/transport.ts'
import type { Adapter } from './adapter.ts'
import { FIND } from './find-script.ts'
import { askMarked, markedParts, versionLine } from './marked-answer.ts'
import { plainLine } from './rule.ts'

export interface FoundAgent {
  readonly name: string
  /** Absolute path of the agent's command on the host. */
  readonly path: Clean
  /** The version that the agent reports, one line; null: the agent did not report it in time. */
  readonly version: Clean | null
}

export interface Found {
  readonly agents: readonly FoundAgent[]
  /** The PATH that contains all found agents and the programs they start. */
  readonly searchPath: string
}

/**
 * Time limit in seconds of each step of the search for agents: the login shell, the interactive shell, and all agents
 * in parallel.
 */
const SECONDS = 6
/** Maximum length in characters of a line that is read for a path or version. */
const LONGEST = 4096
/** Maximum number of characters kept of a path, and of a version line. */
const [PATH, VERSION] = [4000, 200]
/** Time limit of the whole search in milliseconds; the script itself ends earlier. */
const DEADLINE = 25_000

/**
 * Finds which of these agents are installed on a host, searching as the user's shell would.
 * @throws FailureError if the host cannot be queried or its answer is incomplete.
 */
export async function findAgents(
  transport: Transport,
  adapters: readonly Adapter[],
  seconds = SECONDS,
): Promise<Found> {
  const found = await askMarked(transport, {
    script: FIND,
    words: [String(seconds), ...adapters.flatMap(wordsOf)],
    deadline: DEADLINE,
    what: 'fleetmux could not look for agents on the host.',
    read: readFound,
  })
  return ofThese(adapters, found)
}

function wordsOf({ name, find }: Adapter): string[] {
  return (find?.commands ?? []).flatMap(command => [name, command, find?.version ?? '--version'])
}

/** Separates the agents from the PATH, which the script reports as an agent with the reserved name `:path`. */
function ofThese(adapters: readonly Adapter[], found: readonly FoundAgent[]): Found {
  const names = new Set(adapters.map(each => each.name))
  return {
    agents: found.filter(each => names.has(each.name)).slice(0, adapters.length),
    searchPath: found.find(each => each.name === ':path')?.path ?? '',
  }
}

/** Parses the script's output; null: the output is incomplete. */
export function readFound(text: string, mark: string): readonly FoundAgent[] | null {
  const parts = markedParts(text, mark)
  if (!parts) return null
  return parts.map(part => {
    const [name = '', path = '', ...said] = part
      .split('\n')
      .map(line => plainLine(line.slice(0, LONGEST)))
    const version = versionLine(said)
    return {
      name,
      path: clean(path, PATH),
      version: version === undefined ? null : clean(version.trim(), VERSION),
    }
  })
}
