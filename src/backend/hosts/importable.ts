import pLimit from 'p-limit'
import { parseAddress } from '../../state/hosts/address.ts'
import { addressTrouble, nameTrouble } from '../../state/hosts/validation-error.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Importable } from '../../state/model/settings/config-value.ts'
import { clean, cleanName } from '../../state/text/clean.ts'
import { allSshConfigNames, userSshConfig } from '../config/ssh-config-names.ts'
import { createSshClient } from '../ssh/ssh-client.ts'
import { parseSshSettings } from '../ssh/ssh-settings.ts'

/** Maximum ssh processes in parallel. */
const AT_ONCE = 4

/**
 * Lists the hosts that an ssh_config names, each with its destination as `ssh -G` reports it. `known`: names of hosts
 * that the fleet has already. `deadline`: timeout for each host, in milliseconds.
 */
export async function readImportable(options: {
  readonly sshConfig?: string
  readonly known: readonly string[]
  readonly deadline: number
}): Promise<Event> {
  const { sshConfig, known, deadline } = options
  const names = allSshConfigNames(sshConfig ?? userSshConfig())
  const limit = pLimit(AT_ONCE)
  const ask = async (name: string): Promise<Importable> => {
    const place = { address: parseAddress(name), ...(sshConfig && { configFile: sshConfig }) }
    const answer = await createSshClient(place).ask(['-G'], deadline)
    const goal = answer?.code === 0 ? parseSshSettings(answer.stdout.toString()).goal : null
    return {
      name: cleanName(name),
      goal: goal === null ? null : clean(goal),
      isKnown: known.includes(name),
    }
  }
  // Names and addresses that fleetmux does not accept for a host are not offered.
  const fitting = names.filter(name => nameTrouble(name) === null && addressTrouble(name) === null)
  return { type: 'importable', hosts: await Promise.all(fitting.map(name => limit(ask, name))) }
}
