import { randomUUID } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import { type Clean, clean } from '../../state/text/clean.ts'
import { sendScript } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import type { Adapter } from './adapter.ts'
import { FIND } from './find-script.ts'
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
  const mark = `fleetmux-${randomUUID()}`
  const words = [mark, String(seconds), ...adapters.flatMap(wordsOf)]
  const { argv, first } = sendScript(FIND, 'fleetmux', words)
  const { stdout, stderr } = await transport.run(argv, { first, deadline: DEADLINE })
  const found = readFound(stdout.toString('utf8'), mark)
  if (found) return ofThese(adapters, found)
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what: 'What agents are there could not be found out.',
    why: stderr.toString('utf8').trim().split('\n').at(-1) || 'the answer was cut',
    now: `Try it by hand: ssh ${transport.host} sh -lc env`,
  })
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
  const [, ...parts] = text.split(`${mark} `)
  if (!parts.at(-1)?.startsWith('end\n')) return null
  return parts.slice(0, -1).map(part => {
    const [name = '', path = '', ...said] = part
      .split('\n')
      .map(line => plain(line.slice(0, LONGEST)))
    // Some begin with a warning, or with what is new.
    const version = said.find(line => /\d+\.\d+/.test(line)) ?? said.find(line => line !== '')
    return {
      name,
      path: clean(path, PATH),
      version: version === undefined ? null : clean(version.trim(), VERSION),
    }
  })
}
