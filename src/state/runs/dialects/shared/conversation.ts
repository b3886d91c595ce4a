import type { Speech } from '../../dialect.ts'
import type { EventBody } from '../../event.ts'
import { ifDefined } from './json.ts'
import { sessionEvents } from './session-events.ts'
import type { Cost } from './usage.ts'

/** Events for the session, turns and steps of a run. Each is opened once; closing a turn closes its step first. */
export interface Conversation {
  /** Called when the agent has reported the id of its session. */
  session(id: string): EventBody[]
  openTurn(): EventBody[]
  closeTurn(cost?: Cost): EventBody[]
  openStep(): EventBody[]
  closeStep(): EventBody[]
  end(cost?: Cost): EventBody[]
  sessionId(): string | null
  /** Number of turns that were opened. */
  turnCount(): number
}

/** A step is one call of the model. */
const STEP = 'model'

export function createConversation(speech: Speech): Conversation {
  let sessionId: string | null = null
  let turns = 0
  let turn: { index: number; steps: number; stepOpen: boolean } | null = null

  function openTurn(): EventBody[] {
    if (turn) return []
    turn = { index: turns, steps: 0, stepOpen: false }
    turns += 1
    return [{ type: 'turn_start', turnIndex: turn.index }]
  }

  function closeStep(): EventBody[] {
    if (!turn?.stepOpen) return []
    turn.stepOpen = false
    return [{ type: 'step_end', turnIndex: turn.index, stepIndex: turn.steps - 1 }]
  }

  function openStep(): EventBody[] {
    const before = [...openTurn(), ...closeStep()]
    if (!turn) return before
    turn.stepOpen = true
    turn.steps += 1
    const stepIndex = turn.steps - 1
    return [...before, { type: 'step_start', turnIndex: turn.index, stepIndex, stepType: STEP }]
  }

  function closeTurn(cost?: Cost): EventBody[] {
    if (!turn) return []
    const closed: EventBody[] = [
      ...closeStep(),
      { type: 'turn_end', turnIndex: turn.index, ...ifDefined('cost', cost) },
    ]
    turn = null
    return closed
  }

  function end(cost?: Cost): EventBody[] {
    const closed = closeTurn()
    if (sessionId === null) return closed
    return [
      ...closed,
      { type: 'session_end', sessionId, turnCount: turns, ...ifDefined('cost', cost) },
    ]
  }

  return {
    session(id) {
      if (sessionId === id) return []
      // If the agent switches to another session, that is reported as a new start without `resumed`.
      const first = sessionId === null
      sessionId = id
      return first
        ? sessionEvents(id, speech)
        : [{ type: 'session_start', sessionId: id, resumed: false }]
    },
    openTurn,
    closeTurn,
    openStep,
    closeStep,
    end,
    sessionId: () => sessionId,
    turnCount: () => turns,
  }
}
