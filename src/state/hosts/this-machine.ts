import { type Handlers, step } from '../model/messages/step.ts'

/** The reducers of the hosts that were discovered on this machine, and of those that can be imported. */
export const machine: Handlers = {
  discovered: (state, { found }) => step({ ...state, discovered: found }),
  importable: (state, { hosts }) => step({ ...state, importable: hosts }),
}
