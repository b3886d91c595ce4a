import { spawn } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import type { Home } from './home.ts'
import type { Tell } from './row.ts'
import { cpuOf, memoryOf } from './usage.ts'

/** Runs on each host. */
const EACH = 10
/** Milliseconds until all are read, and for which they are measured. */
const [SETTLE, WHILE] = [10_000, 20_000]

/** What it costs here to read many runs at once, each of which prints a line a second. `agent` prints for long enough. */
export async function benchRunCrowd(
  home: Home,
  hosts: readonly string[],
  agent: string,
  tell: Tell,
): Promise<void> {
  const count = EACH * hosts.length
  await Promise.all(hosts.map(host => startSome(home, host, agent)))
  const [file = '', ...words] = home.program
  const watch = spawn(file, [...words, 'watch', '--json'], { env: home.env, stdio: 'ignore' })
  const ended = new Promise(resolve => watch.once('close', resolve))
  try {
    await delay(SETTLE)
    const pids = [watch.pid ?? -1]
    const [cpu, since] = [cpuOf(pids), performance.now()]
    await delay(WHILE)
    const share = ((cpuOf(pids) - cpu) / (performance.now() - since)) * 100
    const what = `${count} runs on ${hosts.length} hosts, all read`
    tell({ what: `${what}: processor`, unit: '%', ours: share })
    tell({ what: `${what}: memory`, unit: 'MB', ours: memoryOf(pids) })
  } finally {
    watch.kill('SIGINT')
    await ended
    await stopAll(home, hosts)
  }
}

async function startSome(home: Home, host: string, agent: string): Promise<void> {
  const order = ['run', agent, 'go', '--on', host, '--cwd', '/', '--detach', '--quiet']
  for (let nth = 0; nth < EACH; nth++) await home.run([...home.program, ...order])
}

async function stopAll(home: Home, hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    const rows = await home.run([...home.program, 'run', 'list', '--on', host])
    for (const [, id = ''] of rows.matchAll(/^(\S+) +running/gm))
      await home.run([...home.program, 'run', 'stop', id, '--on', host])
  }
}
