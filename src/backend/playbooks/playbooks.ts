import type { Playbooks } from '../../state/playbooks/playbook-order.ts'
import { readPlaybookRows } from '../../state/playbooks/playbook-spec.ts'
import { MOST_LISTED } from '../../state/runs/list-everywhere.ts'
import type { Worktrees } from '../../state/worktrees/worktree-handle.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import type { HostTransports } from '../host-transports.ts'
import { findAmong } from '../runs/find-run.ts'
import { readWriterIdentity } from '../shared-history/writer-identity.ts'
import { findPlaybook, refuseHalted } from './find-playbook.ts'
import { followPlaybook } from './follow-playbook.ts'
import { askHost } from './playbook-host.ts'
import {
  answerScript,
  cleanPlaybookScript,
  listPlaybooksScript,
  namesScript,
  stopPlaybookScript,
} from './playbook-scripts.ts'
import { makePlaybookWorktree } from './playbook-worktree.ts'
import { resumePlaybook, startPlaybook } from './start-playbook.ts'

/** Playbooks on the hosts of a fleet. Each playbook continues on its host without a connection. */
export function createPlaybooks(
  { config, to, tmux }: HostTransports,
  catalogue: () => Catalogue,
  worktrees: () => Promise<Worktrees>,
  environment: NodeJS.ProcessEnv,
): Playbooks {
  async function list(host: string) {
    const more = { keepsPrinting: true }
    const answer = await askHost(to(host), listPlaybooksScript, [String(MOST_LISTED)], more)
    return readPlaybookRows(host, answer.toString('utf8'))
  }

  return {
    look: (host, request) => findPlaybook(to(host), request),
    async names(host, directory) {
      const text = (await askHost(to(host), namesScript, [directory])).toString('utf8')
      return text.split('\n').filter(name => name !== '')
    },
    async start(order, say, confirm) {
      refuseHalted(order.host, order.documents)
      const transport = to(order.host)
      const place =
        order.branch === ''
          ? null
          : await makePlaybookWorktree(transport, await worktrees(), order, say, confirm)
      const writer = order.writesHistory ? readWriterIdentity(environment) : null
      try {
        await startPlaybook(transport, order, catalogue(), config(order.host), place, writer)
      } catch (thrown) {
        await place?.discard()
        throw thrown
      }
    },
    async resume({ host, spec }, budgets) {
      const { directory, documents } = spec
      const request = { names: documents, directory }
      refuseHalted(host, (await findPlaybook(to(host), request)).documents)
      return resumePlaybook(to(host), spec.id, budgets, config(host))
    },
    list,
    find: (id, hosts) => findAmong(id, hosts, list, 'playbook'),
    follow: (host, id, options) => followPlaybook(to(host), id, options),
    async answer(host, id, answer, by) {
      await askHost(to(host), answerScript, [id, answer, by])
    },
    async stop(host, id, by) {
      await askHost(to(host), stopPlaybookScript, [id, by])
    },
    async clean(host, id) {
      await askHost(to(host), cleanPlaybookScript, [id, ...tmux(host)])
    },
  }
}
