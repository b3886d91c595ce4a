import { type Handlers, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'
import type { Work } from '../model/work.ts'

/** The reducers of the list of worktree sessions. The list has what each host has answered last. */
export const work: Handlers = {
  'read-worktrees': (state, command) =>
    step(
      withWork(
        state,
        command.refresh
          ? { refreshing: command.hosts }
          : { pending: command.hosts, failures: new Map() },
      ),
      command,
    ),
  worktrees: (state, { host, rows }) => {
    const others = state.work.rows.filter(row => row.host !== host)
    return step(withWork(state, { rows: [...others, ...rows], ...answered(state, host) }))
  },
  'worktrees-failed': (state, { host, failure }) => {
    const failures = new Map(state.work.failures).set(host, failure)
    return step(withWork(state, { failures, ...answered(state, host) }))
  },
  'worktree-conflicts': (state, { conflicts }) => step(withWork(state, { conflicts })),
  'read-worktree-text': (state, command) => step(withWork(state, { text: null }), command),
  'worktree-text': (state, { text }) => step(withWork(state, { text })),
  'read-kept-worktrees': (state, command) => step(withWork(state, { text: null }), command),
  'new-worktree': (state, command) =>
    step(
      withWork(state, { setup: command.setup === undefined ? state.work.setup : null }),
      command,
    ),
  'worktree-setup': (state, { setup }) => step(withWork(state, { setup })),
}

function answered({ work }: State, host: string): Pick<Work, 'pending' | 'refreshing'> {
  const others = (hosts: readonly string[]) => hosts.filter(each => each !== host)
  return { pending: others(work.pending), refreshing: others(work.refreshing) }
}

function withWork(state: State, more: Partial<Work>): State {
  return { ...state, work: { ...state.work, ...more } }
}
