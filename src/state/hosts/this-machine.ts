import { type Handlers, step } from '../model/step.ts'

/** What this machine knows of hosts that are not configured, and the connections that it keeps warm. */
export const machine: Handlers = {
  'close-masters': (state, asked) => step(state, asked),
  discover: (state, asked) => step(state, asked),
  discovered: (state, { found }) => step({ ...state, discovered: found }),
  'read-importable': (state, asked) => step(state, asked),
  importable: (state, { hosts }) => step({ ...state, importable: hosts }),
}
