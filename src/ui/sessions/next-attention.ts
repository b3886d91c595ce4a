import { markSeen } from '../../state/agents/agent-status.ts'
import {
  type Needy,
  needySessions,
  refOfNeedy,
  targetOfNeedy,
} from '../../state/agents/attention.ts'
import { attentionText } from '../../state/agents/raise-alert.ts'
import { askingRuns } from '../../state/runs/run-state.ts'
import { sameTarget } from '../../state/targets/target.ts'
import type { UiState } from '../model/ui-state.ts'
import { followPane } from '../output/reading.ts'
import { openRuns } from '../runs/run-list.ts'
import { type Handlers, type Step, step } from '../view/step.ts'
import { clearToast, say } from '../view/toast.ts'
import { select, selectSession } from './selection.ts'
import { needRows, type SessionRow } from './session-list-rows.ts'

/**
 * Message handlers for sessions that need a person: `next-need` goes to the next one, wrapping around; `put-away`
 * removes those whose agent has only finished.
 */
export const nextAttention: Handlers = {
  'next-need': state => goOn(clearToast(state)),
  'put-away': state => {
    const done = finishedRows(state)
    const targets = done.flatMap(({ host, pane }) => (pane ? [targetOfNeedy({ host, pane })] : []))
    const next = { ...state, ...markSeen(state, targets) }
    const still =
      done.length === 1
        ? 'the list of its host still shows this session'
        : 'the lists of the hosts still show these sessions'
    return step(say(next, `Removed ${done.length} from the sessions that need you; ${still}.`))
  },
}

/**
 * The sessions that need a person only because their agent has finished, not because it has failed or asks a question.
 */
export function finishedRows(state: UiState): readonly SessionRow[] {
  return needRows(state).filter(({ need }) => need === 'finished')
}

/** Selects the session, even if the filter hides it, and follows its pane. */
export function showNeedy(state: UiState, needy: Needy): Step {
  const marked = selectSession(state, refOfNeedy(needy))
  const target = targetOfNeedy(needy)
  return sameTarget(target, state.output.target) && !state.output.failure
    ? step(marked)
    : followPane(marked, target)
}

/**
 * Selects the next session that needs a person. Sessions that the filter hides are skipped, since keys must not act on
 * a hidden session.
 */
function goOn(state: UiState): Step {
  const rows = needRows(state)
  const { session } = state.view
  const last = rows.at(-1)
  const isLast =
    !last || (last.session.id === session?.session && last.host.config.name === session.host)
  const [asking] = askingRuns(state)
  // After the last session that needs the user, opens the runs screen at a run with an open question.
  if (isLast && asking) return openRuns(state, asking.run)
  const at = rows.findIndex(
    row => row.session.id === session?.session && row.host.config.name === session.host,
  )
  const next = rows[(at + 1) % Math.max(1, rows.length)]
  if (next) return select(state, { host: next.host.config.name, session: next.session.id })
  const hidden = attentionText(needySessions(state).length)
  return step(say(state, hidden ? `${hidden}, but the filter hides them.` : 'No agent needs you.'))
}
