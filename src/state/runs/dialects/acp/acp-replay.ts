import { type Json, textAt } from '../shared/json.ts'

/** Separates new updates from the history that an agent replays for a loaded session. */
export interface AcpReplay {
  /** Called when the replay begins. `isLate`: it may continue after the session has been loaded. */
  begin(isLate: boolean): void
  loaded(): void
  isRunning(): boolean
  /** The updates that are known to be new. */
  admit(update: Json): readonly Json[]
  /** Called when a message has arrived that is certainly new: returns the held-back updates, which belong to it. */
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
    // A prompt occurs only in the replay: updates before it are history too.
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
