import type { Readable } from 'node:stream'
import type { TransferOptions } from '../../../state/files/host-files.ts'
import { samePath } from '../../../state/files/written-path.ts'
import { type FileFacts, readFacts } from '../file-records.ts'

/** The hint after a transfer that was interrupted, whose first part is kept. */
export function continueHint({ howToContinue }: TransferOptions): string {
  return howToContinue ?? 'The part that arrived is kept: continue with --resume.'
}

/** What the script on the host reports before it sends the content of a file. `offset`: the byte at which it begins. */
export interface Head {
  readonly facts: FileFacts
  readonly offset: number
}

/** What the script on the host that sends the file prints on stderr. */
export interface ScriptReport {
  /**
   * Resolves when the script has reported the file's `stat` fields and the byte offset at which the transfer starts or
   * resumes.
   */
  readonly head: Promise<Head>
  /** The lines that begin with the random mark of the script. The key is the letter after the mark. */
  readonly lines: ReadonlyMap<string, string>
  /** The last lines that do not begin with the random mark, such as error messages of tar, as one line. */
  readonly words: () => string
  readonly ended: Promise<void>
}

/**
 * Number of lines of an error message that are kept: the last ones. `tar` prints one for each file that it could not
 * read.
 */
const LINES = 3

function asOneLine(words: string): string {
  const lines = words.split('\n').filter(line => line.trim() !== '')
  return lines.slice(-LINES).map(samePath).join('; ')
}

/** Parses the lines that begin with `mark`, and keeps the last one of all other lines. */
export function listen(stderr: Readable, mark: string): ScriptReport {
  const head = Promise.withResolvers<Head>()
  const lines = new Map<string, string>()
  let rest = ''
  let words = ''
  const take = (line: string) => {
    if (!line.startsWith(`${mark} `)) {
      if (line.trim() !== '') words = line
      return
    }
    const text = line.slice(mark.length + 3)
    lines.set(line[mark.length + 1] ?? '', text)
    const facts = readFacts(lines.get('e') ?? '')
    if (facts && lines.has('o')) head.resolve({ facts, offset: Number(lines.get('o')) })
  }
  stderr.setEncoding('latin1').on('data', (text: string) => {
    const parts = (rest + text).slice(-(1 << 16)).split(/\n(?=fleetmux-|[^\n]*$)/)
    rest = parts.pop() ?? ''
    parts.forEach(take)
  })
  const ended = new Promise<void>(resolve => {
    stderr.once('end', resolve).once('close', resolve)
  }).then(() => take(rest))
  return { head: head.promise, lines, words: () => asOneLine(words), ended }
}
