import type { PlaybookOrder } from '../../state/playbooks/playbook-order.ts'
import type { Confirm, Worktrees } from '../../state/worktrees/worktree-handle.ts'
import type { Transport } from '../transport/transport.ts'
import { askHost } from './playbook-host.ts'
import { repositoryScript } from './playbook-scripts.ts'

/**
 * Timeout for the test script of a worktree session, in seconds. The session needs a value, although no test script
 * runs in it: a playbook has its own check command.
 */
const SCRIPT_TIMEOUT = 600

/** The worktree session in which the agents of a playbook work. */
export interface PlaybookWorktree {
  /** The id of the worktree session. */
  readonly work: string
  readonly worktree: string
  /**
   * The directory in the worktree that corresponds to the playbook's directory in the user's checkout. The agents work
   * in it.
   */
  readonly directory: string
  readonly base: string
  readonly remote: string
  /** Removes the worktree session, if the playbook could not be started. */
  discard(): Promise<void>
}

/** Creates a worktree session from the branch that is checked out in the directory of the playbook. */
export async function makePlaybookWorktree(
  transport: Transport,
  worktrees: Worktrees,
  order: PlaybookOrder,
  say: (text: string) => void,
  confirm: Confirm,
): Promise<PlaybookWorktree> {
  const text = (await askHost(transport, repositoryScript, [order.directory])).toString('utf8')
  const [root = '', base = '', below = '', remote = ''] = text.split('\n')
  const row = await worktrees.create(
    {
      ...{ host: order.host, repository: root, name: order.playbook.name, branch: order.branch },
      ...{ base, agent: order.agent, scriptTimeout: SCRIPT_TIMEOUT, submodules: true },
      ...(order.setup !== '' && { setup: order.setup }),
    },
    say,
    confirm,
  )
  const { id, worktreePath } = row.spec
  return {
    ...{ work: id, worktree: worktreePath, base, remote },
    directory: `${worktreePath}/${below}`.replace(/\/$/, ''),
    async discard() {
      await worktrees.remove(row, false)
    },
  }
}
