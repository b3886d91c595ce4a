import { FailureError } from '../model/failure.ts'

/** The number or percentage of hosts that have run the command at the end of a stage. */
type Stage = { readonly hosts: number } | { readonly percent: number }

/** Stages in which a command is run on the hosts; the last stage is always all hosts. */
export type Canary = readonly Stage[]

/**
 * Parses `1,10%,all`: one host, then a tenth of the hosts, then all.
 * @throws FailureError (usage) that names the invalid part.
 */
export function parseCanary(text: string): Canary {
  return text
    .split(',')
    .map(part => part.trim())
    .filter((part, at, all) => part !== 'all' || at !== all.length - 1)
    .map(parseStage)
}

function parseStage(part: string): Stage {
  const [, digits, sign] = /^(\d{1,6})(%?)$/.exec(part) ?? []
  const number = Number(digits ?? 0)
  if (number > 0 && sign === '') return { hosts: number }
  if (number > 0 && number <= 100) return { percent: number }
  throw new FailureError({
    kind: 'usage',
    what: `Invalid value in --canary: ${JSON.stringify(part)}.`,
    hint: 'Use numbers of hosts, percentages and `all`, as in --canary 1,10%,all.',
  })
}

/** The hosts of each stage. A stage that adds no host is omitted. */
export function stagesOf<T>(canary: Canary, hosts: readonly T[]): readonly (readonly T[])[] {
  const ends = [...canary.map(stage => endOf(stage, hosts.length)), hosts.length]
  const stages: T[][] = []
  let start = 0
  for (const end of ends) {
    if (end <= start) continue
    stages.push(hosts.slice(start, end))
    start = end
  }
  return stages
}

function endOf(stage: Stage, all: number): number {
  return Math.min(all, 'hosts' in stage ? stage.hosts : Math.ceil((stage.percent * all) / 100))
}
