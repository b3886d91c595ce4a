import { branchName } from './branch-name.ts'
import { type Budgets, DEFAULT_BUDGETS } from './budget.ts'
import type { FoundPlaybook, PlaybookOrder } from './playbook-order.ts'

/** The user's choices. A missing choice is taken from the playbook, else from the defaults. */
export interface PlaybookChoices {
  readonly agent?: string | undefined
  readonly model?: string | undefined
  readonly permissions: PlaybookOrder['permissions']
  readonly environment?: PlaybookOrder['environment']
  readonly mode?: 'task' | 'document' | undefined
  readonly budgets: Partial<Budgets>
  readonly verify?: string | undefined
  readonly strict?: boolean
  readonly branch?: string | undefined
  readonly target?: string | undefined
  readonly setup?: string | undefined
  readonly history?: boolean
  readonly openPullRequest?: boolean
}

/** Makes the `PlaybookOrder` (all settings of the request) that starts a playbook which was found on a host. */
export function makeOrder(
  found: FoundPlaybook,
  { id, host, at }: { readonly id: string; readonly host: string; readonly at: Date },
  choices: PlaybookChoices,
): PlaybookOrder {
  const { playbook } = found
  const { agent = 'claude', model, permissions, environment = {}, mode, budgets } = choices
  const worktree = playbook.worktreeSettings
  const own = budgets.loops === undefined && typeof playbook.maxLoops === 'number'
  return {
    ...found,
    playbook: mode === undefined ? playbook : { ...playbook, taskSelectionMode: mode },
    ...{ id, host, agent, permissions, environment },
    ...(model !== undefined && { model }),
    budgets: { ...DEFAULT_BUDGETS, ...(own && { loops: playbook.maxLoops ?? 0 }), ...budgets },
    ownLoops: own,
    verify: choices.verify ?? playbook.verify ?? '',
    strict: choices.strict ?? false,
    branch: branchName(choices.branch ?? worktree?.branchNameTemplate ?? '', playbook.name, at),
    setup: choices.setup ?? '',
    writesHistory: choices.history ?? false,
    target: choices.target ?? worktree?.prTargetBranch ?? '',
    openPullRequest: choices.openPullRequest ?? false,
  }
}
