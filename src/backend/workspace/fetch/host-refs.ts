import { tooManyBranches } from './bundle.ts'
import { isObjectId, quoteName, refNameError } from './ref-name.ts'
import { refusedResult } from './refused-result.ts'
import { RESULT_LIMITS } from './result-limit.ts'

/** The refs that the host reports. Only the form of names and hashes has been checked. */
export interface HostRefs {
  readonly refs: readonly { readonly sha: string; readonly name: string }[]
  readonly hasLogs: boolean
  /** Size of the bundle in bytes; null if there is no bundle. */
  readonly bundle: number | null
}

/** Parses the output of `collectScript`. @throws FailureError if it is invalid. */
export function readHostRefs(text: string, host: string): HostRefs {
  const lines = text.split('\n')
  const refs = lines.filter(line => line.startsWith('ref ')).map(line => toRef(line, host))
  if (refs.length > RESULT_LIMITS.branches) throw tooManyBranches(host)
  const names = new Set(refs.map(each => each.name))
  if (names.size < refs.length)
    throw refusedResult(host, 'the list of branches contains a name twice')
  const size = lines.find(line => line.startsWith('bundle '))
  return {
    refs,
    hasLogs: lines.includes('logs'),
    bundle: size === undefined ? null : toSize(size, host),
  }
}

function toRef(line: string, host: string) {
  const [, sha = '', name = ''] = /^ref (\S*) (.*)$/s.exec(line) ?? []
  if (!isObjectId(sha))
    throw refusedResult(host, `an entry in the list of branches has no commit: ${quoteName(line)}`)
  const error = refNameError(name)
  if (error === null) return { sha, name }
  throw refusedResult(host, `the list of branches contains ${quoteName(name)}, which ${error}`)
}

function toSize(line: string, host: string): number {
  const size = /^bundle \d{1,15}$/.test(line) ? Number(line.slice(7)) : Number.NaN
  if (Number.isNaN(size))
    throw refusedResult(host, `the host did not report the size of the results: ${quoteName(line)}`)
  const megabytes = RESULT_LIMITS.bundle / 1e6
  if (size <= RESULT_LIMITS.bundle) return size
  throw refusedResult(
    host,
    `the results are larger than ${megabytes} MB`,
    'Fetch the results with git yourself.',
  )
}
