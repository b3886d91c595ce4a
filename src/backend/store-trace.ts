import { closeSync, writeSync } from 'node:fs'
import type { Message } from '../state/model/messages/step.ts'
import type { State } from '../state/model/state.ts'
import { toTraceLine } from '../state/trace.ts'
import { openPrivate } from './files/private-file.ts'

/** Records the messages of a store, one JSON line each, so that they can be replayed and examined. */
export interface StoreTrace {
  readonly tap: (message: Message, at: number) => void
  /** Writes the last line of this recording of messages: the final state. */
  end(state: State): void
}

/**
 * Environment variable with the path of the recording. The file contains text of panes, so only its owner can read it.
 */
const RECORDING_VARIABLE = 'FLEETMUX_RECORDING'

/**
 * Starts recording the store's messages, for replay, if the environment requests it. The first line is the initial
 * state.
 */
export function startStoreTrace(env: NodeJS.ProcessEnv, initial: State): StoreTrace | null {
  const path = env[RECORDING_VARIABLE]
  if (!path) return null
  const file = openPrivate(path)
  const write = (line: object) => writeSync(file, `${toTraceLine(line)}\n`)
  write({ initial })
  return {
    tap: (message, at) => void write({ at, message }),
    end(state) {
      write({ final: state })
      closeSync(file)
    },
  }
}
