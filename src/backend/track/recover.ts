import type { Command } from '../../state/model/command.ts'
import type { Event } from '../../state/model/event.ts'
import { sentence, toFailure } from '../../state/model/failure.ts'
import type { Registry, SessionRecord } from '../../state/model/tracked-session.ts'
import { isEnded, recovered } from '../../state/tracked/registry.ts'
import type { Connection } from '../connection/connection.ts'
import type { RegistryFile } from '../registry/registry.ts'
import { readSaid } from '../tmux/command.ts'
import { fromSaid } from './session-record.ts'

/**
 * Rebuilds the records of all tracked sessions that live on these hosts, from what the sessions say of
 * themselves. How those have ended that have, the state then sees by itself. A host that cannot be asked is
 * told of and costs only itself.
 */
export async function recover(
  { hosts, quiet }: Extract<Command, { type: 'recover' }>,
  backend: {
    readonly known: () => readonly string[]
    readonly reach: (host: string) => Promise<Connection>
    /** Whether it stands in a configuration. */
    readonly isConfigured: (host: string) => boolean
    readonly file: RegistryFile
    readonly warn: (text: string) => void
    readonly changed: (event: Event) => void
  },
): Promise<Event> {
  const names = hosts ?? backend.known()
  const found = await Promise.all(
    names.map(async name => {
      try {
        return await recordsOn(await backend.reach(name), name, backend.isConfigured(name))
      } catch (thrown) {
        backend.warn(sentence(toFailure(thrown, name)))
        return null
      }
    }),
  )
  const records = found.flatMap(each => each ?? [])
  const asked = found.filter(each => each !== null).length
  const registry = await backend.file.change(before => records.reduce(withFound, before))
  backend.changed({ type: 'registry', registry })
  const text = `Recovered ${count(records.length, 'session')} from ${count(asked, 'host')}.`
  return { type: 'did', text, ...(quiet && { quiet }) }
}

interface FoundRecord {
  readonly record: SessionRecord
  /** Nothing runs in it any more. */
  readonly isOver: boolean
}

/** Whose end is known already, and stands, is not said to run meanwhile. */
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
      // It runs here, whatever the host was called where it was started.
      if (!record) return []
      const isOver = session.panes.every(pane => pane.dead)
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

/** What has ended shows on its pane, and is written down from there. */
const LIVE = { status: 'running', completedAt: null, exitCode: null } as const

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
