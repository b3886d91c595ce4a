import { type Json, textAt } from '../shared/json.ts'

/** Tells what is new from what a loaded session only says again. */
export interface AcpReplay {
  /** History is told from now on. `isLate`: it may go on after the session was loaded. */
  begin(isLate: boolean): void
  loaded(): void
  isRunning(): boolean
  /** The updates that are new, as known by now. */
  admit(update: Json): readonly Json[]
  /** Something that is surely new has come: what was held back belongs to it. */
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
    // A prompt is only told again: whatever came before it is history too.
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
