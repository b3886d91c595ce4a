import { clean, cleanLines } from '../text/clean.ts'
import type { Iteration, WorktreeRow } from '../worktrees/worktree.ts'
import type { Begun } from '../worktrees/worktree-handle.ts'

/** A worktree session as a JSON document for `work list --json` and the API. */
export function worktreeJson(row: WorktreeRow) {
  const { spec, host, last } = row
  const { version: _, created, script, model, scriptTimeout, ...rest } = spec
  return {
    host,
    ...rest,
    scriptCommand: script ?? null,
    scriptTimeoutSec: scriptTimeout,
    // `scriptTimeout` is the older name of `scriptTimeoutSec`.
    scriptTimeout,
    modelOverride: model ?? null,
    status: statusOf(row),
    state: row.state,
    detail: row.detail,
    createdAt: new Date(created).toISOString(),
    lastRun: last?.endTime ?? null,
    head: row.head,
    ahead: row.ahead,
    behind: row.behind,
    dirty: row.dirty,
    iterations: row.iterations,
    lastIteration: last ? iterationJson(last) : null,
    run: row.run || null,
    session: row.tmuxSession || null,
    contained: row.contained,
  }
}

/** The status in terms of Amp Session Manager: idle, running, awaiting-input, error or done. */
function statusOf({ state, last }: WorktreeRow): string {
  if (state === 'running') return 'running'
  if (state === 'merged') return 'done'
  if (state === 'broken') return 'error'
  if (state !== 'idle') return 'awaiting-input'
  const isFailed = last && (last.commitError !== '' || !['ok', 'no_agent'].includes(last.end))
  return isFailed ? 'error' : 'idle'
}

/**
 * A started iteration (a prompt to the agent of a worktree session) as a JSON document. Its tmux session is called
 * `pane` in JSON.
 */
export function begunJson({ tmuxSession, ...begun }: Begun) {
  return { ...begun, pane: tmuxSession }
}

export function iterationJson(each: Iteration) {
  return {
    ...each,
    prompt: cleanLines(each.prompt),
    commitError: cleanLines(each.commitError),
    testOutput: cleanLines(each.testOutput),
    notes: each.notes.map(note => clean(note)),
    promptTokens: each.promptTokens ?? null,
    completionTokens: each.completionTokens ?? null,
    totalTokens: each.totalTokens ?? null,
    costUsd: each.costUsd ?? null,
    model: each.model ?? null,
    output: each.output == null ? null : cleanLines(each.output),
  }
}
