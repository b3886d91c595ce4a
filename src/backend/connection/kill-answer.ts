import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { Session } from '../../state/model/fleet.ts'
import { delay, monotonic } from '../clock.ts'
import { killSession } from '../tmux/command.ts'
import type { Connection } from './connection.ts'

/** Timeout in milliseconds for reading the host's sessions after the answer to kill-session was lost. */
const COMES_BACK = 20_000
/** Pause before the sessions are read again, in milliseconds. */
const AGAIN = 50

/**
 * Kills one session. When it ends, our own tmux client, which was attached to it, or the whole server may end too,
 * before tmux answers: then the host's sessions are read again.
 * @throws FailureError if the session is still there, or if the host cannot be asked.
 */
export async function killAndConfirm(
  link: Pick<Connection, 'client' | 'ready' | 'sessions'>,
  { id, name, created }: Pick<Session, 'id' | 'name' | 'created'>,
): Promise<void> {
  try {
    await link.client().ask(killSession(id))
  } catch (thrown) {
    if (!isLost(thrown)) throw thrown
    const left = await readAgain(link).catch(again => {
      throw uncertain(name, toFailure(again, thrown.failure.host))
    })
    if (left.some(each => each.id === id && each.created === created)) throw thrown
  }
}

/** Reads the host's sessions. While tmux clients end, which a dying server causes, it tries again. */
async function readAgain({ ready, sessions }: Pick<Connection, 'ready' | 'sessions'>) {
  const end = monotonic() + COMES_BACK
  for (;;) {
    try {
      await ready(Math.max(0, end - monotonic()))
      return await sessions()
    } catch (thrown) {
      if (!isLost(thrown) || monotonic() > end) throw thrown
      await delay(AGAIN)
    }
  }
}

function uncertain(name: string, { host = '', what }: Failure): FailureError {
  return new FailureError({
    kind: 'lost',
    host,
    what: `It is not known whether session ${name} was ended, because the connection was lost meanwhile.`,
    why: what,
    hint: `Look with \`fleetmux ls --host ${host}\` when the host answers again.`,
  })
}

function isLost(thrown: unknown): thrown is FailureError {
  return thrown instanceof FailureError && thrown.failure.kind === 'lost'
}

/**
 * Waits for the answer to tmux's kill-session. A lost answer counts as killed, as when our own tmux client or the whole
 * server ended with the session.
 */
export async function expectKilled(answer: Promise<unknown>): Promise<void> {
  try {
    await answer
  } catch (error) {
    if (!isLost(error)) throw error
  }
}
