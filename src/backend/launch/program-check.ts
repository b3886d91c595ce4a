import { FailureError } from '../../state/model/failure.ts'
import { delay } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { askScreen, lastWords } from '../early-end.ts'
import { askFate, readFate } from '../tmux/new-session.ts'

/** When a tracked session is looked at after its start, in milliseconds after the look before. */
const LOOKS = [150, 350]

/** What shells end with where a program is not there, or cannot be run. */
const NOT_RUN: ReadonlySet<unknown> = new Set([126, 127])

/**
 * Sees whether the program of a tracked session could be run at all; how it ends later is its record's to tell.
 * @throws FailureError with its last words where it could not.
 */
export async function expectProgram(link: Connection, id: string, program: string): Promise<void> {
  const target = `=${id}`
  for (const wait of LOOKS) {
    await delay(wait)
    const fate = readFate(String(await link.runOnce([askFate(target)])))
    if (!fate) return
    if (NOT_RUN.has(fate.how)) throw notRun(link, program, fate.how, await askScreen(link, target))
  }
}

function notRun(link: Connection, program: string, how: unknown, screen: string): FailureError {
  const { host } = link.transport
  return new FailureError({
    kind: 'remote',
    host,
    what: `The session was started, and ${program} could not be run in it.`,
    why: lastWords(screen) || `it ended with ${how}`,
    hint: `See that it runs by hand on ${host}: \`${program} --version\`.`,
  })
}
