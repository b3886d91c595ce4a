import type { FileEntry, LinkTarget } from '../../state/files/file-entry.ts'
import { gitStates, readGitState } from '../../state/files/git-state.ts'
import {
  type FilePlace,
  type Listing,
  type ListOptions,
  PAGE,
} from '../../state/files/host-files.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import {
  entryOf,
  type FileRecord,
  pathOf,
  readFacts,
  readRecords,
  typeOfLetter,
} from './file-records.ts'
import { fileCall, runFileCall } from './file-script-call.ts'
import { LIST_SCRIPT } from './scripts/list-script.ts'
import { shellBytes } from './shell-bytes.ts'

export async function listFiles(
  ways: HostTransports,
  place: FilePlace,
  { hidden = false, filter = '', page = 0, git = true }: ListOptions,
): Promise<Listing> {
  const from = page * PAGE
  const call = fileCall(ways, place, LIST_SCRIPT, [
    ...[hidden ? '1' : '0', shellBytes(Buffer.from(patternOf(filter)))],
    ...[String(from), String(from + PAGE), git ? '1' : '0'],
  ])
  const what = `${place.path || 'The directory'} was not listed.`
  const { stdout } = await runFileCall(ways, place, call, { what })
  const records = readRecords(stdout, call.mark)
  if (!records)
    throw new FailureError({
      kind: 'lost',
      host: place.host,
      what,
      why: 'the answer of the host was cut off',
      hint: 'Try again.',
    })
  return { ...readListing(records), page }
}

/**
 * A shell pattern that matches the text anywhere in a name, in upper or lower case. `*` and `?` in the text keep their
 * meaning.
 */
function patternOf(filter: string): string {
  if (filter === '') return ''
  const pattern = filter.replace(/[^*?]/gu, letter => {
    if (/[a-z]/i.test(letter)) return `[${letter.toLowerCase()}${letter.toUpperCase()}]`
    // Shells interpret backslashes in patterns differently, so the pattern matches any character instead.
    if (letter === '\\') return '?'
    return letter === '[' ? '[[]' : letter
  })
  return /[*?]/.test(filter) ? pattern : `*${pattern}*`
}

function readListing(records: readonly FileRecord[]): Omit<Listing, 'page'> {
  const directory = records.find(({ letter }) => letter === 'd')?.text.replace(/\n?\.\0$/, '') ?? ''
  const total = Number(records.find(({ letter }) => letter === 't')?.text ?? 0)
  const targets = new Map(records.filter(({ letter }) => letter === 'l').map(readTarget))
  const git = readGit(records.find(({ letter }) => letter === 'g')?.text)
  const entries = records.flatMap(({ letter, text }): readonly FileEntry[] => {
    const facts = letter === 'e' ? readFacts(text) : null
    if (!facts) return []
    const target = targets.get(facts.name)
    const state = git.get(facts.name.slice(2))
    return [{ ...entryOf(facts), ...(target && { target }), ...(state && { git: state }) }]
  })
  return { directory: pathOf(directory), entries, total }
}

/** Parses a record of a symlink: type letter of the target, `./name`, NUL, path of the target. */
function readTarget({ text }: FileRecord): readonly [string, LinkTarget] {
  const [name = '', target = ''] = text.slice(2).split('\0')
  return [name, { path: pathOf(target), type: typeOfLetter(text[0] ?? '') }]
}

function readGit(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined) return new Map()
  const end = text.indexOf('\0')
  return gitStates(readGitState(text.slice(0, end), text.slice(end + 1)))
}
