import type { Fleet } from '../../../state/fleet-handle.ts'
import { namesOf, onlyHosts } from '../../args/host-arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, SOME_FAILED } from '../../command/exit.ts'
import { receipt, sayWarnings } from '../../command/wait.ts'
import { limitOf } from '../../connect/connect.ts'
import { openRecords } from '../../tracked/tracked-session.ts'

export const recover: Command = {
  name: 'recover',
  usage: '[HOST...]',
  summary: 'Rebuild the state file from the sessions on the hosts',
  details: `
Each session that fleetmux has started describes itself on its host, so another machine, or this one without its state
file, can find all of them again. Nothing on a host is changed. Without HOST, the hosts of the configuration and the
machines that azlin lists are asked; HOST may be any name that ssh or azlin knows.
Exit: 4 if some hosts could not be asked, 1 if none could.`,
  examples: [
    ['recover', "Look on every host of the configuration, and on azlin's machines"],
    ['recover gpu1 --remote build', 'Only on these two hosts'],
  ],
  flags: {},
  takes: [0, 999],
  first: 'host',
  next: () => 'host',
  run,
}

async function run(call: Call): Promise<number> {
  const { fleet } = await openRecords(call)
  const named = namesOf(fleet, onlyHosts(call.flags, call.args))
  const hosts = named.length > 0 ? { hosts: named } : {}
  fleet.store.dispatch({ type: 'recover', ...hosts, ref: 'recover' })
  try {
    const { text, partial } = await receipt(fleet.store, {
      ...{ ref: 'recover', host: '', limit: patience(call, fleet) },
      effect: 'all sessions were found',
      repeat: 'fleetmux recover',
    })
    sayWarnings(call, fleet.store, 'recover')
    call.say(text)
    return partial ? SOME_FAILED : DONE
  } catch (thrown) {
    sayWarnings(call, fleet.store, 'recover')
    throw thrown
  }
}

/**
 * Timeout in milliseconds: four times the value of --timeout, which limits a single connection. The default is long,
 * since listing azlin's machines and connecting to them may take minutes.
 */
function patience(call: Call, fleet: Fleet): number {
  const own = call.flags.number('timeout') !== undefined
  return own ? limitOf(call, fleet) * 4 : 600_000
}
