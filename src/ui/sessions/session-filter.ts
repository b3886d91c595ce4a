import { rowAgent } from '../../state/agents/attention.ts'
import type { Host, Session } from '../../state/model/fleet.ts'
import { promptOf } from '../../state/tracked/prompt.ts'
import type { UiState } from '../model/ui-state.ts'

/** Whether the session matches the filter of the session list. */
export function isListed(state: UiState, host: Host, session: Session): boolean {
  const { filter } = state.view
  return filter === '' || matches(filter, wordsOf(state, host, session))
}

/** The texts of a session that the filter searches. */
function wordsOf({ registry }: UiState, host: Host, session: Session): string {
  const { pane, status } = rowAgent(host, session)
  const asked = status?.question?.text ?? ''
  const agent = status ? `\n${status.agent}\n${status.state}\n${asked}` : ''
  const prompt = promptOf(registry, session) ?? ''
  // Includes `gpu1/api`, the form in which panel titles name a session, so that the filter also finds this form.
  return `${host.config.name}/${session.name}\n${pane?.command ?? ''}\n${pane?.title ?? ''}${agent}\n${prompt}`
}

/** Whether the text contains all space-separated terms, and none that is written `!term`. Case is ignored. */
export function matches(filter: string, text: string): boolean {
  const words = text.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every(term => (isExclusion(term) ? !words.includes(term.slice(1)) : words.includes(term)))
}

function isExclusion(term: string): boolean {
  return term.length > 1 && term.startsWith('!')
}
