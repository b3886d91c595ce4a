import type { FileEntry } from '../../../state/files/file-entry.ts'
import type { SearchResult } from '../../../state/files/host-files.ts'
import { toFailure } from '../../../state/model/failure.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED, SOME_FAILED, TIMEOUT } from '../../command/exit.ts'
import type { Flag } from '../../command/flag.ts'
import { safeJson, toJson } from '../../print/json.ts'
import { entryLine } from './list-files.ts'
import { openPlace } from './open-place.ts'
import { type FilesCommand, JSON_FLAG } from './sub-command.ts'

const HIDDEN: Flag = {
  kind: 'switch',
  letter: 'a',
  about: 'Also names that begin with a dot; .git never',
}
const NAME: Flag = {
  kind: 'text',
  about: 'Only names that contain this, or match a pattern with * and ?',
}
const LIMIT: Flag = { kind: 'text', about: 'Maximum number of results; default 1000' }
const LINES_JSON: Flag = { kind: 'switch', about: 'One JSON document per line' }
/** Timeout of a completion, in milliseconds: a later result is useless. */
const COMPLETION = 300

export const treeCommand: FilesCommand = {
  usage: 'HOST[:DIRECTORY] [--depth N] [--hidden]',
  summary: 'Show a directory as a tree',
  examples: [['files tree gpu1:src --depth 2', 'Two levels of the directory']],
  flags: {
    depth: { kind: 'text', about: 'Levels; default 3' },
    hidden: HIDDEN,
    limit: LIMIT,
    json: JSON_FLAG,
  },
  takes: [1, 1],
  run: tree,
}

async function tree(call: Call, [text = '']: readonly string[]): Promise<number> {
  const { flags } = call
  const depth = readWhole(flags, 'depth', [1, 64], 3)
  const limit = readWhole(flags, 'limit', [1, 100_000], 1000)
  const { files, place } = await openPlace(call, text)
  const entries: FileEntry[] = []
  const result = await files.find(place, {
    ...{ depth, limit, hidden: flags.is('hidden') },
    found: each => entries.push(each),
  })
  // The entries are sorted by path components, so that the entries of a directory follow the directory itself.
  const parts = (entry: FileEntry) => entry.name.replaceAll('/', '\0')
  entries.sort((a, b) => (parts(a) < parts(b) ? -1 : 1))
  if (flags.is('json')) await call.print(toJson({ host: place.host, entries, isCut: result.isCut }))
  else
    for (const { name, type } of entries) {
      const names = name.split('/')
      const end = type === 'directory' ? '/' : ''
      await call.print(`${'  '.repeat(names.length - 1)}${names.at(-1)}${end}`)
    }
  return ended(call, result, true)
}

export const findCommand: FilesCommand = {
  usage: 'HOST[:DIRECTORY] NAME [--hidden] [--limit N]',
  summary: 'Find files below a directory by name',
  examples: [['files find gpu1:src "*.test.ts"', 'Only names that match the pattern']],
  flags: { hidden: HIDDEN, limit: LIMIT, json: LINES_JSON },
  takes: [2, 2],
  async run(call, [text = '', name = '']) {
    const limit = readWhole(call.flags, 'limit', [1, 100_000], 1000)
    const isJson = call.flags.is('json')
    const { files, place } = await openPlace(call, text)
    const result = await files.find(place, {
      ...{ name, limit, hidden: call.flags.is('hidden') },
      found: each => void call.print(isJson ? safeJson(each) : entryLine(each)),
    })
    return ended(call, result, false)
  },
}

export const grepCommand: FilesCommand = {
  usage: 'HOST[:DIRECTORY] TEXT [--regex] [--any-case] [--name PATTERN]',
  summary: 'Search files below a directory for a text',
  examples: [['files grep gpu1:src "TODO" --name "*.ts"', 'Prints PATH:LINE:TEXT']],
  flags: {
    regex: { kind: 'switch', about: 'TEXT is an extended regular expression' },
    'any-case': { kind: 'switch', about: 'Ignore case' },
    name: NAME,
    hidden: HIDDEN,
    limit: LIMIT,
    json: LINES_JSON,
  },
  takes: [2, 2],
  async run(call, [text = '', wanted = '']) {
    const { flags } = call
    const limit = readWhole(flags, 'limit', [1, 100_000], 1000)
    const isJson = flags.is('json')
    const { files, place } = await openPlace(call, text)
    const result = await files.grep(place, {
      ...{ text: wanted, limit, hidden: flags.is('hidden'), name: flags.text('name') ?? '' },
      ...{ regex: flags.is('regex'), anyCase: flags.is('any-case') },
      found: each =>
        void call.print(isJson ? safeJson(each) : `${each.name}:${each.line}:${each.text}`),
    })
    return ended(call, result, false)
  },
}

export const completeCommand: FilesCommand = {
  usage: 'HOST[:DIRECTORY] PREFIX',
  summary: 'Complete a path for a shell or an editor, within 300 ms',
  examples: [['files complete gpu1:src ma', 'main.ts, make/']],
  flags: {},
  takes: [2, 2],
  async run(call, [text = '', prefix = '']) {
    const { files, place } = await openPlace(call, text)
    const slash = prefix.lastIndexOf('/') + 1
    const directory = prefix.slice(0, slash)
    const path = /^[/~]/.test(directory) ? directory : `${place.path || '.'}/${directory}`
    try {
      const at = { host: place.host, path }
      for (const name of await files.complete(at, prefix.slice(slash), COMPLETION))
        await call.print(`${directory}${name}`)
      return DONE
    } catch (thrown) {
      // A completion prints no error message; the exit code shows that it failed.
      return toFailure(thrown).kind === 'late' ? TIMEOUT : FAILED
    }
  },
}

function ended(call: Call, { count, isCut }: SearchResult, mayBeEmpty: boolean): number {
  if (isCut)
    call.say(
      `Only the first ${count === 1 ? 'result is' : `${count} results are`} shown. Raise --limit, or search in a sub-directory.`,
    )
  if (isCut) return SOME_FAILED
  return count > 0 || mayBeEmpty ? DONE : FAILED
}
