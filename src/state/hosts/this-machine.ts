import { type Handlers, step } from '../model/messages/step.ts'

/** The slice for discovering and importing hosts from this machine, and for its ssh masters. */
export const machine: Handlers = {
  'close-masters': (state, asked) => step(state, asked),
  discover: (state, asked) => step(state, asked),
  discovered: (state, { found }) => step({ ...state, discovered: found }),
  'read-importable': (state, asked) => step(state, asked),
  importable: (state, { hosts }) => step({ ...state, importable: hosts }),
}
