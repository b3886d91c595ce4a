import { FailureError } from '../../state/model/failure.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { deleteBuffer, leaveMark, seekMark } from '../tmux/paste-buffer.ts'
import { newBufferName, PATIENCE } from './buffer.ts'

/**
 * Whether two connections lead to the same tmux server, tested by setting a buffer over one and reading it over the
 * other. Pid and start time are not enough, because servers on two machines may have equal ones. null: a host does not
 * answer.
 */
export async function areSameServer(
  one: TmuxClient,
  other: TmuxClient,
  deadline: number,
): Promise<boolean | null> {
  const mark = newBufferName()
  try {
    await one.ask(leaveMark(mark), deadline)
    return await hasMark(other, mark, deadline)
  } catch (error) {
    return unlessUnforeseen(error)
  } finally {
    // The buffer is deleted even after a timeout: it may still be set later, and this command runs after that.
    one.ask(deleteBuffer(mark), PATIENCE).catch(unlessUnforeseen)
  }
}

/** Whether a server has the buffer `mark`, set by `leaveMark`; null: the server does not answer. */
async function hasMark(
  client: TmuxClient,
  mark: string,
  deadline: number,
): Promise<boolean | null> {
  const body = await bufferIn(client, mark, deadline)
  return body && body.toString('utf8').trim() === mark
}

/** Whether a server has a buffer of this name; null: the server does not answer. */
export async function hasBuffer(
  client: TmuxClient,
  name: string,
  deadline: number,
): Promise<boolean | null> {
  const body = await bufferIn(client, name, deadline)
  return body && true
}

/** The content of a buffer; false: there is none; null: the server does not answer. */
async function bufferIn(
  client: TmuxClient,
  name: string,
  deadline: number,
): Promise<Buffer | false | null> {
  try {
    const [body] = await client.ask(seekMark(name), deadline)
    return body ?? false
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
