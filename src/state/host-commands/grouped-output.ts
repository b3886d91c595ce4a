import type { CommandOutput, HostOutcome } from './host-command.ts'

/** Hosts on which a command had the same exit code and output. */
export interface OutputGroup {
  readonly hosts: readonly string[]
  readonly output: CommandOutput
}

/** Groups hosts on which the command ran, largest group first; groups of equal size in the order of their hosts. */
export function groupOutput(outcomes: readonly HostOutcome[]): readonly OutputGroup[] {
  const groups = new Map<string, { hosts: string[]; output: CommandOutput }>()
  for (const outcome of outcomes) {
    if (outcome.state !== 'ran') continue
    const { code, stdout, stderr } = outcome.output
    const key = JSON.stringify([code, stdout, stderr])
    const group = groups.get(key)
    if (group) group.hosts.push(outcome.host)
    else groups.set(key, { hosts: [outcome.host], output: outcome.output })
  }
  return [...groups.values()].sort((a, b) => b.hosts.length - a.hosts.length)
}
