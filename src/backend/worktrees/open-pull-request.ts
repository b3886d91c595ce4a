import { FailureError } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import { clean } from '../../state/text/clean.ts'
import { compareLink, readRemoteUrl } from '../../state/worktrees/remote-url.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { MergeRequest, RequestOrder } from '../../state/worktrees/worktree-handle.ts'
import type { Transport } from '../transport/transport.ts'
import type { ObjectCache } from './object-cache.ts'
import { remoteScript, requestScript } from './pull-request-scripts.ts'
import { answerOf } from './worktree-host.ts'

/** Timeout for a push and the requests to the forge, in milliseconds. */
const DEADLINE = 600_000

/**
 * Pushes a session's branch and opens a merge request. By default this is done from the local machine, where the user
 * is logged in to the forge: the branch is first fetched into a repository of fleetmux.
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
        what: `${clean(found.one('url'))} can only be reached from the host of the session.`,
      },
      hint: `Push from that host: \`fleetmux work pr ${spec.id} --from-host\`.`,
    })
  const head = found.one('head')
  const { branchName: branch } = spec
  const from = isFromHost ? way(host) : way(THIS_MACHINE)
  const repo = isFromHost
    ? found.one('repo')
    : await cache.bring(way(host), { id: spec.id, origin: found.one('origin'), head, branch })
  const base = found.one('base')
  // The title is sent as a push option, which must be a single line.
  const [title = spec.name] = (order.title ?? spec.name).split('\n', 1)
  const body = order.body ?? found.all('subject').join('\n')
  const place = [url?.forge ?? 'unknown', url?.host ?? '', url?.path ?? '']
  // On the host, use the remote's name: the remote's URL may contain a token, which must not appear in a process list.
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

/** Strips user name and password from the URL. */
function withoutLogin(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/, '$1')
}
