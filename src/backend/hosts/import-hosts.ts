import { entryOf } from '../../state/hosts/config-entry.ts'
import { nameTrouble } from '../../state/hosts/validation-error.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { type AtmuxPlaces, atmuxPlaces, readAtmux } from '../config/atmux-config.ts'
import { configPath, readConfig } from '../config/config.ts'
import { allSshConfigNames, userSshConfig } from '../config/ssh-config-names.ts'
import { editConfig } from '../config/write.ts'

/**
 * Copies hosts into fleetmux's configuration, from that of atmux (another tool for tmux on several hosts) or from the
 * user's ssh_config.
 */
export function importHosts(
  { from, names }: Extract<Command, { type: 'import-hosts' }>,
  sshConfig?: string,
): Promise<Event> {
  return from === 'atmux' ? importAtmux() : importSsh(names ?? [], sshConfig)
}

/**
 * Adds names of the user's ssh_config to fleetmux's configuration. Each new host refers to its name in the ssh_config.
 * An empty `names` means all names.
 * @throws FailureError if the ssh_config names no host, or lacks one of `names`.
 */
export async function importSsh(
  names: readonly string[],
  source?: string,
  path: string = configPath(),
): Promise<Event> {
  const sshConfig = source ?? readConfig(path).sshConfig ?? userSshConfig()
  const found = allSshConfigNames(sshConfig)
  const unknown = names.find(name => !found.includes(name))
  if (found.length === 0 || unknown !== undefined) throw notThere(sshConfig, unknown, found)
  const wanted = (names.length > 0 ? names : found).map(
    name => ({ name, transport: 'ssh', address: name }) as const,
  )
  return add(wanted, path)
}

/**
 * Adds the hosts of atmux (another tool for tmux on several hosts) to fleetmux's configuration. Hosts whose names exist
 * already stay unchanged and are listed in the result.
 * @throws FailureError if atmux has no remote host, or a file cannot be read.
 */
export async function importAtmux(
  places: AtmuxPlaces = atmuxPlaces(process.env, process.cwd()),
  path: string = configPath(),
): Promise<Event> {
  const found = readAtmux(places)
  if (found.length === 0) throw nothing(places)
  return add(found, path)
}

/** Appends the hosts to the list in the configuration. Existing entries stay unchanged. */
async function add(found: readonly HostConfig[], path: string): Promise<Event> {
  let sorted = sort(found, [])
  await editConfig(hosts => {
    sorted = sort(
      found,
      hosts.map(host => host.name),
    )
    return sorted.added.map((host, index) => [['hosts', hosts.length + index], entryOf(host)])
  }, path)
  return { type: 'did', text: words(sorted, path) }
}

function sort(found: readonly HostConfig[], names: readonly unknown[]) {
  const others = found.filter(host => !names.includes(host.name))
  return {
    kept: found.filter(host => names.includes(host.name)),
    added: others.filter(host => nameTrouble(host.name) === null),
    unfit: others.filter(host => nameTrouble(host.name) !== null),
  }
}

function words(
  all: Readonly<Record<'added' | 'kept' | 'unfit', readonly HostConfig[]>>,
  path: string,
): string {
  const { added, kept, unfit } = all
  const list = (hosts: readonly HostConfig[]) => hosts.map(host => host.name).join(', ')
  const did =
    added.length > 0 ? `Added ${list(added)} to ${path}.` : `Nothing was added to ${path}.`
  return [
    did,
    kept.length > 0 && `Already in the configuration, and not changed: ${list(kept)}.`,
    unfit.length > 0 &&
      `Skipped, because fleetmux does not allow these host names: ${list(unfit)}.`,
  ]
    .filter(Boolean)
    .join(' ')
}

function notThere(
  sshConfig: string,
  name: string | undefined,
  found: readonly string[],
): FailureError {
  return new FailureError({
    kind: 'missing',
    what:
      name === undefined
        ? `${sshConfig} contains no host.`
        : `${sshConfig} contains no host ${name}.`,
    hint:
      found.length > 0
        ? `Its hosts are ${found.join(', ')}.`
        : 'Give a host a name there, as in `Host NAME`: a pattern such as `Host *` is not the name of a host.',
  })
}

function nothing({ global, local }: AtmuxPlaces): FailureError {
  return new FailureError({
    kind: 'missing',
    what: 'The configuration of atmux has no remote host.',
    why: `there is no remote_host line in ${global} or ${local}`,
    hint: 'atmux is another tool for tmux on several hosts. To import the hosts of your ssh configuration instead: `fleetmux hosts import`.',
  })
}
