import {
  type Failure,
  FailureError,
  makeFailure,
  sentence,
  toFailure,
} from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import { andMore } from '../../state/text/word-list.ts'
import { isEnded, recovered } from '../../state/tracked/registry.ts'
import type { Connection } from '../connection/connection.ts'
import type { RegistryFile } from '../state-file/registry.ts'
import { readSaid } from '../tmux/tracked-session-commands.ts'
import type { RecoverPlaces } from './recover-places.ts'
import { fromSaid } from './session-record.ts'

/** The parts of the backend that `recover` uses to rebuild the records of tracked sessions. */
interface RecoverParts {
  readonly places: RecoverPlaces
  readonly reach: (host: string) => Promise<Connection>
  /** Whether the host is in the configuration. */
  readonly isConfigured: (host: string) => boolean
  readonly file: RegistryFile
  readonly warn: (text: string) => void
  readonly changed: (event: Event) => void
}

/**
 * Rebuilds the records of all tracked sessions (started from prompts) on these hosts from the user options of their
 * tmux sessions. Default: the configured hosts and azlin's machines. Sessions that have ended are recorded as running;
 * their ends are detected later. A host that cannot be asked is a warning and affects only its own sessions.
 * @throws FailureError if all hosts failed.
 */
export async function recover(
  { hosts, quiet }: Extract<Command, { type: 'recover' }>,
  backend: RecoverParts,
): Promise<Event> {
  const { names, failures } = await backend.places.find(hosts)
  for (const failure of failures) backend.warn(sentence(failure))
  const before = await backend.file.read()
  const found = await Promise.all(names.map(name => recordsFrom(backend, name)))
  const records = found.flatMap(each => each ?? [])
  const asked = found.filter(each => each !== null).length
  const missed = names.length - asked
  if (asked === 0 && missed + failures.length > 0)
    throw new FailureError(noneAsked(missed, hosts === undefined))
  if (records.length > 0) {
    const registry = await backend.file.change(known => records.reduce(withFound, known))
    backend.changed({ type: 'registry', registry })
  }
  // If no tracked session is known at all, the summary names hosts that were not asked, because only the user's ssh
  // configuration has them: sessions may run there.
  const isNew = !hosts && records.length === 0 && before.sessions.size === 0
  const others = isNew ? backend.places.others() : []
  const partial = missed + failures.length + others.length > 0
  return {
    type: 'did',
    text: summary({ records: records.length, asked, missed, others }),
    ...(quiet && { quiet }),
    ...(partial && { partial }),
  }
}

/** The records on one host; null: the host could not be asked, which is reported as a warning. */
async function recordsFrom(backend: RecoverParts, name: string): Promise<FoundRecord[] | null> {
  try {
    await backend.places.join(name)
    return await recordsOn(await backend.reach(name), name, backend.isConfigured(name))
  } catch (thrown) {
    backend.warn(sentence(toFailure(thrown, name)))
    return null
  }
}

function summary(counted: {
  readonly records: number
  readonly asked: number
  readonly missed: number
  readonly others: readonly string[]
}): string {
  const { records, asked, missed, others } = counted
  const text = [
    `Recovered ${count(records, 'session')} from ${count(asked, 'host')}.`,
    missed > 0 ? `${count(missed, 'host')} could not be reached.` : '',
    others.length > 0 ? notAsked(others) : '',
  ]
  return text.filter(Boolean).join(' ')
}

/**
 * Maximum number of host names in the sentence about hosts that were not asked for sessions; further ones are counted.
 */
const MOST_NAMES = 5

function notAsked(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMES).join(' ')
  return `Not checked, because only your ssh config names them: ${andMore(names, MOST_NAMES)}. To check them: \`fleetmux recover ${named}\`.`
}

/** `isAll`: all known hosts were to be asked, not hosts that the user named. */
function noneAsked(missed: number, isAll: boolean): Failure {
  const found = missed === 0 ? 'no host is known' : `${count(missed, 'host')} could not be reached`
  const other = isAll
    ? 'Name another host: `fleetmux recover HOST`.'
    : '`fleetmux recover` asks all known hosts.'
  return makeFailure({
    kind: 'unreachable',
    what: `Nothing was recovered: ${found}.`,
    hint: missed === 0 ? other : `Start or connect the host${missed === 1 ? '' : 's'}. ${other}`,
  })
}

interface FoundRecord {
  readonly record: SessionRecord
  /** Whether all panes of the session are dead. */
  readonly isOver: boolean
}

/**
 * Adds a record that was read from its session on a host to the registry (the content of the state file). If the
 * session has ended and the registry has its end already, keeps the recorded end.
 */
function withFound(registry: Registry, { record, isOver }: FoundRecord): Registry {
  const known = registry.sessions.get(record.id)
  return isOver && known && isEnded(known.status) ? registry : recovered(registry, record)
}

async function recordsOn(
  link: Connection,
  host: string,
  isConfigured: boolean,
): Promise<FoundRecord[]> {
  const sessions = (await link.sessions()).filter(session => session.tracked)
  const said = await Promise.all(
    sessions.map(async session => {
      const [text] = await link.client().ask([readSaid(session.id, 'record')])
      const record = fromSaid(text?.toString('utf8') ?? '', `${host}/${session.name}`)
      if (!record) return []
      const isOver = session.panes.every(pane => pane.dead)
      // The record has the host's name from the start of the session. The current name replaces it.
      const { configured: _, ...rest } = record
      const place = {
        host,
        tmuxSession: session.name,
        ...(isConfigured && { configured: true as const }),
      }
      return { record: { ...rest, ...place, ...LIVE }, isOver }
    }),
  )
  return said.flat()
}

/** Fields of a recovered record. If the session has ended, its dead pane is detected and recorded later. */
const LIVE = { status: 'running', completedAt: null, exitCode: null } as const

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
