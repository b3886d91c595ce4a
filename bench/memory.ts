import { setTimeout as sleep } from 'node:timers/promises'
import { median } from './figure.ts'
import { openIdle } from './idle.ts'
import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { memoryOf } from './usage.ts'

/** Half an hour with a pane that prints ten lines a second in the followed place. */
const MINUTES = 30
const CHATTY = `i=0; while :; do i=$((i+1)); echo "line $i"; sleep 0.1; done`

export async function benchMemory(stage: Stage, tell: Tell): Promise<void> {
  const { terminal, sessions } = await openIdle(stage)
  const hosts = await stage.hosts()
  await hosts.tmux(hosts.names[0] ?? '', 'new-session', '-d', '-s', 'a-chatty', CHATTY)
  await terminal.sees('a-chatty')
  terminal.type('g')
  await terminal.sees('a-chatty:0.0')
  const megabytes: number[] = []
  for (let second = 0; second < MINUTES * 60; second += 10) {
    await sleep(10_000)
    megabytes.push(memoryOf([terminal.pid]))
    // What is unread is kept by the driver: it is read, so that the driver stays small.
    await terminal.sees('line')
  }
  const third = Math.floor(megabytes.length / 3)
  const other = {
    name: 'its second ten minutes',
    figure: median(megabytes.slice(third, 2 * third)),
  }
  const what = `memory, ${sessions} sessions, last ten of ${MINUTES} minutes`
  const goal = { kind: 'within', times: 1.05 } as const
  tell({
    what,
    unit: 'MB',
    ours: median(megabytes.slice(2 * third)),
    other,
    goal,
    raw: { megabytes },
  })
}
