import { refs } from '../pack/scratch.ts'
import type { HostRefs } from './host-refs.ts'
import { quoteName } from './ref-name.ts'
import { refusedResult } from './refused-result.ts'

/** A ref of the host, and its local name inside `refs/remotes/fleetmux/<id>/`. */
export interface NamedRef {
  readonly sha: string
  readonly name: string
  /** Whether this is the extra commit of the changes that the agent left uncommitted in its workspace. */
  readonly isRest: boolean
}

/**
 * Chooses the names of the local refs under which the fetched refs are stored. The name for the uncommitted changes
 * must differ from all branches.
 */
export function nameResults({ refs: all }: HostRefs): NamedRef[] {
  const branches = all.map(each => fold(each.name.replace('refs/heads/', '')))
  const isTaken = (name: string) =>
    branches.some(each => each === name || each.startsWith(`${name}/`))
  let rest = 'uncommitted'
  for (let i = 2; isTaken(rest); i++) rest = `uncommitted-${i}`
  return all.map(({ name, sha }) => ({
    sha,
    name: name === refs.head ? 'HEAD' : name === refs.uncommitted ? rest : name.slice(11),
    isRest: name === refs.uncommitted,
  }))
}

/**
 * Checks that all refs that are fetched from a workspace can exist together. git stores refs like files: `a` and `a/b`
 * cannot both exist, nor `a` and `A` on a case-insensitive disk. `there`: names of refs that were fetched from this
 * workspace before, below `refs/remotes/fleetmux/ID`. The name '' stands for a ref `refs/remotes/fleetmux/ID` itself,
 * beside which no ref below it can exist.
 * @throws FailureError with both names.
 */
export function checkConflicts(
  named: readonly NamedRef[],
  { there, id, host, ignoresCase }: ExistingNames,
): void {
  const key = (name: string) => (ignoresCase ? fold(name) : name)
  const seen = new Map<string, string>()
  for (const name of [...there, ...named.map(each => each.name)]) {
    const known = seen.get(key(name))
    if (known !== undefined && known !== name) throw bothCannot(host, id, known, name, there)
    seen.set(key(name), name)
  }
  const own = new Set<string>()
  for (const { name } of named) {
    if (own.has(key(name)))
      throw refusedResult(host, `the workspace has two branches called ${quoteName(name)}`)
    own.add(key(name))
    const parts = name.split('/')
    const above = ['', ...parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))]
    for (const parent of above) {
      const known = seen.get(key(parent))
      if (known !== undefined) throw bothCannot(host, id, known, name, there)
    }
  }
  for (const name of there) {
    const parts = name.split('/')
    for (let at = 1; at < parts.length; at++) {
      const parent = parts.slice(0, at).join('/')
      if (own.has(key(parent))) throw bothCannot(host, id, name, parent, there)
    }
  }
}

export interface ExistingNames {
  readonly there: readonly string[]
  readonly id: string
  readonly host: string
  /** Whether the local disk is case-insensitive. */
  readonly ignoresCase: boolean
}

function bothCannot(
  host: string,
  id: string,
  one: string,
  other: string,
  there: readonly string[],
): Error {
  const why = `${quoteName(other)} and ${quoteName(one)} cannot both be branches on this machine`
  const before = [one, other].find(each => there.includes(each))
  if (before === undefined) return refusedResult(host, why, 'Rename one of them on the host.')
  const ref = `refs/remotes/fleetmux/${id}${before && `/${before}`}`
  const now = `${quoteName(before || id)} was fetched before. If it is not needed: \`git update-ref -d ${ref}\``
  return refusedResult(host, why, now)
}

/** The form in which a case-insensitive disk compares names: without case, and with one form of accents. */
function fold(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
