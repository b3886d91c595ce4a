import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { exportText } from '../../state/json/worktree-export.ts'
import { FailureError, reasonOf, toFailure } from '../../state/model/failure.ts'
import { THIS_MACHINE } from '../../state/model/host-config.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { WorkRow } from '../../state/model/work.ts'
import { askEverywhere } from '../../state/runs/list-everywhere.ts'
import { type Clean, clean, cleanName, says } from '../../state/text/clean.ts'
import { slugOf } from '../../state/worktrees/branch-name.ts'
import type { Conflict } from '../../state/worktrees/conflict-pairs.ts'
import { createAfterSetup } from '../../state/worktrees/create-after-setup.ts'
import { newestRescue } from '../../state/worktrees/newest-rescue.ts'
import { TIME_LIMITS } from '../../state/worktrees/time-limits.ts'
import { doneText, type ReportedAct } from '../../state/worktrees/work-act-text.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { MergeRequest, Outcome, Worktrees } from '../../state/worktrees/worktree-handle.ts'
import { distance, lastTest } from '../../state/worktrees/worktree-text.ts'
import { cleanLine, diffLines, keptLines, statusLines } from './work-lines.ts'

type Of<T extends DirectCommand['type']> = Extract<DirectCommand, { type: T }>

/** Maximum number of lines of a diff or another text that fleetmux's screen shows; a last line says what is missing. */
const MOST_LINES = 50_000

/** Carries out the screen's commands for worktree sessions. */
export function createWorkCommands(
  open: () => Promise<Worktrees>,
  dispatch: (event: Event) => void,
) {
  async function read(host: string): Promise<void> {
    try {
      const rows = await (await open()).list(host)
      dispatch({ type: 'worktrees', host, rows: rows.map(toRow) })
    } catch (thrown) {
      dispatch({ type: 'worktrees-failed', host, failure: toFailure(thrown, host) })
    }
  }

  return {
    async read({ hosts, refresh }: Of<'read-worktrees'>): Promise<Event | void> {
      await Promise.all(hosts.map(read))
      if (refresh) return
      const { conflicts } = await (await open()).conflicts(hosts)
      return { type: 'worktree-conflicts', conflicts: byId(conflicts) }
    },

    async readText({ host, id, what }: Of<'read-worktree-text'>): Promise<Event> {
      const worktrees = await open()
      const row = await worktrees.find(id, [host])
      const lines =
        what === 'diff'
          ? diffLines(await worktrees.diff(row, { what: 'whole' }))
          : await statusLines(worktrees, row)
      const title = says`${row.spec.name} on ${host}: ${what}`
      const left = lines.length - MOST_LINES
      const shown = left > 0 ? [...lines.slice(0, MOST_LINES), `... ${left} more`] : lines
      return { type: 'worktree-text', text: { id, title, lines: shown.map(cleanLine) } }
    },

    async readKept({ hosts }: Of<'read-kept-worktrees'>): Promise<Event> {
      const worktrees = await open()
      const lines = await Promise.all(hosts.map(host => keptLines(worktrees, host)))
      const title = says`Removed sessions that can be restored, and worktrees left behind`
      return { type: 'worktree-text', text: { id: '', title, lines: lines.flat().map(cleanLine) } }
    },

    async make(command: Of<'new-worktree'>): Promise<Event> {
      const { host, agent, prompt } = command
      const worktrees = await open()
      const say = (text: string) => dispatch({ type: 'warned', text: clean(text) })
      const name = prompt.trim().split(/\s+/).slice(0, 5).join(' ').slice(0, 60)
      const order = {
        host,
        agent,
        name,
        repository: absolute(command),
        scriptTimeout: TIME_LIMITS.script,
      }
      const created = await createAfterSetup(command.setup, confirm =>
        worktrees.create({ ...order, submodules: false }, say, confirm),
      )
      if ('unseen' in created) {
        const { command: text, digest } = created.unseen
        const lines = text.split('\n').map(cleanLine)
        const { repository } = command
        return { type: 'worktree-setup', setup: { host, repository, agent, prompt, lines, digest } }
      }
      try {
        const text = await iterate(worktrees, created.row, prompt)
        return { type: 'did', text, about: { host } }
      } finally {
        await read(host)
      }
    },

    async restore({ hosts, id }: Of<'restore-worktree'>): Promise<Event> {
      const worktrees = await open()
      const { rows } = await askEverywhere(hosts, host => worktrees.rescues(host))
      const rescue = newestRescue(rows, id)
      const notes = await worktrees.restore(rescue, rescue.branch)
      await read(rescue.host)
      return { type: 'did', text: clean(notes.join(' ')), about: { host: rescue.host } }
    },

    async act(command: Of<'act-on-worktree'>): Promise<Event> {
      const { host, id } = command
      const worktrees = await open()
      try {
        const text = await perform(worktrees, await worktrees.find(id, [host]), command)
        return { type: 'did', text, about: { host } }
      } finally {
        await read(host)
      }
    },
  }
}

