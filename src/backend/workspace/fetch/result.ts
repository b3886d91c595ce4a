import { ask, git } from '../git.ts'
import { adoptPacks } from './adopt-pack.ts'
import { readBundle } from './bundle.ts'
import type { HostRefs } from './host-refs.ts'
import { checkCommits, diffstat, indexPack, makeQuarantine, type Quarantine } from './quarantine.ts'
import { isObjectId } from './ref-name.ts'
import { checkConflicts, nameResults } from './result-name.ts'

export interface Branch {
  /** The branch's name in the workspace on the host; `HEAD` if the workspace has a detached HEAD. */
  readonly name: string
  /**
   * The local ref `refs/remotes/fleetmux/<id>/<name>`. It is not created if the branch is UNCHANGED since the session
   * started.
   */
  readonly ref: string
  readonly state: 'NEW' | 'UPDATED' | 'UNCHANGED'
  readonly sha: string
  /**
   * `git diff --stat` against the commit from which the session started, or why it is missing; '' if nothing differs.
   */
  readonly diffstat: string
}

interface Home {
  readonly host: string
  readonly root: string
  readonly id: string
  readonly base: string
  readonly hostRefs: HostRefs
  /** Path of the downloaded bundle, if there is one. */
  readonly file: string
  /** Path of a private directory for data that has not been checked yet. */
  readonly scratch: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Local commits that the host need not send: the commit from which the session started, and results fetched earlier.
 */
export async function knownCommits(
  root: string,
  id: string,
  base: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const place = { directory: root, signal }
  const isHere = base !== '' && (await ask(['cat-file', '-e', `${base}^{commit}`], place)) !== null
  const before = await tips(root, `refs/remotes/fleetmux/${id}`, signal)
  return [...new Set([...(isHere ? [base] : []), ...before.values()])]
}

/**
 * Checks the host's data in a quarantine, then adds its objects to the user's repository and sets the refs of this
 * session id only. Nothing is written to the user's repository before everything is checked.
 */
export async function bringIn(home: Home) {
  const { host, root, id, hostRefs, file, scratch, signal } = home
  const under = `refs/remotes/fleetmux/${id}`
  const branches = await compare(home, under)
  const moved = branches.filter(each => each.state !== 'UNCHANGED')
  const quarantine = await makeQuarantine({ host, root }, scratch, signal)
  if (hostRefs.bundle !== null) await indexPack(quarantine, file, await readBundle(file, host))
  await checkCommits(quarantine, [...new Set(branches.map(each => each.sha))])
  const all = await describe(quarantine, home, branches, under)
  if (hostRefs.bundle !== null && moved.length > 0) await adoptPacks(quarantine)
  const stdin = moved.map(({ name, sha }) => `update ${under}/${name} ${sha}\n`).join('')
  const update = ['update-ref', '--no-deref', '-m', 'fleetmux: results', '--stdin']
  if (moved.length > 0) await git(update, { directory: root, signal, stdin })
  const rest = branches.findIndex(each => each.isRest)
  return {
    branches: all.filter((_, index) => index !== rest),
    uncommitted: all[rest] ?? null,
  }
}

/**
 * Compares each ref of the host with the local refs. @throws FailureError if git cannot store two of the names
 * together, such as `a` and `a/b`.
 */
async function compare({ host, root, id, base, hostRefs, signal }: Home, under: string) {
  const before = await tips(root, under, signal)
  const local = await tips(root, 'refs/heads', signal)
  const named = nameResults(hostRefs)
  const ignoresCase =
    (await ask(['config', '--bool', 'core.ignorecase'], { directory: root, signal })) === 'true'
  checkConflicts(named, { there: [...before.keys()], id, host, ignoresCase })
  return named.map(each => {
    const was = before.get(each.name)
    const same = was === undefined ? [base, local.get(each.name)] : [was]
    const isNew = was === undefined && !local.has(each.name)
    const changed = isNew ? ('NEW' as const) : ('UPDATED' as const)
    return { ...each, state: same.includes(each.sha) ? ('UNCHANGED' as const) : changed }
  })
}

async function describe(
  quarantine: Quarantine,
  { base }: Home,
  branches: Awaited<ReturnType<typeof compare>>,
  under: string,
): Promise<Branch[]> {
  const known = new Map<string, string>()
  const all: Branch[] = []
  for (const { isRest: _, ...each } of branches) {
    const text = known.get(each.sha) ?? (await diffstat(quarantine, { base, sha: each.sha }))
    known.set(each.sha, text)
    all.push({ ...each, ref: `${under}/${each.name}`, diffstat: text })
  }
  return all
}

/**
 * The refs inside `under`: their names without `under/`, with their hashes. '' stands for a ref named `under` itself.
 */
async function tips(root: string, under: string, signal?: AbortSignal) {
  const format = '--format=%(objectname) %(refname)'
  const text = await git(['for-each-ref', format, under], { directory: root, signal })
  return new Map(
    text.split('\n').flatMap(line => {
      const [sha = '', ref] = line.split(' ')
      return isObjectId(sha) && ref ? [[ref.slice(under.length + 1), sha] as const] : []
    }),
  )
}
