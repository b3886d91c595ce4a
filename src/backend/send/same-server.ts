import { FailureError } from '../../state/model/failure.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { deleteBuffer, leaveMark, seekMark } from '../tmux/command.ts'
import { newBufferName, PATIENCE } from './buffer.ts'

/**
 * Whether two conversations are with one and the same tmux server: a buffer that is made over the one shows over the
 * other. Two machines may have servers of the same pid and start. Null: one of them does not answer now.
 */
export async function areSameServer(
  one: TmuxClient,
  other: TmuxClient,
  deadline: number,
): Promise<boolean | null> {
  const mark = newBufferName()
  try {
    await one.ask(leaveMark(mark), deadline)
    return await shows(other, mark, deadline)
  } catch (error) {
    return unlessUnforeseen(error)
  } finally {
    // Also where making it had no answer in time: it may be made yet, and this comes behind it.
    one.ask(deleteBuffer(mark), PATIENCE).catch(unlessUnforeseen)
  }
}

async function shows(client: TmuxClient, mark: string, deadline: number): Promise<boolean | null> {
  try {
    const [body] = await client.ask(seekMark(mark), deadline)
    return body?.toString('utf8').trim() === mark
  } catch (error) {
    unlessUnforeseen(error)
    const said = error instanceof FailureError && /^(?:remote|missing)$/.test(error.failure.kind)
    return said ? false : null
  }
}

function unlessUnforeseen(error: unknown): null {
  if (error instanceof FailureError) return null
  throw error
}
