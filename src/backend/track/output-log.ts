import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import { stateDirectory } from '../../disk/own-directory.ts'
import type { OutputPiece } from '../../state/fleet-handle.ts'
import { type Failure, FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { strip } from '../../state/text/text.ts'
import { localReason } from '../files/local-reason.ts'
import type { Transport } from '../transport/transport.ts'
import { download } from '../workspace/transfer.ts'
import { scriptWords } from '../workspace/workspace-script.ts'

/**
 * The file in a workspace with all output of the session's pane, byte for byte. Only sessions of `exec` have it. git
 * ignores files in `.git`.
 */
export const OUTPUT_FILE = '.git/fleetmux-output'

/** Maximum bytes of one piece of the output. */
const PIECE = 256 * 1024
/** If a session's output file has more bytes than this behind the offset to read from, only the last `FAR` are read. */
const FAR = 4 * 1024 * 1024
/** Maximum size of a session's output that can be fetched as a whole, in bytes; more is an error. */
const MOST = 256 * 1024 * 1024
/** Timeout for reading one piece of a session's output from the host, in milliseconds. */
const DEADLINE = 30_000

/**
 * Prints the size of the file with a session's output and the offset at which the printed piece begins, then the piece.
 * Arguments: file, offset, maximum bytes of the piece, maximum distance of the piece from the end of the file.
 */
const script = `
[ -f "$1" ] || { echo none; exit 0; }
size=$(($(wc -c <"$1"))) from=$2
[ $((size - from)) -le "$4" ] || from=$((size - $4))
printf '%s %s\\n' "$size" "$from"
tail -c +$((from + 1)) "$1" | head -c "$3"
`

/**
 * Reads the output from byte `offset` on; null: the host has no such file.
 * @throws FailureError if the file cannot be read.
 */
export async function readOutput(
  transport: Transport,
  { workspace }: Pick<SessionRecord, 'workspace'>,
  offset: number,
): Promise<OutputPiece | null> {
  const words = [`${workspace}/${OUTPUT_FILE}`, String(offset), String(PIECE), String(FAR)]
  const { argv, first } = scriptWords(script, words)
  const { code, stdout, stderr } = await transport.run(argv, { first, deadline: DEADLINE })
  if (code !== 0) throw unread(transport.host, stderr.toString().trim())
  const end = stdout.indexOf('\n')
  const [, size, from] = /^(\d{1,15}) (\d{1,15})$/.exec(stdout.toString('latin1', 0, end)) ?? []
  if (size === undefined) return null
  return toPiece(stdout.subarray(end + 1), offset, { size: Number(size), from: Number(from) })
}

/**
 * Cuts a piece after its last complete line, so that no character is cut. Only a line that is longer than a piece is
 * cut.
 */
function toPiece(
  bytes: Buffer,
  offset: number,
  { size, from }: { readonly size: number; readonly from: number },
): OutputPiece {
  const whole = bytes.subarray(0, bytes.lastIndexOf('\n') + 1)
  const used = whole.length === 0 && bytes.length >= PIECE ? bytes : whole
  return {
    lines: linesOf(used),
    rest: linesOf(bytes.subarray(used.length)),
    next: from + used.length,
    end: from + bytes.length,
    skipped: from - offset,
    isAll: from + bytes.length >= size,
  }
}

function linesOf(bytes: Buffer): readonly string[] {
  const lines = bytes.toString().split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(cleanLine)
}

/** The visible text of a line. A terminal shows only what follows the last carriage return. */
function cleanLine(line: string): string {
  return strip(line.replace(/\r+$/, '').replace(/^.*\r/, '')).trimEnd()
}

function unread(host: string, why: string): FailureError {
  return new FailureError({
    ...{ kind: 'remote', host, what: 'The output of the session could not be read.' },
    why: why || 'the host gave no reason',
    hint: `Try again, or test the host: \`fleetmux hosts test ${host}\`.`,
  })
}

/**
 * Fetches the whole output file of a session as plain text. Resolves with the path of the local copy, or with the
 * failure; null: the host has no such file.
 */
export async function fetchOutput(
  transport: Transport,
  { id, workspace }: Pick<SessionRecord, 'id' | 'workspace'>,
): Promise<{ readonly path: string } | { readonly failure: Failure } | null> {
  const { host } = transport
  const from = `${workspace}/${OUTPUT_FILE}`
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-output-'))
  try {
    if ((await transport.run(['test', '-f', from])).code !== 0) return null
    const raw = join(scratch, 'output')
    await download(transport, { argv: ['cat', from] }, raw, { limit: MOST })
    const directory = join(stateDirectory(), 'results', id)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const path = join(directory, 'output.log')
    await pipeline(
      createInterface({ input: createReadStream(raw), crlfDelay: Number.POSITIVE_INFINITY }),
      async function* (lines: AsyncIterable<string>) {
        for await (const line of lines) yield `${cleanLine(line)}\n`
      },
      createWriteStream(path, { mode: 0o600 }),
    )
    return { path }
  } catch (thrown) {
    return { failure: thrown instanceof FailureError ? toFailure(thrown, host) : unstored(thrown) }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function unstored(thrown: unknown): Failure {
  return makeFailure({
    kind: 'refused',
    what: 'The output of the session could not be stored on this machine.',
    why: localReason(thrown),
    hint: `Check that ${stateDirectory()} and ${tmpdir()} can be written to and that their disks have free space.`,
  })
}
