import type { Fleet } from '../../../state/fleet-handle.ts'
import { sentence } from '../../../state/model/failure.ts'
import { askEverywhere, type Everywhere } from '../../../state/runs/list-everywhere.ts'
import { andList } from '../../../state/text/word-list.ts'
import type { WorktreeRow } from '../../../state/worktrees/worktree.ts'
import type { Worktrees } from '../../../state/worktrees/worktree-handle.ts'
import { hostsOf, namesOf } from '../../args/host-arguments.ts'
import type { Call } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'

export interface OpenedWork {
  readonly fleet: Fleet
  readonly worktrees: Worktrees
  /** The selected hosts. */
  readonly names: readonly string[]
}

/** Opens the fleet with the named hosts, or with all hosts if none is named. */
export async function openWork(call: Call): Promise<OpenedWork> {
  const wanted = hostsOf(call.flags, call.flags.list('host'), '--host')
  const fleet = await call.open(wanted)
  const all = fleet.hosts.map(({ name }) => name)
  const names = wanted.length > 0 ? namesOf(fleet, wanted) : all
  return { fleet, worktrees: await fleet.onHosts.worktrees(), names }
}

/** Finds the session that the first argument names. */
export async function openOne(call: Call): Promise<OpenedWork & { readonly row: WorktreeRow }> {
  const opened = await openWork(call)
  return { ...opened, row: await opened.worktrees.find(call.args[0] ?? '', opened.names) }
}

/** Asks the named hosts in parallel, and prints their failures. */
export async function askHosts<T>(
  call: Call,
  names: readonly string[],
  ask: (host: string) => Promise<readonly T[]>,
): Promise<Everywhere<T>> {
  const asked = await askEverywhere(names, ask)
  for (const failure of asked.failures) if (failure) call.say(`fleetmux: ${sentence(failure)}`)
  return asked
}

/** The host that the flags name; undefined: none is named. @throws FailureError (usage) if several are named. */
export function hostOfOne(call: Call): string | undefined {
  const [host, ...others] = hostsOf(call.flags, call.flags.list('host'), '--host')
  if (others.length === 0) return host
  throw usage(
    `A worktree is on one host, but --host names ${andList([host ?? '', ...others])}.`,
    'Name one host.',
  )
}
