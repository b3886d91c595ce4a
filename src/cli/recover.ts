import { FailureError } from '../state/failure.ts'
import { DONE } from './exit.ts'
import { limitOf } from './reach.ts'
import { openRecords } from './record.ts'
import { receipt, sayWarnings } from './wait.ts'
import type { Call, Word } from './word.ts'

export const recover: Word = {
  name: 'recover',
  usage: '[HOST...]',
  summary: 'Rebuild the state file from the sessions that live on the hosts',
  details: `
Each session that fleetmux started says of itself, on its host, what it is. So another machine, or this one
without its state file, finds all of them again. Nothing on a host is changed.`,
  examples: [
    ['recover', 'Look on every host of the configuration'],
    ['recover gpu1 --remote build', 'Look on these'],
  ],
  flags: {},
  takes: [0, 999],
  run,
}

async function run(call: Call): Promise<number> {
  const { fleet } = await openRecords(call)
  const known = new Set([...fleet.store.getState().hosts.keys()])
  const unknown = call.args.find(host => !known.has(host))
  if (unknown !== undefined) {
    throw new FailureError({
      kind: 'missing',
      what: `There is no host ${unknown}.`,
      now: `Name it with --remote ${unknown}.`,
    })
  }
  const hosts = call.args.length > 0 ? { hosts: call.args } : {}
  fleet.store.dispatch({ type: 'recover', ...hosts, ref: 'recover' })
  const { text } = await receipt(fleet.store, 'recover', '', limitOf(call, fleet) * 4)
  sayWarnings(call, fleet.store, 'recover')
  call.say(text)
  return DONE
}
