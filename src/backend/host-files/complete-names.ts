import type { FilePlace } from '../../state/files/host-files.ts'
import type { WrittenPath } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostTransports } from '../host-transports.ts'
import { pathOf, readRecords } from './file-records.ts'
import { fileCall, runFileCall } from './file-script-call.ts'
import { COMPLETE_SCRIPT, PROGRAMS_SCRIPT } from './scripts/complete-script.ts'
import { shellBytes } from './shell-bytes.ts'

/** The names that complete a file name; empty if the host does not answer in time. */
export async function completeNames(
  ways: HostTransports,
  place: FilePlace,
  prefix: string,
  timeoutMs: number,
): Promise<readonly WrittenPath[]> {
  const call = fileCall(ways, place, COMPLETE_SCRIPT, [shellBytes(Buffer.from(prefix))])
  const what = `${place.path || 'The directory'} was not listed.`
  const { stdout } = await runFileCall(ways, place, call, { what, deadline: timeoutMs })
  return namesOf(stdout, call.mark)
}

/** The names of programs on a host that begin with this prefix. */
export async function completePrograms(
  ways: HostTransports,
  host: string,
  prefix: string,
  timeoutMs: number,
): Promise<readonly WrittenPath[]> {
  const args = [shellBytes(Buffer.from(prefix))]
  const call = fileCall(ways, { host, path: '~' }, PROGRAMS_SCRIPT, args)
  const what = 'The programs were not listed.'
  const { stdout } = await runFileCall(ways, { host, path: '~' }, call, {
    what,
    deadline: timeoutMs,
  })
  return namesOf(stdout, call.mark)
}

function namesOf(stdout: Uint8Array, mark: string): readonly WrittenPath[] {
  const records = readRecords(stdout, mark) ?? []
  return records.map(({ text }) => pathOf(text.split('\0')[0] ?? ''))
}

/**
 * Calls `complete`, with the milliseconds that are left, only if the host needs no new login: a press of Tab must not
 * open a connection, for which the user may have to touch a security key. Resolves with no names if there is no answer
 * in time.
 */
export async function ifOpen(
  ways: HostTransports,
  host: string,
  timeoutMs: number,
  complete: (left: number) => Promise<readonly WrittenPath[]>,
): Promise<readonly WrittenPath[]> {
  const start = performance.now()
  try {
    if (!(await ways.to(host).isOpen())) return []
    const left = timeoutMs - (performance.now() - start)
    return left > 0 ? await complete(left) : []
  } catch (thrown) {
    // The error is dropped, because a completion has no place to show it.
    if (thrown instanceof FailureError) return []
    throw thrown
  }
}
