import { type Handlers, step } from '../model/messages/step.ts'

/** Reducers that store the containers and pods discovered on this machine, and the hosts that can be imported. */
export const thisMachine: Handlers = {
  discovered: (state, { found }) => step({ ...state, discovered: found }),
  importable: (state, { hosts }) => step({ ...state, importable: hosts }),
}
