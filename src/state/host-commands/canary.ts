import { FailureError } from '../model/failure.ts'

/** How many hosts of all have a command when a stage is over: a number, or a share of all. */
type Stage = { readonly hosts: number } | { readonly percent: number }

/** Stages in which a command reaches the hosts; the last is always all of them. */
export type Canary = readonly Stage[]

/**
 * Reads `1,10%,all`: after one host, after a tenth of them, then all.
 * @throws FailureError of kind usage that names the part.
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
    what: `--canary does not know ${JSON.stringify(part)}.`,
    hint: 'Write numbers of hosts, shares and all: --canary 1,10%,all.',
  })
}

/** The hosts of each stage. A stage that adds nobody is left out. */
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
