import { clean } from '../../state/text/clean.ts'

/** One process of a terminal's foreground group. */
export interface ForegroundProcess {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** The command line as `ps` prints it: arguments joined by spaces. */
  readonly args: string
}

/**
 * Reads `PID PARENT GROUP ARGS`; null for any other line. Lines are decoded as latin1, so that a cut never falls inside
 * a character.
 */
export function readProcessLine(line: string): ForegroundProcess | null {
  const [, pid, parent, group, args = ''] = LINE.exec(line) ?? []
  if (pid === undefined || parent === undefined || group === undefined) return null
  const words = clean(Buffer.from(args, 'latin1').toString('utf8')).trim()
  return { pid: Number(pid), parent: Number(parent), group: Number(group), args: words }
}

/** Ten digits: more than any pid has, and still exact as numbers. */
const LINE = /^(\d{1,10}) (\d{1,10}) (\d{1,10}) (.{0,4000})/s
