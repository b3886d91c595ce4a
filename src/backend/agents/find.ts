import { type Clean, clean } from '../../state/text/clean.ts'
import type { Transport } from '../transport/transport.ts'
import type { Adapter } from './adapter.ts'
import { FIND } from './find-script.ts'
import { askMarked, markedParts, versionLine } from './marked-answer.ts'
import { plain } from './rule.ts'

/** An agent installed on a host. */
export interface FoundAgent {
  readonly name: string
  /** Absolute path of its command on the host. */
  readonly path: Clean
  /** The version it reports, one line; null: no answer in time. */
  readonly version: Clean | null
}

/** The result of a search on a host. */
export interface Found {
  readonly agents: readonly FoundAgent[]
  /** The PATH that contains all found agents and the programs they start. */
  readonly searchPath: string
}

/** Seconds for the login shell, then for the interactive one, then for all agents in parallel. */
const SECONDS = 6
/** Maximum characters of a line in which a path or version is searched. */
const LONGEST = 4096
/** Maximum characters kept of a path and of a version line. */
const [PATH, VERSION] = [4000, 200]
/** Milliseconds in all; the script ends by itself before that. */
const DEADLINE = 25_000

/**
 * Finds which of these agents are on a host, as the user's shell would find them.
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
    what: 'What agents are there could not be found out.',
    read: readFound,
  })
  return ofThese(adapters, found)
}

function wordsOf({ name, find }: Adapter): string[] {
  return (find?.commands ?? []).flatMap(command => [name, command, find?.version ?? '--version'])
}

/** The script reports the PATH like an agent, under the reserved name `:path`. */
function ofThese(adapters: readonly Adapter[], found: readonly FoundAgent[]): Found {
  const names = new Set(adapters.map(each => each.name))
  return {
    agents: found.filter(each => names.has(each.name)).slice(0, adapters.length),
    searchPath: found.find(each => each.name === ':path')?.path ?? '',
  }
}

/** Parses the script's output; null: incomplete. */
export function readFound(text: string, mark: string): readonly FoundAgent[] | null {
  const parts = markedParts(text, mark)
  if (!parts) return null
  return parts.map(part => {
    const [name = '', path = '', ...said] = part
      .split('\n')
      .map(line => plain(line.slice(0, LONGEST)))
    const version = versionLine(said)
    return {
      name,
      path: clean(path, PATH),
      version: version === undefined ? null : clean(version.trim(), VERSION),
    }
  })
}
