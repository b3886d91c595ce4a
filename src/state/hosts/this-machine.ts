import { type Handlers, step } from '../model/step.ts'

/** This machine itself: what it has of all that fleetmux needs, and the connections that it keeps warm. */
export const machine: Handlers = {
  examine: state => step(state, { type: 'examine' }),
  examined: (state, { checks }) => step({ ...state, checks }),
  'close-masters': (state, asked) => step(state, asked),
  discover: (state, asked) => step(state, asked),
  discovered: (state, { found }) => step({ ...state, discovered: found }),
  'read-importable': (state, asked) => step(state, asked),
  importable: (state, { hosts }) => step({ ...state, importable: hosts }),
  'read-values': (state, asked) => step(state, asked),
  values: (state, { values }) => step({ ...state, values }),
}
