import { randomBytes } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { FailureError } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Runs } from '../../state/runs/order.ts'
import { makeRunId } from '../../state/runs/run-id.ts'
import { clean } from '../../state/text/clean.ts'
import { readRows } from '../../state/worktrees/host-answer.ts'
import { findingOf } from '../../state/worktrees/preflight.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type {
  Diff,
  DiffOrder,
  Leftover,
  Outcome,
  Rescue,
  Worktrees,
} from '../../state/worktrees/worktree-handle.ts'
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
import { resumeMakingScript } from './create-scripts.ts'
import { createWorktree, MAKING } from './create-worktree.ts'
import { findWorktree } from './find-worktree.ts'
import { type Iterating, iterate, testWorktree, waitForIteration } from './iterate-worktree.ts'
import { resumeIterationScript } from './iteration-scripts.ts'
import { readHistory, withUse } from './iteration-use.ts'
import {
  abortRebaseScript,
  continueRebaseScript,
  mergeScript,
  rebaseScript,
  squashScript,
} from './merge-scripts.ts'
import { diffScript, listScript, preflightScript } from './read-scripts.ts'
import { createSetupApprovals } from './setup-approvals.ts'
import { answerOf, askHost, outcomeOf, readOutcome } from './worktree-host.ts'

/** Sessions that are listed of a host. */
const MOST = 200
/** Bytes that are taken of a diff. */
const MOST_DIFF = 8 * 1024 * 1024

/** The worktree sessions on the hosts of a fleet. */
export function createWorktrees(options: {
  readonly environment: NodeJS.ProcessEnv
  readonly settings: () => WorkSettings
  readonly runs: () => Promise<Runs>
  /** @throws FailureError where no host is called so, or it is switched off. */
  readonly config: (host: string) => HostConfig
  readonly transport: (host: string) => Transport
}): Worktrees {
  const way = options.transport
  const owner = `${userInfo().username}@${hostname()}`
  const approvals = createSetupApprovals(options.environment)

  async function list(host: string): Promise<readonly WorktreeRow[]> {
    return readRows(host, await askHost(way(host), listScript, [String(MOST), '']))
  }

  async function one(host: string, id: string): Promise<WorktreeRow> {
    const [row] = readRows(host, await askHost(way(host), listScript, ['1', id]))
    if (row) return row
    throw new FailureError({ kind: 'missing', host, what: `There is no worktree session ${id}.` })
  }

  async function iterating(row: WorktreeRow, say: (text: string) => void): Promise<Iterating> {
    const { host } = row
    const runId = makeRunId(Date.now(), randomBytes(10))
    const socket = serverOptions(options.config(host))
    return { transport: way(host), runs: await options.runs(), row, owner, socket, runId, say }
  }

  const act = ({ host, spec }: WorktreeRow, script: string, ...more: readonly string[]) =>
    outcomeOf(way(host), script, [spec.id, owner, ...more], MAKING)

  async function resume(row: WorktreeRow): Promise<Outcome> {
    if (row.state === 'rebasing') return act(row, continueRebaseScript)
    if (row.state === 'unfinished') return act(row, resumeMakingScript)
    if (row.state === 'broken') return act(row, remakeScript)
    const answer = await answerOf(way(row.host), resumeIterationScript, [row.spec.id, owner])
    const notes = [`Iteration ${answer.one('number')} goes on in ${answer.one('session')}.`]
    return { ...readOutcome(answer), notes }
  }

  async function abort(row: WorktreeRow): Promise<Outcome> {
    if (row.state !== 'running' || row.run === '') return act(row, abortRebaseScript)
    await (await options.runs()).stop(row.host, row.run, 'aborted')
    const notes = [`The run ${row.run} is being stopped; what it has changed is committed.`]
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

async function readDiff(
  transport: Transport,
  { spec }: WorktreeRow,
  order: DiffOrder,
): Promise<Diff> {
  const { what, iteration, base = '', head = '' } = order
  const nth = iteration === undefined ? '' : String(iteration)
  const args = [spec.id, what, nth, base, head, String(MOST_DIFF)]
  const text = await askHost(transport, diffScript, args)
  const end = text.indexOf('\n\n')
  const [, from = '', to = ''] = /^base (\S+)\nhead (\S+)/.exec(text) ?? []
  const diff = text.slice(end + 2)
  return { base: from, head: to, diff: diff.slice(0, MOST_DIFF), isCut: diff.length > MOST_DIFF }
}

/** Lines \`found CODE DETAIL\`; files stand behind the conflict that they are part of. */
function readFindings(text: string) {
  const found: { code: string; detail: string; files: string[] }[] = []
  for (const line of text.split('\n', 5000)) {
    const [, key, value = ''] = /^(found|file) (.*)$/.exec(line) ?? []
    if (key === 'file') found.at(-1)?.files.push(value)
    if (key !== 'found') continue
    const [, code = '', detail = ''] = /^(\w+) ?(.*)$/.exec(value) ?? []
    found.push({ code, detail, files: [] })
  }
  return found.map(({ code, detail, files }) => findingOf(code, detail, files))
}

function readLeftover(host: string, line: string): Leftover {
  const [id = '', name = '', path = '', size = '', removable = '', reason = ''] = line
    .split('\t')
    .map(each => clean(each))
  const kib = /^\d{1,15}$/.test(size) ? Number(size) : null
  return { host, id, name, path, size: kib, isRemovable: removable === 'yes', reason }
}

/** null: that is no rescue ref of ours. */
function readRescue(host: string, line: string): Rescue | null {
  const [repository = '', ref = '', session = '', branch = '', commit = '', at = ''] =
    line.split('\t')
  const isOurs = /^refs\/fleetmux\/rescue\/[A-Za-z0-9._-]+\/\d+$/.test(ref)
  if (!isOurs || !/^[0-9a-f]{40,64}$/.test(commit)) return null
  return { host, repository, ref, session, branch: clean(branch), commit, at: Number(at) }
}
