import { closeSync, writeSync } from 'node:fs'
import type { Message } from '../state/model/messages/step.ts'
import type { State } from '../state/model/state.ts'
import { toTraceLine } from '../state/trace.ts'
import { openPrivate } from './files/private-file.ts'

/** Writes what a store goes through, one JSON line a message, so that any run can be replayed and looked into. */
export interface StoreTrace {
  readonly tap: (message: Message, at: number) => void
  /** The last line: where it ended. */
  end(state: State): void
}

/** Names the file of the recording; texts of panes are in it, so it is for the person's eyes only. */
const RECORDING_VARIABLE = 'FLEETMUX_RECORDING'

/** Starts a recording where the environment asks for one. The first line is the state that it starts from. */
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
