import { clean } from '../../state/text/clean.ts'

/** One process that has the terminal it runs on: of its foreground group. */
export interface ForegroundProcess {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** Its command line as `ps` joins it: words, a space between them. */
  readonly args: string
}

/** `PID PARENT GROUP ARGS`; null: it is no such line. Lines were read as latin1, so that a cut never falls inside a character. */
export function readProcessLine(line: string): ForegroundProcess | null {
  const [, pid, parent, group, args = ''] = LINE.exec(line) ?? []
  if (pid === undefined || parent === undefined || group === undefined) return null
  const words = clean(Buffer.from(args, 'latin1').toString('utf8')).trim()
  return { pid: Number(pid), parent: Number(parent), group: Number(group), args: words }
}

/** Wider than any pid, and exact as numbers. */
const LINE = /^(\d{1,10}) (\d{1,10}) (\d{1,10}) (.{0,4000})/s
