import type { Command } from '../state/command.ts'
import type { Event } from '../state/event.ts'
import { FailureError } from '../state/failure.ts'
import { changed, type HostChange, type HostEntry } from '../state/host-entry.ts'
import { configPath } from './config.ts'
import { type ConfigEdit, editConfig, writtenHosts } from './config-write.ts'
import { checkKey } from './host/key-trouble.ts'

type Keep = Extract<Command, { type: 'keep-host' }>

/**
 * Writes a host into the configuration, or what becomes different about it.
 * @throws FailureError where it is there already, is not there, or what would be written does not fit.
 */
export function keepHost({ host, change, isNew }: Omit<Keep, 'type'>, path = configPath()): Event {
  const all = writtenHosts(path)
  const index = all.findIndex(each => each.name === host)
  if (isNew && index >= 0) throw there(host)
  if (!isNew && index < 0) throw notOurs(host)
  if (change.key) checkKey(change.key, change.name ?? host)
  const place = isNew ? all.length : index
  const edits = isNew ? [added({ ...change, name: host }, place)] : differences(change, place)
  editConfig([...unmark(all, change, place), ...edits], path)
  return { type: 'did', text: isNew ? `Added ${host} to ${path}.` : `Changed ${host} in ${path}.` }
}

/** Takes a host out of the configuration. @throws FailureError where it does not stand there. */
export function dropHost(host: string, path = configPath()): Event {
  const index = writtenHosts(path).findIndex(each => each.name === host)
  if (index < 0) throw notOurs(host)
  editConfig([[['hosts', index], undefined]], path)
  return { type: 'did', text: `Removed ${host} from ${path}. What runs there goes on.` }
}

function added(change: HostChange & { name: string }, place: number): ConfigEdit {
  return [['hosts', place], changed({ name: change.name }, change) satisfies HostEntry]
}

function differences(change: HostChange, place: number): ConfigEdit[] {
  return Object.entries(change).map(([key, value]) => [['hosts', place, key], value ?? undefined])
}

/** Of the default there is one. */
function unmark(
  all: readonly Readonly<Record<string, unknown>>[],
  change: HostChange,
  place: number,
): ConfigEdit[] {
  if (!change.default) return []
  return all.flatMap((each, index): ConfigEdit[] =>
    each.default !== undefined && index !== place ? [[['hosts', index, 'default'], undefined]] : [],
  )
}

/** It may be this machine, of another tool's configuration, or nowhere. */
function notOurs(host: string): FailureError {
  return new FailureError({
    kind: 'missing',
    what: `${host} does not stand in the configuration.`,
    now: `Add it first: \`fleetmux hosts add ${host}\`, or import it.`,
  })
}

function there(host: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `There is a host ${host} already.`,
    now: `Change it with \`fleetmux hosts edit ${host}\`.`,
  })
}
