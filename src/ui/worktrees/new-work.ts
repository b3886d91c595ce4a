import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { selectedWork } from '../view/selected-work.ts'

type NewWork = Extract<UiIntent, { type: 'new-worktree' }>

/** Parses `AGENT [@HOST] REPOSITORY PROMPT`. Returns a string with the error if the line is invalid. */
function readNewWork({ hosts }: Pick<UiState, 'hosts'>, line: string): NewWork | string {
  const [, agent, host = 'local', repository = '', prompt = ''] =
    /^([^\s@]\S*)(?:\s+@(\S+))?(?:\s+(\S+))?(?:\s+(\S.*))?$/s.exec(line.trim()) ?? []
  if (agent === undefined) return 'Type an agent, @HOST for another host, and a repository.'
  if (!/^[/.~]/.test(repository)) return 'The repository must be a path: /..., ~/... or .'
  if (prompt === '') return 'The prompt is missing.'
  if (!hosts.has(host)) return `There is no host ${host}.`
  return { type: 'new-worktree', host, repository, agent, prompt }
}

/** Opens the input line for a new session, filled with the agent, host and repository of the selected one. */
export function askNewWork(state: UiState): readonly UiIntent[] {
  const row = selectedWork(state)
  const begin = row
    ? [row.agent, ...(row.host === 'local' ? [] : [`@${row.host}`]), row.repository]
    : ['claude']
  return [
    { type: 'ask', mode: 'work-new' },
    { type: 'typed', text: `${begin.join(' ')} ` },
  ]
}

/** Starts the session. If the line is invalid, shows why and keeps the line. */
export function startNewWork(state: UiState): readonly UiIntent[] {
  const asked = readNewWork(state, state.view.line.text)
  if (typeof asked === 'string') return [{ type: 'say', text: asked }]
  return [{ type: 'submit' }, { type: 'say', text: 'Creating the worktree session…' }, asked]
}
