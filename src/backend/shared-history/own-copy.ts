import { appendFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod'
import { ownDirectory } from '../../disk/own-directory.ts'
import { needOwnDirectory } from '../../disk/private-file.ts'
import { MOST_ENTRIES } from '../../state/shared-history/merge-history.ts'
import { parseLine } from '../../state/text/json-line.ts'

/**
 * Size in bytes of the file of history entries on this machine above which only its newest `MOST_ENTRIES` lines are
 * kept.
 */
const LIMIT = 64 << 20

const copySchema = z.object({ root: z.string(), asked: z.string(), line: z.string() })
type Row = z.infer<typeof copySchema>

/**
 * A local copy of the entries that this machine has written into a host's histories. It can be read while the host is
 * unreachable.
 */
export interface OwnCopy {
  /**
   * Adds an entry to the local copy. `asked`: the directory as the user named it; `root`: the project's path on the
   * host, empty if the host was not reached.
   */
  add(
    host: string,
    entry: { readonly root: string; readonly asked: string; readonly line: string },
  ): void
  /**
   * Completes the local copy with `lines`, all history entries of a project (JSON lines) that were read on the host:
   * adds those that the copy lacks. Also records that the directory `asked`, as the user named it, belongs to the
   * project at `root` on the host. Returns all entries that the copy has for the project.
   */
  merge(
    host: string,
    place: { readonly root: string; readonly asked: string },
    lines: readonly string[],
  ): readonly string[]
  /**
   * The entries of a directory's shared history that are stored on this machine. `directory`: as the user named it, or
   * the project's path on the host.
   */
  lines(host: string, directory: string): readonly string[]
}

export function createOwnCopy(environment: NodeJS.ProcessEnv): OwnCopy {
  const directory = join(ownDirectory('XDG_STATE_HOME', environment), 'history')
  const pathOf = (host: string) => join(directory, `${encodeURIComponent(host)}.jsonl`)

  function append(host: string, rows: readonly Row[]): void {
    if (rows.length === 0) return
    const path = pathOf(host)
    needOwnDirectory(dirname(path), 'XDG_STATE_HOME')
    // Appends in one write, because several processes may write at once.
    appendFileSync(path, rows.map(row => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600 })
    trim(path)
  }
  const rowsOf = (host: string) =>
    read(pathOf(host))
      .split('\n')
      .flatMap(text => {
        const row = copySchema.safeParse(parseLine(text))
        return row.success ? [row.data] : []
      })

  return {
    add: (host, entry) => append(host, [entry]),
    merge(host, { root, asked }, lines) {
      const rows = rowsOf(host)
      const here = new Set(linesOf(rows, root))
      const missing = lines.filter(line => !here.has(line))
      const isKnown = rows.some(row => row.asked === asked && row.root === root)
      // A row whose `line` is empty is no entry: it records that the directory `asked` belongs to the project `root`.
      const wanted = missing.length > 0 || isKnown ? missing : ['']
      const added = wanted.map(line => ({ root, asked, line }))
      append(host, added)
      return linesOf([...rows, ...added], root)
    },
    lines: (host, wanted) => linesOf(rowsOf(host), wanted),
  }
}

/** The history entries of one project. `wanted`: its directory as the user named it, or its path on the host. */
function linesOf(rows: readonly Row[], wanted: string): readonly string[] {
  const roots = new Set(rows.filter(({ asked }) => asked === wanted).map(({ root }) => root))
  return rows
    .filter(({ root, asked }) => asked === wanted || root === wanted || roots.has(root))
    .flatMap(({ line }) => (line === '' ? [] : [line]))
}

function trim(path: string): void {
  if (statSync(path).size <= LIMIT) return
  const kept = read(path).trimEnd().split('\n').slice(-MOST_ENTRIES)
  writeFileSync(`${path}.${process.pid}`, `${kept.join('\n')}\n`, { mode: 0o600 })
  renameSync(`${path}.${process.pid}`, path)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw thrown
  }
}
