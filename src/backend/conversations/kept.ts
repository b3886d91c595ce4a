import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import { KEPT } from './kept-script.ts'

/** The arguments of the script that reads stored conversations of agents. */
export interface KeptQuery {
  readonly mode: 'list' | 'one' | 'search'
  readonly agents: readonly string[]
  /** Conversations last used before this time are left out; in epoch seconds. */
  readonly since: number
  /** How many of the newest files to read. */
  readonly most: number
  /** The id or the text to look for; a text is escaped as in JSON. */
  readonly wanted: string
}

/** One part of the output of the script that reads stored conversations. */
export interface KeptPart {
  readonly kind: string
  readonly words: readonly string[]
  readonly body: string
}

export interface KeptAnswer {
  readonly parts: readonly KeptPart[]
  /** False if the host had more data than the limits allow. */
  readonly whole: boolean
}

/**
 * Maximum bytes that a host sends of one conversation: the first ones. For a list, they are counted after the host has
 * left out the lines that the list does not need.
 */
export const BYTES_EACH = { list: 4 << 20, one: 48 << 20, search: 8 << 20 } as const
/** Maximum bytes that a host sends of all conversations; the rest is missing, and `whole` is false. */
const BYTES = 60_000_000
/** Timeout for a request to a host, in milliseconds. */
const DEADLINE = 120_000

/** Queries a host for its agents' conversations. @throws FailureError if that fails or returns nothing valid. */
export async function askKept(transport: Transport, query: KeptQuery): Promise<KeptAnswer> {
  const mark = `fleetmux-${randomUUID()}`
  const { mode, agents, since, most, wanted } = query
  const limits = [since, most, BYTES_EACH[mode], BYTES].map(String)
  // Sent on stdin, so that the process list shows neither the search text nor the marker.
  const { argv, first } = sendUnseen(KEPT, 'fleetmux', [mark, mode, ...limits, wanted, ...agents])
  const { code, stdout, stderr } = await transport.run(argv, { first, deadline: DEADLINE })
  const answer = readKept(unpacked(stdout, transport.host), mark)
  if (code === 0 && answer) return answer
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what: 'The conversations on the host could not be read.',
    why: stderr.toString('utf8').trim().split('\n').at(-1) || 'the answer was cut off',
    hint: `Test the host: \`fleetmux hosts test ${transport.host}\`.`,
  })
}

function unpacked(bytes: Buffer, host: string): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: BYTES + 1 }).toString('utf8')
  } catch (thrown) {
    const what = 'The compressed answer of the host cannot be unpacked.'
    const hint = `Test the host: \`fleetmux hosts test ${host}\`.`
    throw new FailureError({ kind: 'remote', host, what, why: reasonOf(thrown), hint })
  }
}

/** Parses the output of the script that reads agents' conversations on a host; null: the text is no such output. */
export function readKept(text: string, mark: string): KeptAnswer | null {
  const [before, ...parts] = text.split(`\n${mark} `)
  if (before === undefined || parts.length === 0) return null
  const whole = parts.at(-1)?.startsWith('end\n') === true
  // The last part of the script's output is left out: it is the end marker, or it is incomplete.
  return { parts: parts.slice(0, -1).map(toPart), whole }
}

function toPart(text: string): KeptPart {
  const end = text.indexOf('\n')
  const [kind = '', ...words] = text.slice(0, end < 0 ? text.length : end).split(' ')
  return { kind, words, body: end < 0 ? '' : text.slice(end + 1) }
}
