import { randomBytes } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { MOST_LISTED } from '../../state/runs/list-everywhere.ts'
import type { Runs } from '../../state/runs/order.ts'
import { makeRunId } from '../../state/runs/run-id.ts'
import { clean } from '../../state/text/clean.ts'
import { readRows } from '../../state/worktrees/host-answer.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { Outcome, Worktrees } from '../../state/worktrees/worktree-handle.ts'
import type { WorkSettings } from '../config/config.ts'
import { serverOptions } from '../tmux/server-options.ts'
import type { Transport } from '../transport/transport.ts'
import {
  leftoversScript,
  remakeScript,
  removeScript,
  rescuesScript,
  restoreScript,
} from './clean-scripts.ts'
import { findConflicts, readChanges, type TriedPairs } from './conflict-radar.ts'
import { resumeMakingScript } from './create-scripts.ts'
import { createWorktree, makingTimeout } from './create-worktree.ts'
import { findWorktree } from './find-worktree.ts'
import { type IterateOptions, iterate, testWorktree, waitForIteration } from './iterate-worktree.ts'
import { resumeIterationScript } from './iteration-scripts.ts'
import { readHistory, withUse } from './iteration-use.ts'
import {
  abortRebaseScript,
  continueRebaseScript,
  mergeScript,
  rebaseScript,
  resumeOperationScript,
  squashScript,
} from './merge-scripts.ts'
import { createObjectCache } from './object-cache.ts'
import { requestMerge } from './open-pull-request.ts'
import { listScript, preflightScript } from './read-scripts.ts'
import { createSetupApprovals } from './setup-approvals.ts'
import { readDiff, readFindings, readLeftover, readRescue } from './worktree-answers.ts'
import { answerOf, askHost, askList, outcomeOf, readOutcome } from './worktree-host.ts'

/** The worktree sessions on the hosts of a fleet. */
export function createWorktrees(options: {
  readonly environment: NodeJS.ProcessEnv
  readonly settings: () => WorkSettings
  readonly runs: () => Promise<Runs>
  /** The configuration of a host. @throws FailureError if no host has this name or the host is disabled. */
  readonly config: (host: string) => HostConfig
  readonly transport: (host: string) => Transport
}): Worktrees {
  const way = options.transport
  const owner = `${userInfo().username}@${hostname()}`
  const cache = createObjectCache(options.environment)
  const tried: TriedPairs = new Map()
  const approvals = createSetupApprovals(options.environment)

  async function list(host: string): Promise<readonly WorktreeRow[]> {
    return readRows(host, await askList(way(host), listScript, [String(MOST_LISTED), '']))
  }

  async function one(host: string, id: string): Promise<WorktreeRow> {
    const [row] = readRows(host, await askHost(way(host), listScript, ['1', id]))
    if (row) return row
    throw new FailureError({
      ...{ kind: 'missing', host },
      what: `The new worktree session ${id} is not on the host any more.`,
      why: 'somebody may have removed it meanwhile',
      hint: '`fleetmux work list` lists the worktree sessions.',
    })
  }

  async function iterating(row: WorktreeRow, say: (text: string) => void): Promise<IterateOptions> {
    const { host } = row
    const runId = makeRunId(Date.now(), randomBytes(10))
    const socket = serverOptions(options.config(host))
    return { transport: way(host), runs: await options.runs(), row, owner, socket, runId, say }
  }

  /** Timeout of operations that may make a worktree, in milliseconds. */
  const longest = () => makingTimeout(options.settings())
  const act = ({ host, spec }: WorktreeRow, script: string, ...more: readonly string[]) =>
    outcomeOf(way(host), script, [spec.id, owner, ...more], longest())

  async function resume(row: WorktreeRow): Promise<Outcome> {
    if (row.state === 'rebasing') return act(row, continueRebaseScript)
    if (row.state === 'unfinished') return act(row, resumeMakingScript)
    if (row.state === 'broken') return act(row, remakeScript)
    const operation = await answerOf(
      way(row.host),
      resumeOperationScript,
      [row.spec.id, owner],
      longest(),
    )
    if (operation.one('iteration') === '') return readOutcome(operation)
    const answer = await answerOf(way(row.host), resumeIterationScript, [row.spec.id, owner])
    const notes = [`Iteration ${answer.one('number')} is running in ${answer.one('session')}.`]
    return { ...readOutcome(answer), notes }
  }

  async function abort(row: WorktreeRow): Promise<Outcome> {
    if (row.state !== 'running' || row.run === '') return act(row, abortRebaseScript)
    await (await options.runs()).stop(row.host, row.run, 'aborted')
    const notes = [`Stopping the run ${row.run}; its changes will be committed.`]
    return { done: true, conflicts: [], before: row.head, after: row.head, notes }
  }

  return {
    async create(order, say, confirm) {
      const id = makeRunId(Date.now(), randomBytes(10)).toLowerCase()
      const { settings } = options
      const transport = way(order.host)
      const at = Date.now()
      await createWorktree({
        ...{ transport, order, settings: settings(), id, owner, at, say, confirm, approvals },
      })
      return one(order.host, id)
    },
    list,
    find: (id, hosts) => findWorktree(id, hosts, list),
    iterations: async row => readHistory(way(row.host), await options.runs(), row),
    iterate: async (row, order, say) => iterate(await iterating(row, say), order),
    test: async (row, script) => testWorktree(await iterating(row, () => {}), script),
    async wait(begun, signal) {
      const transport = way(begun.host)
      const record = await waitForIteration(transport, begun, signal)
      return withUse(transport, await options.runs(), begun.host, record)
    },
    diff: (row, order) => readDiff(way(row.host), row, order),
    async preflight({ host, spec }, onto) {
      const text = await askHost(way(host), preflightScript, [spec.id, onto ?? ''])
      return readFindings(text)
    },
    squash: (row, message = '') => act(row, squashScript, message),
    rebase: (row, onto = '') => act(row, rebaseScript, onto),
    merge: (row, { onto = '', way: how, message = '', push }) =>
      act(row, mergeScript, onto, how, message, push ? 'push' : ''),
    resume,
    abort,
    requestMerge: (row, order) => requestMerge(row, order, way, cache),
    async conflicts(hosts) {
      const answers = await Promise.all(
        hosts.map(host =>
          readChanges(way(host)).then(
            changes => ({ changes, failure: null }),
            thrown => ({ changes: [], failure: toFailure(thrown, host) }),
          ),
        ),
      )
      const changes = answers.flatMap(each => each.changes)
      const conflicts = await findConflicts(changes, tried, way, cache)
      return { conflicts, failures: answers.map(({ failure }) => failure) }
    },
    async leftovers(host) {
      const answer = await answerOf(way(host), leftoversScript, [])
      return answer.all('left').map(line => readLeftover(host, line))
    },
    remove: (row, force) => act(row, removeScript, force ? 'force' : ''),
    async rescues(host, repository = '') {
      const answer = await answerOf(way(host), rescuesScript, [repository])
      return answer.all('rescue').flatMap(line => readRescue(host, line) ?? [])
    },
    async restore({ host, repository, ref, session }, branch) {
      const answer = await answerOf(way(host), restoreScript, [repository, ref, session, branch])
      return answer.all('note').map(note => clean(note))
    },
  }
}
