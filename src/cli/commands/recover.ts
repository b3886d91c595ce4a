import { FailureError } from '../../state/model/failure.ts'
import { namesOf, onlyHosts, unknownHost } from '../args/place.ts'
import type { Call, Command } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { receipt, sayWarnings } from '../command/wait.ts'
import { limitOf } from '../connect/connect.ts'
import { openRecords } from '../tracked/tracked-session.ts'

export const recover: Command = {
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
  first: 'host',
  next: () => 'host',
  run,
}

async function run(call: Call): Promise<number> {
  const { fleet } = await openRecords(call)
  const known = fleet.store.getState().hosts
  const named = namesOf(fleet, onlyHosts(call.flags, call.args))
  const unknown = named.find(host => !known.has(host))
  if (unknown !== undefined) {
    throw new FailureError({
      ...unknownHost(unknown),
      now: `Name it with --remote ${unknown}.`,
    })
  }
  const hosts = named.length > 0 ? { hosts: named } : {}
  fleet.store.dispatch({ type: 'recover', ...hosts, ref: 'recover' })
  const { text } = await receipt(fleet.store, 'recover', '', limitOf(call, fleet) * 4)
  sayWarnings(call, fleet.store, 'recover')
  call.say(text)
  return DONE
}
