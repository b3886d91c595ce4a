import type { FilePlace, HostWord } from '../../state/files/host-files.ts'
import { pathBytes, type WrittenPath } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'
import { clean } from '../../state/text/clean.ts'
import type { HostTransports } from '../host-transports.ts'
import { pathOf, readRecords } from './file-records.ts'
import { fileCall, runFileCall } from './file-script-call.ts'
import { COMPLETE_SCRIPT, PROGRAMS_SCRIPT, SESSIONS_SCRIPT } from './scripts/complete-script.ts'
import { shellBytes } from './shell-bytes.ts'

/** The names in a directory of a host that begin with `prefix`. @throws FailureError if it cannot be listed in time. */
export async function completeNames(
  ways: Pick<HostTransports, 'config' | 'to'>,
  place: FilePlace,
  prefix: string,
  timeoutMs: number,
): Promise<readonly WrittenPath[]> {
  const call = fileCall(ways, place, COMPLETE_SCRIPT, [shellBytes(Buffer.from(prefix))])
  const what = `${place.path || 'The directory'} was not listed.`
  const { stdout } = await runFileCall(ways, place, call, { what, deadline: timeoutMs })
  return namesOf(stdout, call.mark)
}

/**
 * The names that a script prints on a host, for a script that depends on no directory, such as one that lists tmux
 * sessions.
 */
async function printedNames(
  ways: WordTransports,
  host: string,
  script: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<readonly WrittenPath[]> {
  const place = { host, path: '~' }
  const call = fileCall(ways, place, script, args)
  const what = 'The names were not listed.'
  const { stdout } = await runFileCall(ways, place, call, { what, deadline: timeoutMs })
  return namesOf(stdout, call.mark)
}

function namesOf(stdout: Uint8Array, mark: string): readonly WrittenPath[] {
  const records = readRecords(stdout, mark) ?? []
  return records.map(({ text }) => pathOf(text.split('\0')[0] ?? ''))
}

type WordTransports = Pick<HostTransports, 'config' | 'to' | 'tmux'>

/**
 * Completes a word only if its host needs no new login: a press of Tab must not open a connection, for which the user
 * may have to touch a security key. Resolves with no names if there is no answer in time.
 */
export async function completeWord(
  ways: WordTransports,
  { host, names, directory, prefix, timeoutMs }: HostWord,
): Promise<readonly WrittenPath[]> {
  const start = performance.now()
  try {
    if (!(await ways.to(host).isOpen())) return []
    const left = timeoutMs - (performance.now() - start)
    if (left <= 0) return []
    if (names === 'files') return await completeNames(ways, { host, path: directory }, prefix, left)
    const first = shellBytes(Buffer.from(prefix))
    if (names === 'programs') return await printedNames(ways, host, PROGRAMS_SCRIPT, [first], left)
    const args = [first, ...ways.tmux(host)]
    const sessions = await printedNames(ways, host, SESSIONS_SCRIPT, args, left)
    // Names of sessions are plain text. They contain no escapes for arbitrary bytes, as paths may.
    return sessions.map(name => clean(Buffer.from(pathBytes(name)).toString()))
  } catch (thrown) {
    // The error is dropped, because a completion has no place to show it.
    if (thrown instanceof FailureError) return []
    throw thrown
  }
}
