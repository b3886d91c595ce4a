import type { FileEntry } from '../../../state/files/file-entry.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call } from '../../command/command.ts'
import { toJson } from '../../print/json.ts'
import { openPlace } from './open-place.ts'
import { exitOfSearch, HIDDEN, LIMIT } from './search-result.ts'
import { type FilesCommand, JSON_FLAG } from './sub-command.ts'

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
  return exitOfSearch(call, result, true)
}
