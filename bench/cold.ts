import { median, took } from './figure.ts'
import type { Home } from './home.ts'
import { rounds } from './rounds.ts'
import { attempt, type Goal, reason, type Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { type Way, waysIn } from './way.ts'
import { openWork } from './work.ts'

/** `fleetmux send` from a fresh process that nobody lends channels to, beside pdsh in the same rounds. */
const ROUNDS = 3
/** Milliseconds, of each row. */
const BUDGET = 40_000
const COLD: Goal = { kind: 'within', times: 1.2 }
const WARM: Goal = { kind: 'within', times: 1 }

export async function benchCold(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  stage.later(await openWork(hosts))
  const few = hosts.names.slice(0, 8)
  for (const [what, names, masters, goal] of [
    [`fresh process, ${few.length} hosts over warm masters`, few, true, WARM],
    [`fresh process, ${few.length} cold hosts`, few, false, COLD],
    [`broadcast, ${hosts.names.length} cold hosts`, hosts.names, false, COLD],
  ] as const) {
    await attempt(tell, what, async () => {
      const home = await stage.home({ masters })
      const pdsh = (await waysIn(home)).there.find(way => way.name === 'pdsh')
      if (!pdsh)
        return tell({ what, kind: 'not run', why: 'pdsh is not installed: apt-get install pdsh' })
      tell({ what, unit: 'ms', goal, ...(await inTurns(home, names, pdsh)) })
    })
  }
}

/** A broadcast that passes its deadline on some hosts has no time: the row is a failed one. */
async function inTurns(home: Home, names: readonly string[], pdsh: Way) {
  const [fleetmux, theirs]: [number[], number[]] = [[], []]
  const send = ['send', `--remote=${names.join(',')}`, '--yes', '--until', 'delivered']
  const argv = [...home.program, ...send, '--no-enter', 'work', 'hello there']
  const close = () => home.run([...home.program, 'hosts', 'close'])
  for (const round of rounds(ROUNDS, BUDGET)) {
    const ours = await took(() => home.run(argv)).catch(thrown => {
      throw new Error(`not all were reached: ${reason(thrown)}`)
    })
    // It leaves its masters warm on purpose; the next round is to find none.
    await close()
    const other = await took(() => pdsh.send(names))
    if (round === 0) continue
    fleetmux.push(ours)
    theirs.push(other)
  }
  const other = { name: 'pdsh', figure: median(theirs) }
  return { ours: median(fleetmux), other, raw: { fleetmux, theirs } }
}
