import { setVisible } from '../../state/agents/agent-status.ts'
import { isOutdated } from '../../state/hosts/host.ts'
import { type Message, throughSlices } from '../../state/model/messages/step.ts'
import type { Face } from '../../state/store.ts'
import { update as updateFleet } from '../../state/update.ts'
import { answering } from '../answer/answer.ts'
import { benchmarksView } from '../benchmarks/benchmarks-view.ts'
import { composing } from '../compose/composer.ts'
import { mentionCompletion } from '../compose/mention-completion.ts'
import { receiptTable } from '../compose/receipt-table.ts'
import { filesScreen } from '../files/files-requests.ts'
import { historyScreen } from '../history/history-rows.ts'
import { hostPicks } from '../hosts/host-picks.ts'
import { trials } from '../hosts/host-test-handlers.ts'
import { hostsScreenRequests } from '../hosts/hosts-screen-requests.ts'
import { logView } from '../log/log-view.ts'
import type { UiState } from '../model/ui-state.ts'
import { readAnew, reading } from '../output/reading.ts'
import { pastKeeping } from '../output/save-lookback.ts'
import { isAway } from '../output/scrollback.ts'
import { playbooksView } from '../playbooks/playbook-rows.ts'
import { runsScreen } from '../runs/runs-requests.ts'
import { marks } from '../sessions/mark.ts'
import { nextAttention } from '../sessions/next-attention.ts'
import { filtered } from '../sessions/selection.ts'
import { talkRequests } from '../talk/ask-agents.ts'
import { beginScreen } from '../view/initial.ts'
import { andThen, type Handlers, onScreen, type Step, step, type UiMessage } from '../view/step.ts'
import { say } from '../view/toast.ts'
import { wall } from '../wall/wall.ts'
import { lookAfterWall } from '../wall/wall-watch.ts'
import { keepSelectedWork } from '../worktrees/keep-selected-work.ts'
import { isOutputShown } from './dialogs.ts'
import { view } from './view.ts'

/** The message handlers of all parts of the screen. A message passes through all of them, in this order. */
const slices: readonly Handlers[] = [
  reading,
  pastKeeping,
  view,
  logView,
  benchmarksView,
  hostsScreenRequests,
  hostPicks,
  trials,
  runsScreen,
  filesScreen,
  playbooksView,
  historyScreen,
  talkRequests,
  nextAttention,
  answering,
  filtered,
  wall,
  marks,
  composing,
  mentionCompletion,
  receiptTable,
]

/**
 * Updates the fleet, then the state of the screen. This function is pure, so it is tested and replayed without drawing.
 */
export function update(before: UiState, message: UiMessage, at: number): Step {
  // This cast is safe, because the fleet ignores messages that only concern the screen.
  const ofFleet = message as Message
  if (isOutdated(before, ofFleet)) return step(before)
  const fleet = onScreen(before, updateFleet(before, ofFleet, at))
  const begun = { ...fleet, state: keepSelectedWork(before, readAnew(before, fleet.state)) }
  const done = throughSlices(slices, begun, message, at)
  const told = { ...done, state: sayAtOnce(before, done.state) }
  const followed = andThen(told, state => lookAfterWall(before, state))
  return { ...followed, state: tellVisible(followed.state) }
}

/** What the fleet store needs of the screen: its first state and its update function. */
export const SCREEN: Face<UiState, UiMessage> = { begin: beginScreen, update }

/** If the log has a new entry that must be shown immediately (`atOnce`), shows its text in the status line. */
function sayAtOnce(before: UiState, state: UiState): UiState {
  if (state.log === before.log) return state
  const known = state.log.lastIndexOf(before.log.at(-1) as (typeof state.log)[number])
  const entry = state.log.slice(known + 1).findLast(each => each.atOnce)
  return entry ? say(state, entry.text, 'bad') : state
}

/** Updates `Output.isVisible`: an agent counts as seen only while the newest lines of its pane are visible. */
function tellVisible(state: UiState): UiState {
  const isVisible = !isAway(state) && isOutputShown(state.view)
  return isVisible === state.output.isVisible
    ? state
    : { ...state, ...setVisible(state, isVisible) }
}
