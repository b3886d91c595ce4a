import { spawn } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { median, percentile, took } from './figure.ts'
import type { Home } from './home.ts'
import { rounds } from './rounds.ts'
import type { Tell } from './row.ts'
import { benchRunCrowd } from './run-crowd.ts'
import type { Stage } from './stage.ts'
import { warm } from './warm.ts'

/** Lines of a run, and milliseconds between two, whose way here is timed. */
const [LINES, EVERY] = [60, 50]
/** Lines of one that prints as fast as it can. */
const MANY = 50_000
const ROUNDS = 6
/** Milliseconds. */
const BUDGET = 120_000

/**
 * An agent that prints when it is: `stamp LINES MILLISECONDS`. What is on its standard input it takes for its prompt, as
 * agents do.
 */
const AGENT = `#!${process.execPath}
const [lines, every] = process.argv.slice(2).map(Number)
process.stdin.resume()
process.stdin.on('end', async () => {
  for (let at = 0; at < lines; at++) {
    const more = process.stdout.write(\`line \${at} \${Date.now()}\\n\`)
    if (every) await new Promise(resolve => setTimeout(resolve, every))
    else if (!more) await new Promise(resolve => process.stdout.once('drain', resolve))
  }
})
`

/** A run beside the same program at the end of a pipe through ssh, over the same warm connection. */
export async function benchRuns(stage: Stage, tell: Tell): Promise<void> {
  const hosts = await stage.hosts()
  const some = hosts.names.slice(0, 5)
  const [host = ''] = some
  const home = await stage.home({ masters: true })
  await warm(home, some)
  const program = join(home.dir, 'stamp')
  await writeFile(program, AGENT)
  await chmod(program, 0o755)
  await configure(home, some, program)
  await benchWay(home, host, program, tell)
  await benchWhole(home, host, program, tell)
  await benchRunCrowd(home, some, 'ticking', tell)
}

/** Agents: one that takes its time, one that floods, one that says a line, and one that says one each second. */
async function configure(home: Home, hosts: readonly string[], program: string): Promise<void> {
  const agents = {
    steady: { headless: [program, String(LINES), String(EVERY)] },
    flood: { headless: [program, String(MANY), '0'] },
    once: { headless: [program, '1', '0'] },
    ticking: { headless: [program, '1000', '1000'] },
  }
  const config = { sshConfig: home.sshConfig, hosts: hosts.map(name => ({ name })), agents }
  await writeFile(join(home.dir, 'config', 'fleetmux', 'config.json'), JSON.stringify(config))
}

const ssh = (home: Home, host: string, ...command: readonly string[]) => [
  ...['ssh', '-F', home.sshConfig, host, ...command],
]
const ours = (home: Home, host: string, agent: string) => [
  ...[...home.program, 'run', agent, 'go', '--on', host, '--cwd', '/', '--json'],
]

/** From the moment at which the agent prints a line until it is read here. */
async function benchWay(home: Home, host: string, program: string, tell: Tell): Promise<void> {
  const found = { ours: [] as number[], ssh: [] as number[] }
  for (const _ of rounds(ROUNDS, BUDGET)) {
    found.ours.push(...(await delays(home, ours(home, host, 'steady'))))
    const piped = ssh(home, host, program, String(LINES), String(EVERY))
    found.ssh.push(...(await delays(home, piped)))
  }
  for (const [name, share] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const) {
    const figure = percentile(found.ssh, share)
    tell({
      what: `from an agent's line to the event here, ${name}`,
      unit: 'ms',
      ours: percentile(found.ours, share),
      other: { name: 'ssh host agent, piped', figure },
      goal: { kind: 'within', times: 2 },
      raw: { ours: found.ours, ssh: found.ssh },
    })
  }
}

function delays(home: Home, argv: readonly string[]): Promise<number[]> {
  const found: number[] = []
  return reading(home, argv, line => {
    const stamp = /line \d+ (\d{13})/.exec(line)?.[1]
    // What an event repeats of earlier lines is not new.
    if (stamp && !line.includes('message_stop') && !line.includes('run_result'))
      found.push(Math.max(0, Date.now() - Number(stamp)))
  }).then(() => found)
}

function reading(home: Home, argv: readonly string[], read: (line: string) => void): Promise<void> {
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    env: home.env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  createInterface({ input: child.stdout }).on('line', read)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))))
  })
}

/** A whole run of one line, and one of many. */
async function benchWhole(home: Home, host: string, program: string, tell: Tell): Promise<void> {
  for (const [agent, lines, what] of [
    ['once', 1, 'a whole run of one line, its start counted'],
    ['flood', MANY, `${MANY.toLocaleString('en')} lines through one run`],
  ] as const) {
    const found = { ours: [] as number[], ssh: [] as number[] }
    for (const round of rounds(ROUNDS, BUDGET)) {
      const piped = ssh(home, host, program, String(lines), '0')
      const times = [
        await took(() => reading(home, ours(home, host, agent), () => {})),
        await took(() => reading(home, piped, () => {})),
      ]
      if (round === 0) continue
      found.ours.push(times[0] ?? 0)
      found.ssh.push(times[1] ?? 0)
    }
    const other = { name: 'ssh host agent, piped', figure: median(found.ssh) }
    tell({ what, unit: 'ms', ours: median(found.ours), other, raw: found })
  }
}