async function perform(
  worktrees: Worktrees,
  row: WorktreeRow,
  { act, text = '' }: Of<'act-on-worktree'>,
): Promise<Clean> {
  const { name } = row.spec
  if (act === 'iterate') return iterate(worktrees, row, text)
  if (act === 'export') return exportHere(worktrees, row)
  if (act === 'test') {
    const begun = await worktrees.test(row)
    return says`The script of ${name} runs in ${begun.tmuxSession}.`
  }
  if (act === 'pr') {
    return requestText(name, await worktrees.requestMerge(row, { fromHost: false }))
  }
  return said(row, act, await outcomeOf(worktrees, row, act))
}

function requestText(name: string, { way, link, notes }: MergeRequest): Clean {
  const done =
    way === 'link'
      ? `The branch of ${name} was pushed, but the merge was not requested${link && ': to request it, open this page'}.`
      : way.startsWith('updated')
        ? `The merge request of ${name} was ${way}.`
        : `Requested the merge of ${name} with ${way}.`
  return clean([...notes, done, link].filter(Boolean).join(' '))
}

async function iterate(worktrees: Worktrees, row: WorktreeRow, prompt: string): Promise<Clean> {
  const rest = { permissions: 'ask', useRules: true, alone: false, inactivity: 0 } as const
  const notes: string[] = []
  const order = { prompt, timeout: 86_400, environment: {}, ...rest }
  const begun = await worktrees.iterate(row, order, text => notes.push(text))
  const seen = begun.tmuxSession === '' ? '' : ` in ${begun.tmuxSession}`
  const said = `Iteration ${begun.number} of ${row.spec.name} is running${seen}; run ${begun.run}.`
  return clean([said, ...notes].join(' '))
}

/** Exports a session to a file in the current directory. Does not overwrite an existing file. */
async function exportHere(worktrees: Worktrees, row: WorktreeRow): Promise<Clean> {
  const path = resolve(`work-${slugOf(row.spec.name)}-${row.spec.id.slice(-6)}.json`)
  const iterations = await worktrees.iterations(row)
  const lines = exportText('json', [{ row, iterations }], (value, indent) =>
    JSON.stringify(value, null, indent),
  )
  try {
    await writeFile(path, `${lines.join('\n')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (thrown) {
    const why = reasonOf(thrown)
    const isThere = why.startsWith('EEXIST')
    throw new FailureError({
      ...{ kind: 'refused', what: `${path} was not written.` },
      why: isThere ? 'there is a file of that name' : why,
      hint: `To export to another file: \`fleetmux work export ${row.spec.id} >FILE\`.`,
    })
  }
  return says`Exported ${row.spec.name} to ${path}.`
}

/**
 * The path of the repository. A relative path starts at the current directory on the local machine, and at the home
 * directory on other hosts.
 */
function absolute({ host, repository }: Of<'new-worktree'>): string {
  return host === THIS_MACHINE && !/^~(\/|$)/.test(repository) ? resolve(repository) : repository
}

function outcomeOf(worktrees: Worktrees, row: WorktreeRow, act: ReportedAct): Promise<Outcome> {
  if (act === 'squash') return worktrees.squash(row)
  if (act === 'rebase') return worktrees.rebase(row)
  if (act === 'continue') return worktrees.resume(row)
  if (act === 'abort') return worktrees.abort(row)
  if (act === 'clean' || act === 'force-clean') return worktrees.remove(row, act === 'force-clean')
  return worktrees.merge(row, { way: 'squash', push: false })
}

/** Text about what an operation has done. @throws FailureError for a conflict: a person has to decide. */
function said(row: WorktreeRow, act: ReportedAct, { done, conflicts, notes }: Outcome): Clean {
  const { name, baseBranch } = row.spec
  if (done) return clean([`${doneText(act, name, baseBranch)}.`, ...notes].join(' '))
  throw new FailureError({
    ...{ kind: 'refused', host: row.host },
    what: `${name} conflicts with ${baseBranch} in ${conflicts.join(', ')}.`,
    hint: act === 'merge' || act === 'squash' ? BEFORE_REBASE : IN_REBASE,
  })
}

const BEFORE_REBASE = 'Nothing was changed. Press b to rebase the session on its base branch.'
const IN_REBASE =
  'Resolve the conflicts in the worktree, or press i to let the agent do it; then press c to continue.'

function toRow(row: WorktreeRow): WorkRow {
  const { spec, host, state, detail, iterations, dirty, tmuxSession, run } = row
  return {
    ...{ host, id: spec.id, state, iterations, dirty, run },
    name: cleanName(spec.name),
    agent: cleanName(spec.agent),
    repository: spec.repoRoot,
    branch: cleanName(spec.branchName),
    base: cleanName(spec.baseBranch),
    detail: clean(detail),
    test: cleanName(lastTest(row)),
    distance: cleanName(distance(row)),
    session: cleanName(tmuxSession),
  }
}

function byId(conflicts: readonly Conflict[]): ReadonlyMap<string, readonly Clean[]> {
  const found = new Map<string, Clean[]>()
  const add = (id: string, other: Clean) => found.set(id, [...(found.get(id) ?? []), other])
  for (const { one, other } of conflicts) {
    add(one.id, says`${other.name} on ${other.host}`)
    add(other.id, says`${one.name} on ${one.host}`)
  }
  return found
}
