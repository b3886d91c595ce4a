import type { FilePlace, TransferOptions } from '../../../state/files/host-files.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { localReason } from '../../files/local-reason.ts'
import type { Running } from '../../transport/transport.ts'
import { readFacts } from '../file-records.ts'
import { scriptFailure } from '../script-failure.ts'
import { continueHint, type Head, type ScriptReport } from './transfer-answer.ts'
import { UNVERIFIED } from './watched-stream.ts'

/** A running download of a file or directory. */
export interface Download extends Head {
  readonly place: FilePlace
  readonly running: Running
  readonly told: ScriptReport
  /** The file or directory into which the content is written until it is complete. */
  readonly part: string
  /** The local path to create, as the user named it. */
  readonly target: string
  /**
   * The same path by way of the open directory that contains it, so that nobody can exchange that directory meanwhile.
   */
  readonly way: string
  readonly options: TransferOptions
}

/**
 * Verifies the downloaded content. `sum`: the checksum of what was received. Returns notes for the user: the content
 * could not be verified, the file changed meanwhile, or a part of it could not be read. @throws FailureError if the
 * received content differs from what was sent, or was received only in part.
 */
export async function checkSent(got: Download, sum: string): Promise<string[]> {
  const { place, running, told, facts } = got
  const { code, lost: isLost } = await running.ended
  await told.ended
  const sent = told.lines.get('s')
  const reader = told.lines.get('x')
  if (isLost || sent === undefined || code !== 0)
    throw partlyReceived(got, told.words() || (isLost ? CONNECTION_LOST : endedWith(code)))
  const notes: string[] = []
  if (sent === 'none' || sent.startsWith('cksum:')) notes.push(UNVERIFIED)
  else if (sent !== sum) throw differs(place)
  const after = readFacts(told.lines.get('a') ?? '')
  if (after && (after.size !== facts.size || after.modified !== facts.modified))
    notes.push(
      `The file changed during the transfer: it had ${facts.size} bytes, and now has ${after.size}.`,
    )
  if (reader !== '0')
    notes.push(
      `Not all of ${place.path} could be read: ${told.words() || `the command that read it ended with exit code ${reader}`}`,
    )
  return notes
}

export async function failedBefore(
  place: FilePlace,
  { ended }: Running,
  told: ScriptReport,
): Promise<FailureError> {
  const { code, lost: isLost } = await ended
  await told.ended
  if (isLost)
    return new FailureError({
      ...{ kind: 'lost', host: place.host, what: `${place.path} was not fetched.` },
      why: told.words() || CONNECTION_LOST,
      hint: 'Try again.',
    })
  const what = `${place.path} was not fetched.`
  return new FailureError(scriptFailure(place.host, what, code, Buffer.from(told.words())))
}

const CONNECTION_LOST = 'the connection was lost'

/** Why the content of a file could not be received to its end, or not be stored on this machine. */
export function cutReason(thrown: unknown): string {
  const isCut = (thrown as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE'
  return isCut ? CONNECTION_LOST : localReason(thrown)
}

function endedWith(code: number): string {
  return `the command on the host ended with exit code ${code}`
}

export function partlyReceived(
  { place, options }: Pick<Download, 'place' | 'options'>,
  why: string,
): FailureError {
  const what = `${place.path} was only partly received.`
  const hint = continueHint(options)
  return new FailureError({ kind: 'lost', host: place.host, what, why, hint })
}

// The failures below are about files of this machine, so the host is named with the path and not at their beginning.

function differs({ host, path }: FilePlace): FailureError {
  return new FailureError({
    kind: 'lost',
    host,
    namesHost: true,
    what: `The copy of ${host}:${path} on this machine is damaged: its checksum differs from that of the original.`,
    hint: 'The damaged copy was not put in its place. Fetch it again.',
  })
}

export function unpackFailed({ host, path }: FilePlace, words: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    namesHost: true,
    what: `${host}:${path} was fetched, but could not be unpacked on this machine.`,
    why: tarReason(words),
    hint: 'The target on this machine was not changed. Check the free space (`df -h`) and the permissions there, then fetch the directory again.',
  })
}

/** The last complaint of tar, without its last line, which says only that there were errors before. */
function tarReason(words: string): string {
  const lines = words.trim().split('\n')
  const told = lines.findLast(line => !/\bprevious errors\b/.test(line))
  return told || 'tar failed and gave no reason'
}
