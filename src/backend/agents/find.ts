import { type Clean, clean } from '../../state/text/clean.ts'
import type { Transport } from '../transport/transport.ts'
import type { Adapter } from './adapter.ts'
import { FIND } from './find-script.ts'
import { askMarked, markedParts, versionLine } from './marked-answer.ts'
import { plain } from './rule.ts'

/** An agent on a host. */
export interface FoundAgent {
  readonly name: string
  /** Absolute path of its command there. */
  readonly path: Clean
  /** What it says of its version, one line; null: it did not say it in time. */
  readonly version: Clean | null
}

/** What was found on a host. */
export interface Found {
  readonly agents: readonly FoundAgent[]
  /** The PATH on which all of it is, with what they start in their turn. */
  readonly searchPath: string
}

/** Seconds that the login shell, the interactive one, and then all agents side by side, may take. */
const SECONDS = 6
/** Characters of a line in which a path or a version is looked for. */
const LONGEST = 4096
/** Characters that are kept of a path, and of a line that names a version. */
const [PATH, VERSION] = [4000, 200]
/** Milliseconds for all of it; the script ends before that by itself. */
const DEADLINE = 25_000

/**
 * Looks which of these agents are on a host, as its person's shell would find them.
 * @throws FailureError where the host cannot be asked, or what came back is cut.
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

/** The PATH comes in the shape of an agent, under a name that none has. */
function ofThese(adapters: readonly Adapter[], found: readonly FoundAgent[]): Found {
  const names = new Set(adapters.map(each => each.name))
  return {
    agents: found.filter(each => names.has(each.name)).slice(0, adapters.length),
    searchPath: found.find(each => each.name === ':path')?.path ?? '',
  }
}

/** What the script printed; null: not all of it arrived. */
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
