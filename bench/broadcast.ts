import { mkdtemp } from 'node:fs/promises'
import { createOpenSsh } from '../src/backend/ssh/openssh.ts'
import { createDialer } from '../src/backend/transport/connection-limit.ts'
import { parseAddress } from '../src/state/hosts/address.ts'
import type { Target } from '../src/state/model/target.ts'
import { createField, type Field } from '../test/backend/send/field.ts'
import { until } from '../test/lab/process.ts'
import { startProcessGuard } from '../test/lab/process-guard.ts'
import { median, took } from './figure.ts'
import type { Home } from './home.ts'
import type { Hosts } from './hosts.ts'
import { rounds } from './rounds.ts'
import type { Goal, Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { type Way, waysIn } from './way.ts'
import { openWork } from './work.ts'

/** One line of text into a pane on each host: all ways over the same warm masters, in turns. */
const ROUNDS = 5
/** Milliseconds. */
const BUDGET = 80_000
const GOALS: Readonly<Record<string, Goal>> = {
  pdsh: { kind: 'faster', times: 10 },
  clush: { kind: 'faster', times: 20 },
  'ssh, one after the other': { kind: 'faster', times: 20 },
}

export async function benchBroadcast(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  stage.later(await openWork(hosts))
  const field = await openField(stage, home, hosts)
  field.dial(...hosts.names)
  const targets: Target[] = []
  for (const name of hosts.names) targets.push(await field.target(name, 'work'))
  await compare(field, targets, home, tell)
  await besideFrozen(field, targets, hosts, tell)
}

/** The links of the screen, and nothing of it but what sends. */
async function openField(stage: Stage, home: Home, hosts: Hosts): Promise<Field> {
  const runtimeDir = await mkdtemp('/tmp/fms-')
  const keeper = startProcessGuard(runtimeDir)
  stage.later(() => keeper.end())
  const dials = createDialer()
  const places = hosts.names.map(name => {
    const options = { name, address: parseAddress(name), configFile: home.sshConfig }
    const transport = createOpenSsh({ ...options, runtimeDir, dials })
    stage.later(() => transport.close())
    return { name, transport }
  })
  const field = createField(places, 10_000)
  stage.later(() => field.close())
  return field
}

async function compare(
  field: Field,
  targets: readonly Target[],
  home: Home,
  tell: Tell,
): Promise<void> {
  const { there, missing } = await waysIn(home)
  const names = targets.map(({ host }) => host)
  const ours: number[] = []
  const theirs = new Map(there.map(({ name }) => [name, [] as number[]]))
  for (const round of rounds(ROUNDS, BUDGET)) {
    for (const way of there) {
      keep(ours, round, await delivered(field, targets))
      keep(theirs.get(way.name) ?? [], round, await took(() => way.send(names)))
    }
  }
  for (const [name, raw] of theirs) {
    const what = `broadcast, ${names.length} warm hosts`
    const other = { name, figure: median(raw) }
    tell({
      what,
      unit: 'ms',
      ours: median(ours),
      other,
      goal: GOALS[name],
      raw: { ours, theirs: raw },
    })
  }
  for (const way of missing) tell(notThere(`broadcast, ${names.length} warm hosts`, way))
}

async function besideFrozen(
  field: Field,
  targets: readonly Target[],
  hosts: Hosts,
  tell: Tell,
): Promise<void> {
  const what = `broadcast, one of ${targets.length} frozen, the others`
  const frozen = targets.at(-1)?.host ?? ''
  if (!hosts.freeze || !hosts.thaw) {
    return tell({ what, kind: 'not run', why: 'only real sshd can be frozen' })
  }
  const others = targets.filter(({ host }) => host !== frozen)
  const [without, beside]: [number[], number[]] = [[], []]
  for (let round = 0; round < ROUNDS; round++) without.push(await delivered(field, targets, others))
  await hosts.freeze(frozen)
  for (let round = 0; round < ROUNDS; round++) beside.push(await delivered(field, targets, others))
  await hosts.thaw(frozen)
  const other = { name: 'none frozen', figure: median(without) }
  const goal = { kind: 'within', times: 1.1 } as const
  tell({ what, unit: 'ms', ours: median(beside), other, goal, raw: { beside, without } })
}

/** Milliseconds from asking until all of `awaited` are delivered. Returns when what is seen of it has come to rest. */
async function delivered(
  field: Field,
  targets: readonly Target[],
  awaited = targets,
): Promise<number> {
  const hosts = new Set(awaited.map(({ host }) => host))
  const how = { mode: 'no-enter', deadline: 1000 } as const
  const start = performance.now()
  const { id } = await field.begun('hello there\n', targets, how, hosts)
  const spent = performance.now() - start
  await until('the table to be full', () => field.settled(id))
  return spent
}

/** The first round warms what the others find warm. */
function keep(figures: number[], round: number, figure: number): void {
  if (round > 0) figures.push(figure)
}

function notThere(what: string, { name, program, install }: Way) {
  const why = `${program} is not installed: ${install}`
  return { what: `${what}, beside ${name}`, kind: 'not run', why } as const
}
