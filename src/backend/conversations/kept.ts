import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Transport } from '../transport/transport.ts'
import { KEPT } from './kept-script.ts'

/** What is asked of the script. */
export interface KeptQuery {
  readonly mode: 'list' | 'one' | 'search'
  readonly agents: readonly string[]
  /** Epoch seconds. */
  readonly since: number
  /** Files of the newest. */
  readonly most: number
  /** An id, or a text as it stands in JSON. */
  readonly wanted: string
}

/** One part of what the script printed. */
export interface KeptPart {
  readonly kind: string
  readonly words: readonly string[]
  readonly body: string
}

export interface KeptAnswer {
  readonly parts: readonly KeptPart[]
  /** False where there was more than is read of one host. */
  readonly whole: boolean
}

/** Bytes that are read of one conversation, of which only some lines travel for a list, and of one host. */
export const BYTES_EACH = { list: 4 << 20, one: 48 << 20, search: 8 << 20 } as const
const BYTES = 60_000_000
/** Milliseconds that a host may take. */
const DEADLINE = 120_000

/** Asks a host what its agents have kept. @throws FailureError where it cannot be asked, or nothing came back. */
export async function askKept(transport: Transport, query: KeptQuery): Promise<KeptAnswer> {
  const mark = `fleetmux-${randomUUID()}`
  const { mode, agents, since, most, wanted } = query
  const limits = [since, most, BYTES_EACH[mode], BYTES].map(String)
  // On stdin: neither what is searched for nor the marker is anybody else's to see.
  const { argv, first } = sendUnseen(KEPT, 'fleetmux', [mark, mode, ...limits, wanted, ...agents])
  const { code, stdout, stderr } = await transport.run(argv, { first, deadline: DEADLINE })
  const answer = readKept(unpacked(stdout, transport.host), mark)
  if (code === 0 && answer) return answer
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what: 'The conversations there could not be read.',
    why: stderr.toString('utf8').trim().split('\n').at(-1) || 'the answer was cut',
    hint: 'Try it again; --limit makes it less.',
  })
}

function unpacked(bytes: Buffer, host: string): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes, { maxOutputLength: BYTES + 1 }).toString('utf8')
  } catch (thrown) {
    const what = 'What the host has packed cannot be read.'
    throw new FailureError({ kind: 'remote', host, what, why: reasonOf(thrown) })
  }
}

/** The parts of what the script printed; null: nothing that it would print. */
export function readKept(text: string, mark: string): KeptAnswer | null {
  const [before, ...parts] = text.split(`\n${mark} `)
  if (before === undefined || parts.length === 0) return null
  const whole = parts.at(-1)?.startsWith('end\n') === true
  // The last one is `end`, or was cut.
  return { parts: parts.slice(0, -1).map(toPart), whole }
}

function toPart(text: string): KeptPart {
  const end = text.indexOf('\n')
  const [kind = '', ...words] = text.slice(0, end < 0 ? text.length : end).split(' ')
  return { kind, words, body: end < 0 ? '' : text.slice(end + 1) }
}
