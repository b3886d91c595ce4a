import { FailureError } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import { clean } from '../../state/text/clean.ts'
import { compareLink, readRemoteUrl } from '../../state/worktrees/remote-url.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { MergeRequest, RequestOrder } from '../../state/worktrees/worktree-handle.ts'
import type { Transport } from '../transport/transport.ts'
import type { ObjectCache } from './object-cache.ts'
import { remoteScript, requestScript } from './request-scripts.ts'
import { answerOf } from './worktree-host.ts'

/** Milliseconds for a push and what is asked of a service. */
const DEADLINE = 600_000

/**
 * Pushes the branch of a session and asks for its merge. By default from here, where the person is logged in: the
 * branch is brought into a repository of ours first.
 */
export async function requestMerge(
  { host, spec }: WorktreeRow,
  order: RequestOrder,
  way: (host: string) => Transport,
  cache: ObjectCache,
): Promise<MergeRequest> {
  const found = await answerOf(way(host), remoteScript, [spec.id])
  const url = readRemoteUrl(found.one('url'))
  const isFromHost = order.fromHost || host === THIS_MACHINE
  if (!url && !isFromHost)
    throw new FailureError({
      ...{
        kind: 'refused',
        host,
        what: `${clean(found.one('url'))} can only be reached from there.`,
      },
      hint: 'Push from its host: --from-host.',
    })
  const head = found.one('head')
  const { branchName: branch } = spec
  const from = isFromHost ? way(host) : way(THIS_MACHINE)
  const repo = isFromHost
    ? found.one('repo')
    : await cache.bring(way(host), { id: spec.id, origin: found.one('origin'), head, branch })
  const base = found.one('base')
  // A push option is one line.
  const [title = spec.name] = (order.title ?? spec.name).split('\n', 1)
  const body = order.body ?? found.all('subject').join('\n')
  const place = [url?.forge ?? 'unknown', url?.host ?? '', url?.path ?? '']
  // A name of the configuration there, since an address may hold a token, which no process list may show.
  const to = isFromHost ? found.one('remote') : withoutLogin(found.one('url'))
  const known = found.all('known').join(' ')
  const args = [repo, head, to, branch, base, ...place, title, body, known]
  const answer = await answerOf(from, requestScript, args, DEADLINE)
  const link = answer.one('link')
  return {
    way: clean(answer.one('way') || 'link'),
    link: clean(/^https:\/\/\S+$/.test(link) ? link : url ? compareLink(url, base, branch) : ''),
    notes: answer.all('note').map(each => clean(each)),
  }
}

/** The address without a name and a password in it. */
function withoutLogin(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/, '$1')
}
