import { ask, git } from './git.ts'
import { refs } from './scratch.ts'

export interface Branch {
  /** As in the workspace; `HEAD` for a detached one. */
  readonly name: string
  /** Where it is here: `refs/remotes/fleetmux/<id>/<name>`; not made for what is UNCHANGED from the base. */
  readonly ref: string
  readonly state: 'NEW' | 'UPDATED' | 'UNCHANGED'
  readonly sha: string
  /** `git diff --stat` against the base; '' where that is not known or nothing differs. */
  readonly diffstat: string
}

/** What the host has. */
export interface Far {
  readonly refs: readonly { readonly sha: string; readonly name: string }[]
  readonly hasLogs: boolean
  readonly bundle: { readonly size: number; readonly path: string } | null
}

interface Home {
  readonly root: string
  readonly id: string
  readonly base: string
  readonly far: Far
  /** The bundle here, where there is one. */
  readonly file: string
  readonly signal?: AbortSignal | undefined
}

/** Commits that are here and need not come: the base, and what was fetched before. */
export async function haves(
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

/** Takes the bundle's objects in and sets the refs of this id, no others. */
export async function bringIn(home: Home) {
  const { root, id, base, far, file, signal } = home
  const place = { directory: root, signal }
  const under = `refs/remotes/fleetmux/${id}`
  const before = await tips(root, under, signal)
  const local = await tips(root, 'refs/heads', signal)
  const branches = nameAll(far).map(each => {
    const was = before.get(each.name)
    const same = was === undefined ? [base, local.get(each.name)] : [was]
    const isNew = was === undefined && !local.has(each.name)
    const changed = isNew ? ('NEW' as const) : ('UPDATED' as const)
    return { ...each, state: same.includes(each.sha) ? ('UNCHANGED' as const) : changed }
  })
  if (far.bundle) await takeObjects(file, far, place)
  const moved = branches.filter(each => each.state !== 'UNCHANGED')
  const stdin = moved.map(({ name, sha }) => `update ${under}/${name} ${sha}\n`).join('')
  const log = ['update-ref', '-m', 'fleetmux: results', '--stdin']
  if (moved.length > 0) await git(log, { ...place, stdin })
  const all: Branch[] = []
  for (const { isRest: _, ...each } of branches)
    all.push({
      ...each,
      ref: `${under}/${each.name}`,
      diffstat: await diffstat(base, each.sha, place),
    })
  const rest = branches.findIndex(each => each.isRest)
  return {
    branches: all.filter((_, index) => index !== rest),
    uncommitted: all[rest] ?? null,
  }
}

/** Names for here. What was not committed stands beside the branches, and must not be mistaken for one. */
function nameAll({ refs: all }: Far) {
  const names = all.map(each => each.name.replace('refs/heads/', ''))
  const isTaken = (name: string) => names.some(each => each === name || each.startsWith(`${name}/`))
  let rest = 'uncommitted'
  for (let i = 2; isTaken(rest); i++) rest = `uncommitted-${i}`
  return all.map(({ name, sha }) => ({
    sha,
    name:
      name === refs.head
        ? 'HEAD'
        : name === refs.uncommitted
          ? rest
          : name.replace('refs/heads/', ''),
    isRest: name === refs.uncommitted,
  }))
}

/** By git's own fetch, which checks that all of the history is there; into no ref at all. */
async function takeObjects(
  file: string,
  far: Far,
  place: { directory: string; signal?: AbortSignal | undefined },
): Promise<void> {
  const heads = await git(['bundle', 'list-heads', file], place)
  const inside = heads.split('\n').flatMap(line => line.split(' ')[1] ?? [])
  const wanted = inside.filter(name => far.refs.some(each => each.name === name))
  const options = ['--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-prune']
  await git(['fetch', '-q', ...options, '--refmap=', file, ...wanted], place)
}

async function diffstat(
  base: string,
  sha: string,
  place: { directory: string; signal?: AbortSignal | undefined },
): Promise<string> {
  if (base === '' || (await ask(['cat-file', '-e', `${base}^{commit}`], place)) === null) return ''
  const words = ['diff', '--stat=80', '--no-color', '--no-ext-diff', '--no-textconv']
  return (await git([...words, base, sha, '--'], place)).trimEnd()
}

async function tips(root: string, under: string, signal?: AbortSignal) {
  const format = '--format=%(objectname) %(refname)'
  const text = await git(['for-each-ref', format, under], { directory: root, signal })
  return new Map(
    text.split('\n').flatMap(line => {
      const [sha, ref] = line.split(' ')
      return sha && ref ? [[ref.slice(under.length + 1), sha] as const] : []
    }),
  )
}
