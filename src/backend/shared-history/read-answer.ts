import type { WriterLines } from '../../state/shared-history/merge-history.ts'

export interface HistoryAnswer {
  readonly root: string
  readonly writers: readonly WriterLines[]
  readonly wantsIgnore: boolean
  /** Whether there are more writers or longer files than the script reads. */
  readonly isCut: boolean
}

/**
 * Parses the output of the script that reads the history files of a project: one file for each writer, an installation
 * of fleetmux. The script's own lines begin with `mark`, random text with which no line of a file begins.
 */
export function readAnswer(text: string, mark: string): HistoryAnswer {
  let root = ''
  let wantsIgnore = false
  let isCut = false
  const writers: WriterLines[] = []
  const parts = text.split(new RegExp(`^${mark} `, 'm')).slice(1)
  for (const part of parts) {
    const end = part.indexOf('\n')
    const head = end < 0 ? part : part.slice(0, end)
    const body = end < 0 ? '' : part.slice(end + 1)
    const [word, ...rest] = head.split(' ')
    if (word === 'root') root = rest.join(' ')
    if (word === 'ignore') wantsIgnore = true
    if (word === 'cut') isCut = true
    if (word === 'writer') writers.push({ writer: rest.join(' '), text: body })
  }
  return { root, writers, wantsIgnore, isCut }
}
