import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openApp } from '../test/cli/app.ts'
import { capture } from '../test/lab/process.ts'
import { startLab } from '../test/lab/sshd.ts'

/**
 * `fleetmux send` from a fresh process that nobody lends channels to, beside pdsh in the same rounds: over no
 * connection at all (cold), and over the same warm masters. Real sshd on loopback, which takes the same cores.
 */
const SIZES = [8, 64]
const ROUNDS = 5
const COMMAND = "tmux send-keys -t '=work:' -l -- 'hello there'"

type Run = (argv: readonly string[], more?: Record<string, string>) => Promise<unknown>

export async function benchFresh(): Promise<void> {
  if (!(await capture('sh', ['-c', 'command -v pdsh']).catch(() => ''))) {
    return say('pdsh: not installed here (apt-get install pdsh)')
  }
  await capture('npm', ['run', '--silent', 'build'])
  const [app, lab] = await Promise.all([openApp(), startLab({ hosts: Math.max(...SIZES) })])
  const names = lab.hosts.map(host => host.name)
  const run: Run = (argv, more) =>
    capture(argv[0] ?? '', argv.slice(1), { env: { ...app.environment, ...more } })
  try {
    for (const name of names) await lab.tmux(name, 'new-session', '-d', '-s', 'work', 'exec cat')
    for (const size of SIZES) {
      const some = names.slice(0, size)
      await orMissed(`${size} cold hosts`, async () =>
        cold(some, await writeConfig(app.dir, lab.sshConfig, ''), run),
      )
      await orMissed(`${size} hosts over warm masters`, async () =>
        warm(some, await writeConfig(app.dir, lab.sshConfig, masters(app.dir)), run),
      )
    }
  } finally {
    await app.close()
    await lab.close()
  }
}

/** A round in which not all were reached within the deadline is no figure, and a goal that is missed. */
async function orMissed(what: string, measure: () => Promise<void>): Promise<void> {
  try {
    await measure()
  } catch (error) {
    const [why] = String(error instanceof Error ? error.message : error)
      .split('\n')
      .slice(-2)
    say(`${what}: not all were reached: MISSED (${why?.slice(0, 100)})`)
  }
}

async function cold(names: readonly string[], config: string, run: Run): Promise<void> {
  const close = () => run([...fleetmux(config), 'hosts', 'close'])
  const pairs = await rounds(
    () => run(ours(names, config)),
    () => run(pdsh(names), ssh(config)),
    close,
  )
  tell(`${names.length} cold hosts`, pairs, 1.2)
}

async function warm(names: readonly string[], config: string, run: Run): Promise<void> {
  const pairs = await rounds(
    () => run(ours(names, config)),
    () => run(pdsh(names), ssh(config)),
    async () => {},
  )
  tell(`${names.length} hosts over the same warm masters`, pairs, 1)
  for (const name of names) await run(['ssh', '-F', config, '-O', 'exit', name])
}

/** In turns, so that what else the machine does meets both alike; the first round warms what there is to warm. */
async function rounds(
  one: () => Promise<unknown>,
  other: () => Promise<unknown>,
  after: () => Promise<unknown>,
) {
  const times = { ours: [] as number[], theirs: [] as number[] }
  for (let round = 0; round <= ROUNDS; round++) {
    const start = performance.now()
    await one()
    const between = performance.now()
    await after()
    const again = performance.now()
    await other()
    if (round === 0) continue
    times.ours.push(between - start)
    times.theirs.push(performance.now() - again)
  }
  return times
}

function tell(
  what: string,
  { ours, theirs }: { ours: number[]; theirs: number[] },
  goal: number,
): void {
  const [mine, their] = [median(ours), median(theirs)]
  const ratio = mine / their
  const verdict = ratio <= goal ? 'met' : 'MISSED'
  say(
    `${what}: ${mine.toFixed(0)} ms, pdsh: ${their.toFixed(0)} ms, ${ratio.toFixed(2)}x; goal ${goal}x: ${verdict}`,
  )
}

function fleetmux(config: string): string[] {
  return [process.execPath, resolve('bin/fleetmux.js'), '--ssh-config', config]
}

function ours(names: readonly string[], config: string): string[] {
  const words = ['send', `--remote=${names.join(',')}`, '--yes', '--until', 'delivered']
  return [...fleetmux(config), ...words, '--no-enter', 'work', 'hello there']
}

function pdsh(names: readonly string[]): string[] {
  return ['pdsh', '-R', 'ssh', '-f', '64', '-w', names.join(','), COMMAND]
}

function ssh(config: string): Record<string, string> {
  return { PDSH_SSH_ARGS_APPEND: `-F ${config}` }
}

function masters(dir: string): string {
  return `  ControlMaster auto\n  ControlPath ${dir}/m/%n\n  ControlPersist 300\n`
}

async function writeConfig(dir: string, hosts: string, more: string): Promise<string> {
  await mkdir(join(dir, 'm'), { mode: 0o700, recursive: true })
  const path = join(dir, more === '' ? 'cold_config' : 'warm_config')
  await writeFile(path, `Host *\n${more}  LogLevel ERROR\n  BatchMode yes\nInclude ${hosts}\n`)
  return path
}

function median(times: number[]): number {
  return times.sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0
}

function say(line: string): void {
  process.stdout.write(`fresh: ${line}\n`)
}
