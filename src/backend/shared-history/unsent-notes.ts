import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { ownDirectory } from '../../disk/own-directory.ts'
import { needOwnDirectory, writePrivate } from '../../disk/private-file.ts'
import { parseLine } from '../../state/text/json-line.ts'

/** Maximum number of unsent history entries that are kept for one host; beyond it, the oldest are deleted. */
const MOST = 5000

const noteSchema = z.object({
  id: z.string().regex(/^[0-9a-f-]{36}$/),
  /** The project's directory as the user named it; if the user named none, the host's configured directory. */
  asked: z.string(),
  line: z.string(),
  /**
   * The complete request and answer, as far as `line` (the history entry as JSON) has only shortened ones; empty:
   * `line` is complete.
   */
  rest: z.string(),
})

/**
 * A history entry that is to be written on a host. A second write of the same entry does no harm, because of its id.
 */
export type Note = Readonly<z.infer<typeof noteSchema>>

/**
 * History entries that a host has not received, because it was not reached. Each is in its own file, so that several
 * processes may write.
 */
export interface UnsentNotes {
  keep(host: string, note: Note): void
  /** The history entries that the host has not received yet, oldest first. */
  list(host: string): readonly Note[]
  drop(host: string, note: Note): void
}

export function createUnsentNotes(environment: NodeJS.ProcessEnv): UnsentNotes {
  const base = join(ownDirectory('XDG_STATE_HOME', environment), 'history')
  const directoryOf = (host: string) => join(base, `${encodeURIComponent(host)}.unsent`)

  function names(host: string): readonly string[] {
    try {
      return readdirSync(directoryOf(host))
        .filter(name => name.endsWith('.json'))
        .sort()
    } catch (thrown) {
      return missing(thrown, [])
    }
  }

  return {
    keep(host, note) {
      needOwnDirectory(directoryOf(host), 'XDG_STATE_HOME')
      const when = String(Date.now()).padStart(15, '0')
      writePrivate(join(directoryOf(host), `${when}-${note.id}.json`), JSON.stringify(note))
      for (const name of names(host).slice(0, -MOST))
        rmSync(join(directoryOf(host), name), { force: true })
    },
    list(host) {
      return names(host).flatMap(name => {
        const read = noteSchema.safeParse(parseLine(textOf(join(directoryOf(host), name))))
        return read.success ? [read.data] : []
      })
    },
    drop(host, { id }) {
      for (const name of names(host).filter(each => each.endsWith(`-${id}.json`)))
        rmSync(join(directoryOf(host), name), { force: true })
    },
  }
}

/** The text of a file; empty if another process has just sent and removed it. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    return missing(thrown, '')
  }
}

function missing<T>(thrown: unknown, otherwise: T): T {
  if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return otherwise
  throw thrown
}
