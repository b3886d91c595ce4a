import type { Intent } from '../../state/model/messages/intent.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { selectedRun } from './run-list.ts'

/** Parses `AGENT [@HOST] PROMPT`. Returns a string with the error if the line is invalid. */
function readNewRun(
  { hosts }: Pick<UiState, 'hosts'>,
  line: string,
): Extract<Intent, { type: 'start-run' }> | string {
  const [, agent, host = 'local', prompt = ''] =
    /^([^\s@]\S*)(?:\s+@(\S+))?(?:\s+(\S.*))?$/s.exec(line.trim()) ?? []
  if (agent === undefined) return 'Type an agent, @HOST for another host, and the prompt.'
  if (prompt === '') return 'The prompt is missing.'
  if (!hosts.has(host)) return `There is no host ${host}.`
  return { type: 'start-run', host, agent, prompt, cwd: '' }
}

/** Opens the prompt with the agent and host of the selected run. */
export function askNewRun(state: UiState): readonly UiIntent[] {
  const { agent = 'claude', host = 'local' } = selectedRun(state) ?? {}
  const place = host === 'local' ? '' : `@${host} `
  return [
    { type: 'ask', mode: 'run-new' },
    { type: 'typed', text: `${agent} ${place}` },
  ]
}

/** Starts the run. If the line is invalid, shows why and keeps the line. */
export function startNewRun(state: UiState): readonly UiIntent[] {
  const asked = readNewRun(state, state.view.line.text)
  return typeof asked === 'string' ? [{ type: 'say', text: asked }] : [{ type: 'submit' }, asked]
}
