import { StringDecoder } from 'node:string_decoder'
import type { FileEntry } from '../../state/files/file-entry.ts'
import type {
  FilePlace,
  FoundLine,
  GrepOptions,
  SearchOptions,
  SearchResult,
} from '../../state/files/host-files.ts'
import { FailureError } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import type { HostTransports } from '../host-transports.ts'
import { collect, outputsEnded } from '../transport/collect-output.ts'
import { entryOf, pathOf, readFacts } from './file-records.ts'
import { type FileCall, fileCall } from './file-script-call.ts'
import { scriptFailure } from './script-failure.ts'
import { GREP_SCRIPT, TREE_SCRIPT } from './scripts/search-script.ts'
import { shellBytes } from './shell-bytes.ts'

/** Maximum length of a line in characters; longer lines are skipped. */
const LONGEST_LINE = 1 << 20
/** Milliseconds after which a search ends with the results found so far. */
const LONGEST_SEARCH = 60_000

/** Finds files below a directory. Reports them as they arrive, until the search ends or `limit` is reached. */
export async function findFiles(
  ways: HostTransports,
  place: FilePlace,
  { name = '', hidden = false, depth = 64, ...options }: SearchOptions<FileEntry>,
): Promise<SearchResult> {
  const call = fileCall(ways, place, TREE_SCRIPT, [
    ...[hidden ? '1' : '0', String(depth), namePattern(name)],
  ])
  const split = createSplitter(`\n${call.mark} `, '\n')
  return search(ways, place, call, options, bytes =>
    split(bytes).flatMap(text => {
      const facts = text.startsWith('e ') ? readFacts(text.slice(2)) : null
      return facts ? [entryOf(facts)] : []
    }),
  )
}

/** Finds lines that contain a text, and reports them as they arrive. */
export async function grepFiles(
  ways: HostTransports,
  place: FilePlace,
  { text, name = '', hidden = false, regex = false, anyCase = false, ...options }: GrepOptions,
): Promise<SearchResult> {
  const words = [hidden ? '1' : '0', regex ? '-E' : '-F', anyCase ? 'i' : '']
  const patterns = [shellBytes(Buffer.from(text)), namePattern(name)]
  const call = fileCall(ways, place, GREP_SCRIPT, [...words, ...patterns])
  return search(ways, place, call, options, createLineReader())
}

/** A shell pattern for names. A name without wildcards matches any file whose name contains it. */
function namePattern(name: string): string {
  if (name === '') return ''
  const escaped = name.replace(/\[/g, '[[]')
  return shellBytes(Buffer.from(/[*?]/.test(name) ? escaped : `*${escaped}*`))
}

const FORMS = {
  null: /\.\/([^\0]*)\0(\d+):([^\n]*)\n/y,
  plain: /\.\/([^\n]*?):(\d+):([^\n]*)\n/y,
} as const

/**
 * Returns a function that parses grep's output. The first line of the output says its format; in the format `null` a
 * file name may contain any byte.
 */
function createLineReader(): (bytes: Uint8Array) => readonly FoundLine[] {
  let rest = ''
  let form: RegExp | null = null
  return bytes => {
    rest += Buffer.from(bytes).toString('latin1')
    if (!form) {
      if (!rest.includes('\n')) return []
      form = rest.startsWith('null\n') ? FORMS.null : FORMS.plain
      rest = rest.slice(rest.indexOf('\n') + 1)
    }
    const found: FoundLine[] = []
    let at = 0
    for (;;) {
      form.lastIndex = at
      const [whole, name = '', line, text = ''] = form.exec(rest) ?? []
      if (whole === undefined) break
      at += whole.length
      // Skips matches in binary files.
      if (!/[\0-\x08]/.test(text)) found.push(lineOf(name, Number(line), text))
    }
    rest = rest.slice(at)
    if (rest.length > LONGEST_LINE) rest = ''
    return found
  }
}

function lineOf(name: string, line: number, text: string): FoundLine {
  const found = new StringDecoder('utf8').write(Buffer.from(text.replace(/\r$/, ''), 'latin1'))
  return { name: pathOf(name), line, text: clean(found) }
}

/**
 * Returns a function that splits chunks at a separator, with bytes decoded as Latin-1. The incomplete part behind the
 * last separator is kept for the next chunk.
 */
function createSplitter(between: string, first: string): (bytes: Uint8Array) => readonly string[] {
  let rest = first
  return bytes => {
    const parts = (rest + Buffer.from(bytes).toString('latin1')).split(between)
    rest = parts.pop() ?? ''
    if (rest.length > LONGEST_LINE) rest = ''
    return parts
  }
}

type Search<T> = Pick<SearchOptions<T>, 'limit' | 'found' | 'signal'>

async function search<T>(
  { to }: HostTransports,
  { host, path }: FilePlace,
  { argv, first }: FileCall,
  { limit, found, signal }: Search<T>,
  read: (bytes: Uint8Array) => readonly T[],
): Promise<SearchResult> {
  const running = await to(host).open(argv, { first })
  const late = AbortSignal.timeout(LONGEST_SEARCH)
  let count = 0
  const enough = Promise.withResolvers<'cut'>()
  const cut = () => enough.resolve('cut')
  for (const each of signal ? [signal, late] : [late])
    each.addEventListener('abort', cut, { once: true })
  const stderr = collect(running.stderr, { limit: 4096 })
  const stdout = collect(running.stdout, { limit: 0 })
  running.stdout.on('data', (bytes: Buffer) => {
    for (const each of read(bytes)) {
      if (count >= limit) return cut()
      count++
      found(each)
    }
  })
  running.stdin.end()
  try {
    const end = await Promise.race([enough.promise, running.ended])
    if (end === 'cut') return { count, isCut: true }
    await outputsEnded([stdout, stderr])
    const what = `${path || 'The directory'} was not searched.`
    if (end.lost)
      throw new FailureError({
        kind: 'lost',
        host,
        what,
        why: 'the connection broke',
        hint: 'Try again.',
      })
    if (end.code !== 0) throw new FailureError(scriptFailure(host, what, end.code, stderr.bytes()))
    return { count, isCut: false }
  } finally {
    await running.kill()
  }
}
