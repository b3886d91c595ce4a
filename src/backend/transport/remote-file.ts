import { randomBytes } from 'node:crypto'
import { PassThrough, type Readable } from 'node:stream'
import { FailureError } from '../../state/model/failure.ts'
import { withDeadline } from '../clock.ts'
import { sendScript } from './sent-script.ts'
import type { FileOptions, Result, Transport } from './transport.ts'

type Run = Transport['run']

/** Shell code that sets `f` to the path `$1`, with `~/` replaced by the host's home directory. */
const home = 'case $1 in "~/"*) f=$HOME/"${1#"~/"}";; *) f=$1;; esac'
const receive = [
  `${home}; umask 077; t=$f.$n; [ -d "$f" ] && { printf "%s: is a directory\\n" "$f" >&2; exit 1; }`,
  'set -C; cat >"$t" && chmod "$2" "$t" && wc -c <"$t" || { rm -f -- "$t"; exit 1; }',
].join('; ')
const keep = `${home}; mv -f -- "$f.$n" "$f"`
const drop = `${home}; rm -f -- "$f.$n"`

/**
 * Writes to a temporary file beside `path`, and renames it only when all bytes have arrived: to the host, a broken
 * connection looks like the end of the file.
 */
export async function putFile(
  host: string,
  run: Run,
  bytes: Readable | Uint8Array,
  path: string,
  { deadline, mode = 0o600 }: FileOptions & { readonly deadline: number },
): Promise<void> {
  const part = `fleetmux-${randomBytes(6).toString('hex')}`
  // In a directory that other users can write to, the temporary name must not be known before the file exists. So the
  // name is not an argument, which `ps` would show.
  const script = (text: string) => sendScript(`n=${part}; ${text}`, 'put', [path, mode.toString(8)])
  const stdin = counted(bytes)
  const late = () => slow(host, path, deadline)
  try {
    await withDeadline({ deadline, late }, async signal => {
      const limit = { deadline: Number.POSITIVE_INFINITY, signal }
      const { argv, first } = script(receive)
      const sent = await run(argv, { ...limit, first, stdin: stdin.stream })
      expectDone(host, `${path} could not be written.`, sent)
      if (Number(sent.stdout.toString()) !== stdin.size()) throw cutShort(host, path)
      const kept = script(keep)
      const moved = await run(kept.argv, { ...limit, first: kept.first })
      expectDone(host, `${path} could not be replaced.`, moved)
    })
  } catch (thrown) {
    // The clean-up is not awaited. If it fails too, the original error is still thrown.
    const { argv, first } = script(drop)
    run(argv, { deadline, first }).catch(() => {})
    throw thrown
  }
}

export async function getFile(
  host: string,
  run: Run,
  path: string,
  deadline: number,
): Promise<Buffer> {
  const read = await run(['sh', '-c', `${home}; cat -- "$f"`, 'get', path], { deadline })
  expectDone(host, `${path} could not be read.`, read)
  return read.stdout
}

function counted(bytes: Readable | Uint8Array): { stream: Readable | Uint8Array; size(): number } {
  if (bytes instanceof Uint8Array) return { stream: bytes, size: () => bytes.length }
  let size = 0
  const stream = new PassThrough({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      done(null, chunk)
    },
  })
  if (bytes.errored) stream.destroy(bytes.errored)
  bytes.once('error', thrown => stream.destroy(thrown))
  bytes.once('close', () => bytes.readableEnded || stream.destroy())
  return { stream: bytes.pipe(stream), size: () => size }
}

function expectDone(host: string, what: string, { code, stderr }: Result): void {
  if (code === 0) return
  const why = stderr.toString().trim() || `exit code ${code}`
  const hint = /No space left on device/.test(why)
    ? 'The disk of the host is full: free some space.'
    : 'On the host, check that the directory of this path exists, and that you have access to the path.'
  throw new FailureError({ kind: 'remote', host, what, why, hint })
}

function slow(host: string, path: string, deadline: number): FailureError {
  const why = `not done within ${deadline / 1000} s`
  const hint = `Test the host: \`fleetmux hosts test ${host}\`.`
  return new FailureError({ kind: 'late', host, what: `${path} was not written.`, why, hint })
}

function cutShort(host: string, path: string): FailureError {
  const why = 'only a part of the file arrived'
  return new FailureError({
    kind: 'lost',
    host,
    what: `${path} was not written.`,
    why,
    hint: 'Try again.',
  })
}
