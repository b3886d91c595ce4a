import { readWhole } from '../../args/launch.ts'
import type { Flag } from '../../command/flag.ts'
import { safeJson } from '../../print/json.ts'
import { entryLine } from './list-files.ts'
import { openPlace } from './open-place.ts'
import { exitOfSearch, HIDDEN, LIMIT } from './search-result.ts'
import type { FilesCommand } from './sub-command.ts'

const NAME: Flag = {
  kind: 'text',
  about: 'Only names that contain this, or match a pattern with * and ?',
}
const LINES_JSON: Flag = { kind: 'switch', about: 'One JSON document per line' }

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
    return exitOfSearch(call, result, false)
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
    return exitOfSearch(call, result, false)
  },
}
