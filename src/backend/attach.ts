import type { Event } from '../state/event.ts'
import { FailureError } from '../state/failure.ts'
import type { State, Target } from '../state/model.ts'
import { paneOf } from '../state/target.ts'
import type { Link } from './host/link.ts'
import { runInTerminal } from './process.ts'
import { attachWords } from './tmux/word.ts'

/** Gives the person's terminal away while `run` lasts, and takes it back. */
export type Lend = (run: () => Promise<void>) => Promise<void>

/** Hands the terminal to `tmux attach` on the host, over the warm master; comes back with how it ended. */
export async function attach(state: State, target: Target, link: Link, lend: Lend): Promise<Event> {
  const found = paneOf(state, target)
  if (!found) throw new FailureError({ kind: 'missing', host: target.host, what: 'That pane is gone.' })
  const line = await link.terminal(attachWords(found.session.id))
  const name = `${target.host}/${found.session.name}`
  let code = 0
  await lend(async () => {
    code = await runInTerminal(line)
  })
  if (code === 0) return { type: 'did', text: `Back from ${name}.` }
  throw new FailureError({
    kind: 'lost',
    host: target.host,
    what: `The terminal of ${name} ended with ${code}.`,
    ...(code === 255 && { why: 'ssh lost the connection', now: 'The session itself goes on.' }),
  })
}
