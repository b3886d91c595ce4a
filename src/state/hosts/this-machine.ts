import { type Handlers, step } from '../model/messages/step.ts'

/** The slice for discovering and importing hosts from this machine, and for its ssh masters. */
export const machine: Handlers = {
  discovered: (state, { found }) => step({ ...state, discovered: found }),
  importable: (state, { hosts }) => step({ ...state, importable: hosts }),
}
