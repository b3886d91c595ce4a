import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Hit } from '../../state/model/search.ts'
import { MOST_HITS } from '../../state/search/hits.ts'
import { clean } from '../../state/text/clean.ts'
import type { Connection } from '../connection/connection.ts'
import { toLines } from '../tmux/screen.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import { SEARCH } from './script.ts'

/** Timeout for one host, in milliseconds. A scrollback may have several hundred thousand lines. */
const PATIENCE = 60_000
/** Maximum characters of a hit, which is a whole line, also if the pane wraps it. The rest is cut off. */
const LONGEST = 100_000

/** The hint if the search script cannot create its temporary directory. */
const NO_ROOM =
  'The search needs a temporary directory on the host: free disk space there, or make /tmp or your home directory writable.'

/** Searches the screens and scrollbacks of one host, on the host itself. Rejects with a FailureError. */
export async function search(
  link: Connection,
  { host, search: id, pattern, lines, fixed, ignoreCase }: Extract<Command, { type: 'search' }>,
): Promise<Event> {
  const nonce = randomBytes(8).toString('hex')
  const options = [fixed ? '-F' : '-E', ...(ignoreCase ? ['-i'] : [])]
  const words = [nonce, String(lines), String(MOST_HITS), ...link.tmux, '--', ...options]
  const { argv, first } = sendUnseen(SEARCH, 'fleetmux', words)
  const { code, stdout, stderr } = await link.transport.run(argv, {
    first,
    stdin: `${pattern}\n`,
    deadline: PATIENCE,
  })
  if (code === 5) throw new FailureError(badPattern(host, stderr.toString('utf8')))
  const rows = toLines(stdout)
  if (code !== 0 || !rows.includes(`${nonce} end`)) {
    throw new FailureError({
      kind: 'remote',
      host,
      what: 'The search on the host was not completed.',
      why: stderr.toString('utf8').trim().split('\n').at(-1) || `exit code ${code}`,
      hint: code === 3 ? NO_ROOM : `Test the host: \`fleetmux hosts test ${host}\`.`,
    })
  }
  return { type: 'found', search: id, host, hits: rows.flatMap(row => toHit(row, nonce)) }
}

function toHit(row: string, nonce: string): Hit[] {
  const [own, pane = '', below = '', ...text] = row.split(' ')
  if (own !== nonce || !pane.startsWith('%')) return []
  return [{ pane, below: Number(below), text: clean(text.join(' '), LONGEST) }]
}

function badPattern(host: string, said: string) {
  return {
    kind: 'usage',
    host,
    what: 'grep on the host does not accept this pattern.',
    why: said.trim().split('\n')[0] ?? '',
    hint: 'Use --fixed to search for the literal text.',
  } as const
}
