import { type Json, textAt } from '../shared/json.ts'

/** Separates new updates from the history that an agent replays for a loaded session. */
export interface AcpReplay {
  /**
   * Called when the agent begins to send a session's history. `isLate`: this may continue after the session is loaded.
   */
  begin(isLate: boolean): void
  loaded(): void
  isRunning(): boolean
  /** Returns the update if it is new. Drops it if it is history, and holds it back while it may be either. */
  admit(update: Json): readonly Json[]
  /**
   * Called when a message shows that the agent has finished repeating the conversation of a loaded session. Returns the
   * updates that were held back: they are new too.
   */
  release(): readonly Json[]
}

export function createAcpReplay(): AcpReplay {
  let state: 'live' | 'loading' | 'late' = 'live'
  let isLate = false
  let held: Json[] = []

  function admit(update: Json): readonly Json[] {
    if (state === 'live') return [update]
    if (state === 'loading') return []
    const kind = textAt(update, 'sessionUpdate')
    if (kind === 'available_commands_update') state = 'live'
    // Agents send the user's prompt as an update only in the replayed history: updates before it are history too.
    if (state === 'live' || kind === 'user_message_chunk') held = []
    else held.push(update)
    return []
  }

  return {
    begin(late) {
      state = 'loading'
      isLate = late
    },
    loaded() {
      if (state === 'loading') state = isLate ? 'late' : 'live'
    },
    isRunning: () => state !== 'live',
    admit,
    release() {
      const released = held
      held = []
      if (state === 'late') state = 'live'
      return released
    },
  }
}
