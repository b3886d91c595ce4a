import { isShell } from '../../state/agents/program.ts'
import { AGENT_STATES, type AgentState } from '../../state/model/agents/agent.ts'
import type { Claim } from './claim.ts'
import type { Evidence } from './evidence.ts'

const STATES: readonly string[] = AGENT_STATES

const isState = (word: string): word is AgentState => STATES.includes(word)

/**
 * The state in the user option `@fleetmux_state`: a word for the state, then after a colon the question or exit code.
 * The option is ignored if the pane is back at a shell prompt.
 */
export function readReportedState({ said, command }: Evidence): Claim | null {
  if (!said) return null
  const [, word = '', more = ''] = /^(\w+)\s*:?\s*([\s\S]*)$/.exec(said.trim()) ?? []
  const base = { source: 'said', rule: '@fleetmux_state' } as const
  if (!isState(word))
    return { trace: { ...base, saw: `an unknown state: ${said}`, state: null }, reading: null }
  if (isShell(command)) {
    return {
      trace: { ...base, saw: `${said}, but the pane runs a shell`, state: null },
      reading: null,
    }
  }
  const trace = { ...base, saw: said, state: word }
  return { trace, reading: { state: word, source: 'said', confidence: 1, ...detail(word, more) } }
}

function detail(state: AgentState, more: string): object {
  if (state === 'waiting' && more) return { question: { kind: 'text', text: more, choices: [] } }
  const code = /^\d{1,3}$/.test(more) ? Number(more) : undefined
  return (state === 'done' || state === 'failed') && code !== undefined ? { code } : {}
}
