import { changeEntry, stayingPut } from '../../state/hosts/config-entry.ts'
import { FailureError } from '../../state/model/failure.ts'
import {
  type HostChange,
  type HostEntry,
  THIS_MACHINE,
  THIS_MACHINE_SETTINGS,
} from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { configPath } from '../config/config.ts'
import { type ConfigEdit, editConfig, type WrittenHost } from '../config/write.ts'
import { checkKey } from '../ssh/key-check.ts'
import { lostHosts } from '../track/lost-host.ts'

type Keep = Extract<Command, { type: 'keep-host' }>

/**
 * Adds a host to the configuration, or changes its fields, including its name. After a change of name, the result lists
 * the tracked sessions (started from prompts) under the old name, whose records stay unchanged.
 * @throws FailureError if a new host's name is taken, the host does not exist, or a value is invalid.
 */
export async function keepHost(
  { host, change, isNew }: Omit<Keep, 'type'>,
  path = configPath(),
): Promise<Event> {
  await editConfig(all => editsFor(all, { host, change, isNew }), path)
  if (isNew) return did(`Added ${host} to ${path}.`)
  const { name = host } = change
  if (name === host) return did(`Changed ${host} in ${path}.`)
  return did(`Renamed ${host} to ${name} in ${path}.${await lostHosts(host, name)}`)
}

/** Removes a host from the configuration. @throws FailureError if the configuration does not have it. */
export async function dropHost(host: string, path = configPath()): Promise<Event> {
  await editConfig(all => [[['hosts', placeOf(all, host)], undefined]], path)
  return did(`Removed ${host} from ${path}. Its sessions keep running.${await lostHosts(host)}`)
}

function editsFor(
  all: readonly WrittenHost[],
  { host, change, isNew }: Omit<Keep, 'type'>,
): readonly ConfigEdit[] {
  const { name = host } = change
  const isTaken = (isNew || name !== host) && all.some(each => each.name === name)
  if (isTaken) throw there(name)
  const place = isNew ? all.length : placeOf(all, host)
  if (change.key) checkKey(change.key, name)
  const edits = isNew ? [added({ ...change, name: host }, place)] : differences(all, change, place)
  return [...unmark(all, change, place), ...edits]
}

function placeOf(all: readonly WrittenHost[], host: string): number {
  const index = all.findIndex(each => each.name === host)
  if (index < 0) throw notOurs(host)
  return index
}

function added(change: HostChange & { name: string }, place: number): ConfigEdit {
  return [['hosts', place], changeEntry({ name: change.name }, change) satisfies HostEntry]
}

function differences(all: readonly WrittenHost[], change: HostChange, place: number): ConfigEdit[] {
  // The cast is safe, because the file was checked when it was read.
  const entry = all[place] as unknown as HostEntry
  return Object.entries(stayingPut(entry, change)).map(([key, value]) => [
    ['hosts', place, key],
    value ?? undefined,
  ])
}

/** Removes the mark of the default host from all other hosts if this host becomes the default. */
function unmark(all: readonly WrittenHost[], change: HostChange, place: number): ConfigEdit[] {
  if (!change.default) return []
  return all.flatMap((each, index): ConfigEdit[] =>
    each.default !== undefined && index !== place ? [[['hosts', index, 'default'], undefined]] : [],
  )
}

function did(text: string): Event {
  return { type: 'did', text }
}

/**
 * The failure for a host that the configuration lacks: the local machine, a host of another tool's configuration, or an
 * unknown name.
 */
function notOurs(host: string): FailureError {
  if (host === THIS_MACHINE)
    return new FailureError({
      kind: 'missing',
      what: 'This machine has no entry in the list of hosts, so nothing was changed.',
      hint: THIS_MACHINE_SETTINGS,
    })
  return new FailureError({
    kind: 'missing',
    namesHost: true,
    what: `${host} is not in the configuration of fleetmux.`,
    hint: `Add the host with \`fleetmux hosts add ${host}\`, or import it: from your ssh configuration with \`fleetmux hosts import ${host}\`, from the configuration of atmux (another tool for tmux, whose hosts fleetmux lists too) with \`fleetmux hosts import --from atmux\`.`,
  })
}

function there(host: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `The host ${host} already exists.`,
    hint: `To change it: \`fleetmux hosts edit ${host}\`.`,
  })
}
