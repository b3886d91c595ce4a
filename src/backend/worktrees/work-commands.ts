import { toFailure } from '../../state/model/failure.ts'
import type { DirectCommand } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { WorkRow } from '../../state/model/work.ts'
import { type Clean, clean, cleanName, says } from '../../state/text/clean.ts'
import type { Conflict } from '../../state/worktrees/conflict-pairs.ts'
import type { WorktreeRow } from '../../state/worktrees/worktree.ts'
import type { Outcome, Worktrees } from '../../state/worktrees/worktree-handle.ts'
import { distance, lastTest } from '../../state/worktrees/worktree-text.ts'

type Of<T extends DirectCommand['type']> = Extract<DirectCommand, { type: T }>

/** Lines of a text that the screen keeps. */
const MOST_LINES = 50_000

/** What the screen asks of worktree sessions. */
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
    async read({ hosts }: Of<'read-worktrees'>): Promise<Event> {
      await Promise.all(hosts.map(read))
      const { conflicts } = await (await open()).conflicts(hosts)
      return { type: 'worktree-conflicts', conflicts: byId(conflicts) }
    },

    async readText({ host, id, what }: Of<'read-worktree-text'>): Promise<Event> {
      const worktrees = await open()
      const row = await worktrees.find(id, [host])
      const lines =
        what === 'diff'
          ? (await worktrees.diff(row, { what: 'whole' })).diff.replace(/\n$/, '').split('\n')
          : await statusLines(worktrees, row)
      const title = says`${row.spec.name} on ${host}: ${what}`
      const shown = lines.slice(0, MOST_LINES).map(line => clean(line.replaceAll('\t', '    ')))
      return { type: 'worktree-text', text: { id, title, lines: shown } }
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

async function statusLines(worktrees: Worktrees, row: WorktreeRow): Promise<readonly string[]> {
  const findings = await worktrees.preflight(row)
  const iterations = await worktrees.iterations(row)
  const isReady = findings.every(({ level }) => level !== 'block')
  return [
    isReady ? 'It can be merged.' : 'It cannot be merged yet.',
    ...findings.flatMap(({ level, text, files = [] }) => [
      `${level === 'block' ? '-' : ' '} ${text}`,
      ...files.map(file => `    ${file}`),
    ]),
    '',
    ...iterations
      .toReversed()
      .flatMap(each => [
        `@@ ${each.number} ${each.end}, script: ${each.testResult}, ${each.changedCount} files`,
        `  > ${each.prompt.split('\n')[0] ?? ''}`,
        ...each.commitError.split('\n').filter(Boolean),
        ...each.testOutput.split('\n').slice(-20),
      ]),
  ]
}

async function perform(
  worktrees: Worktrees,
  row: WorktreeRow,
  { act, text = '' }: Of<'act-on-worktree'>,
): Promise<Clean> {
  const { name } = row.spec
  if (act === 'iterate') {
    const rest = { permissions: 'ask', useRules: true, alone: false, inactivity: 0 } as const
    const order = { prompt: text, timeout: 86_400, environment: {}, ...rest }
    const begun = await worktrees.iterate(row, order, () => {})
    return says`Iteration ${begun.number} of ${name} goes on in ${begun.pane}; run ${begun.run}.`
  }
  if (act === 'test') {
    const begun = await worktrees.test(row)
    return says`The script of ${name} runs in ${begun.pane}.`
  }
  if (act === 'pr') {
    const { way, link } = await worktrees.requestMerge(row, { fromHost: false })
    return says`${name}: ${way} ${link}`
  }
  return said(name, act, await outcomeOf(worktrees, row, act))
}

function outcomeOf(worktrees: Worktrees, row: WorktreeRow, act: string): Promise<Outcome> {
  if (act === 'squash') return worktrees.squash(row)
  if (act === 'rebase') return worktrees.rebase(row)
  if (act === 'continue') return worktrees.resume(row)
  if (act === 'abort') return worktrees.abort(row)
  if (act === 'clean') return worktrees.remove(row, false)
  return worktrees.merge(row, { way: 'squash', push: false })
}

function said(name: string, act: string, { done, conflicts, notes }: Outcome): Clean {
  if (done) return says`${name}: ${act} is done. ${notes.join(' ')}`
  return says`${name}: in conflict over ${conflicts.join(', ')}.`
}

function toRow(row: WorktreeRow): WorkRow {
  const { spec, host, state, detail, iterations, dirty, pane } = row
  return {
    ...{ host, id: spec.id, state, iterations, dirty },
    name: cleanName(spec.name),
    branch: cleanName(spec.branchName),
    base: cleanName(spec.baseBranch),
    detail: clean(detail),
    test: cleanName(lastTest(row)),
    distance: cleanName(distance(row)),
    session: cleanName(pane),
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
