import { clean } from '../../state/text/clean.ts'

/** A process in the foreground process group of a terminal. */
export interface ForegroundProcess {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** The command line as printed by `ps`: the arguments joined by spaces. */
  readonly args: string
}

/**
 * Parses `PID PARENT GROUP ARGS`; null for any other line. The line was decoded as latin1 (one character per byte),
 * because it may have been cut inside a UTF-8 character.
 */
export function readProcessLine(line: string): ForegroundProcess | null {
  const [, pid, parent, group, args = ''] = LINE.exec(line) ?? []
  if (pid === undefined || parent === undefined || group === undefined) return null
  const words = clean(Buffer.from(args, 'latin1').toString('utf8')).trim()
  return { pid: Number(pid), parent: Number(parent), group: Number(group), args: words }
}

/** Numbers have at most ten digits: more than any pid, and still exact as JavaScript numbers. */
const LINE = /^(\d{1,10}) (\d{1,10}) (\d{1,10}) (.{0,4000})/s
