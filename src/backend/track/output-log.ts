import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutputPiece } from '../../state/fleet-handle.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { strip } from '../../state/text/text.ts'
import type { Connection } from '../connection/connection.ts'
import { stateDirectory } from '../registry/path.ts'
import { scriptWords } from '../workspace/host-script.ts'
import { download } from '../workspace/transfer.ts'

/** All that the pane of an `exec` prints, byte for byte; in there git does not see it. */
export const OUTPUT_FILE = '.git/fleetmux-output'

/** Bytes of one piece; where more than `FAR` are left, all but the last `FAR` are passed over. */
const PIECE = 128 * 1024
const FAR = 2 * 1024 * 1024
/** Bytes that come home. */
const MOST = 256 * 1024 * 1024
/** Milliseconds. */
const DEADLINE = 30_000

/** Prints the size and where the piece begins, then the piece. Arguments: file, offset, most, far. */
const script = `
[ -f "$1" ] || { echo 0 0; exit 0; }
size=$(($(wc -c <"$1"))) from=$2
[ $((size - from)) -le "$4" ] || from=$((size - $4))
printf "%s %s\\n" "$size" "$from"
tail -c +$((from + 1)) "$1" | head -c "$3"
`

/** What was printed from that byte on. @throws FailureError where its host cannot be asked. */
export async function readOutput(
  { transport }: Connection,
  { workspace }: Pick<SessionRecord, 'workspace'>,
  offset: number,
): Promise<OutputPiece> {
  const words = [`${workspace}/${OUTPUT_FILE}`, String(offset), String(PIECE), String(FAR)]
  const { argv, first } = scriptWords(script, words)
  const { code, stdout, stderr } = await transport.run(argv, { first, deadline: DEADLINE })
  if (code !== 0) throw unread(transport.host, stderr.toString().trim())
  const end = stdout.indexOf('\n')
  const [size = 0, from = 0] = stdout.subarray(0, end).toString().split(' ').map(Number)
  const text = stdout.subarray(end + 1)
  // Only whole lines, so that no character is cut; a line that is longer than a piece is taken as it is.
  const whole = text.subarray(0, text.lastIndexOf('\n') + 1)
  const used = whole.length === 0 && text.length >= PIECE ? text : whole
  return {
    lines: cleanLines(used.toString()),
    rest: cleanLines(text.subarray(used.length).toString()),
    next: from + used.length,
    skipped: from - offset,
    isAll: from + text.length >= size,
  }
}

function unread(host: string, why: string): FailureError {
  const what = 'What it prints could not be read.'
  return new FailureError({ kind: 'remote', host, what, ...(why && { why }) })
}

/** Brings it home, without what only a terminal understands; null where there is none. */
export async function fetchOutput(
  { transport }: Connection,
  { id, workspace }: Pick<SessionRecord, 'id' | 'workspace'>,
): Promise<string | null> {
  const path = `${workspace}/${OUTPUT_FILE}`
  if ((await transport.run(['test', '-f', path])).code !== 0) return null
  const scratch = await mkdtemp(join(tmpdir(), 'fleetmux-output-'))
  try {
    const raw = join(scratch, 'output')
    await download(transport, { argv: ['cat', path] }, raw, { limit: MOST })
    const directory = join(stateDirectory(), 'results', id)
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const to = join(directory, 'output.log')
    const lines = cleanLines(await readFile(raw, 'utf8'))
    await writeFile(to, lines.map(line => `${line}\n`).join(''), { mode: 0o600 })
    return to
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** A terminal shows of a line what stands behind its last carriage return. */
function cleanLines(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(line => strip(line.replace(/\r+$/, '').replace(/^.*\r/, '')).trimEnd())
}

/** @throws FailureError where there is no connection to that host. */
export function connectionTo(links: ReadonlyMap<string, Connection>, host: string): Connection {
  const link = links.get(host)
  if (link) return link
  throw new FailureError({ kind: 'lost', host, what: 'It is not connected any more.' })
}
