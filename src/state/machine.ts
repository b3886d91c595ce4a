import { type Handlers, step } from './step.ts'

/** This machine itself: what it has of all that fleetmux needs, and the connections that it keeps warm. */
export const machine: Handlers = {
  examine: state => step(state, { type: 'examine' }),
  examined: (state, { checks }) => step({ ...state, checks }),
  'close-masters': (state, asked) => step(state, asked),
  'import-hosts': (state, asked) => step(state, asked),
}
