import { randomUUID } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import { sendUnseen } from '../transport/sent-script.ts'
import type { Result, Transport } from '../transport/transport.ts'
import { READ_FILE, WRITE_FILE } from './file-script.ts'

/**
 * Maximum bytes of an agent's configuration file; a longer file is refused. Claude Code also stores facts about each
 * project in this file.
 */
const MOST = 16 << 20

/** Candidate paths of a file: the variable that may hold its directory, and names in order of preference. */
export interface FileNames {
  readonly variable: string
  readonly names: readonly string[]
}

/** A file on a host, as it was read. */
export interface HostFile {
  readonly path: string
  /** The content; null: the file does not exist. */
  readonly text: string | null
  /** Checksum of the content. The file is replaced only if its current content still has this checksum. */
  readonly sum: string
}

/** Reads a file. @throws FailureError if the file cannot be read, is not text, or is too long. */
export async function readHostFile(
  transport: Transport,
  { variable, names }: FileNames,
): Promise<HostFile> {
  const mark = `fleetmux-${randomUUID()}`
  const words = [mark, String(MOST), variable, ...names]
  const { argv, first } = sendUnseen(READ_FILE, 'fleetmux', words)
  const result = await transport.run(argv, { first })
  const file = readAnswer(result, mark)
  if (file && file.text?.includes('\ufffd') !== true) return file
  throw unreadable(transport.host, nameOf(names, result), result, file !== null)
}

function readAnswer({ code, stdout }: Result, mark: string): HostFile | null {
  const text = stdout.toString('utf8')
  const start = text.indexOf(`\n${mark}\n`)
  const end = text.lastIndexOf(`\n${mark} end\n`)
  if (code !== 0 || start < 0 || end < start) return null
  const [path = '', sum = ''] = text.slice(0, start).split('\n')
  const content = text.slice(start + mark.length + 2, end)
  return content.length < MOST ? { path, sum, text: sum === 'none' ? null : content } : null
}

/** The path that the host resolved, else the name in the home directory. */
function nameOf(names: readonly string[], { stdout }: Result): string {
  const [path = ''] = stdout.toString('utf8').split('\n', 1)
  return path.startsWith('/') ? path : (names.find(name => name.startsWith('~')) ?? '')
}

function unreadable(
  host: string,
  name: string,
  { stderr }: Result,
  isThere: boolean,
): FailureError {
  const said = stderr.toString('utf8').trim().split('\n').at(-1)
  return new FailureError({
    kind: 'remote',
    host,
    what: `${name} cannot be read; nothing was changed.`,
    why: isThere
      ? 'the file is not UTF-8 text'
      : said || `the file is larger than ${MOST >> 20} MiB, or was cut off`,
    hint: 'Check the file on the host.',
  })
}

/**
 * Replaces a file. `isPrivate`: makes the file readable only by its owner.
 * @throws FailureError if the file cannot be written or was changed since it was read; the file is then left unchanged.
 */
export async function writeHostFile(
  transport: Transport,
  { path, sum }: HostFile,
  text: string,
  isPrivate: boolean,
): Promise<void> {
  const bytes = Buffer.from(text)
  const words = [path, sum, String(bytes.length), isPrivate ? 'private' : 'as-it-was']
  const { argv, first } = sendUnseen(WRITE_FILE, 'fleetmux', words)
  const { code, stderr } = await transport.run(argv, { first, stdin: bytes })
  if (code === 0) return
  throw new FailureError({
    kind: 'remote',
    host: transport.host,
    what: `${path} was not changed.`,
    why: code === 9 ? 'another program changed it at the same time' : lastLine(stderr, code),
    hint:
      code === 9
        ? 'Try again.'
        : 'On the host, check the permissions of the file and its directory, and the free disk space.',
  })
}

function lastLine(stderr: Buffer, code: number): string {
  return (
    stderr.toString('utf8').trim().split('\n').at(-1) ||
    `the script on the host ended with exit code ${code}`
  )
}
