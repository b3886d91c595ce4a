import { FailureError } from '../../state/model/failure.ts'
import { askScreen, lastLines } from '../check-started.ts'
import { delay } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { queryProgramStatus, readProgramStatus } from '../tmux/new-session.ts'

/** How long to wait before each of the two checks whether a session's program could be started, in milliseconds. */
const LOOKS = [150, 350]

/** Exit codes with which shells report a program that is missing or cannot be run. */
const NOT_RUN: ReadonlySet<unknown> = new Set([126, 127])

/**
 * Checks that the program of a session that was started from a prompt could be run at all. Does not record a later exit
 * of the program.
 * @throws FailureError with the last lines of the pane if the program could not be run.
 */
export async function expectProgram(link: Connection, id: string, program: string): Promise<void> {
  const target = `=${id}`
  for (const wait of LOOKS) {
    await delay(wait)
    const fate = readProgramStatus(String(await link.runOnce([queryProgramStatus(target)])))
    if (!fate) return
    if (NOT_RUN.has(fate.how)) throw notRun(link, program, fate.how, await askScreen(link, target))
  }
}

function notRun(link: Connection, program: string, how: unknown, screen: string): FailureError {
  const { host } = link.transport
  return new FailureError({
    kind: 'remote',
    host,
    what: `The session was started, but ${program} could not be run in it.`,
    why: lastLines(screen) || `it ended with ${typeof how === 'number' ? `exit code ${how}` : how}`,
    hint: `Check that the program runs by hand on ${host}: \`${program} --version\`.`,
  })
}
