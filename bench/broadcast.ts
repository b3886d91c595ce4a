import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Target } from '../src/state/ref.ts'
import { startSshLab } from '../test/backend/host/ssh-lab.ts'
import { createField, type Field } from '../test/backend/send/field.ts'
import { capture, until } from '../test/lab/process.ts'

/**
 * One line of text into a pane on each of N hosts: real sshd on loopback, all ways over the same warm masters.
 * Times are medians in milliseconds; on few cores compare the ratios.
 */
const SIZES = [32, 64]
const ROUNDS = 15
const OTHERS = 5
const FROZEN = 'lab9'
const COMMAND = "tmux send-keys -t '=work:' -l -- 'hello there'"

interface Way {
  readonly name: string
  readonly goal: number
  readonly install?: string
  send(hosts: readonly string[]): Promise<unknown>
}

export async function benchBroadcast(): Promise<void> {
  const ssh = await startSshLab({ hosts: Math.max(...SIZES) })
  const dir = await mkdtemp('/tmp/fmb-')
  const names = ssh.lab.hosts.map(host => host.name)
  const config = await writeConfig(dir, ssh.lab.sshConfig)
  const field = createField(
    names.map(name => ({ name, transport: ssh.transport(name, { configFile: config }) })),
    5000,
  )
  try {
    for (const name of names) await ssh.lab.tmux(name, 'new-session', '-d', '-s', 'work', 'cat')
    const targets = await connect(field, names)
    const ways = await installed(otherWays(dir, config))
    say(
      `one round trip to one host: ${ms(await median(100, () => roundTrip(field, names[0] ?? '')))}`,
    )
    for (const size of SIZES) await compare(field, targets.slice(0, size), ways)
    await withOneFrozen(field, targets, ssh.lab)
  } finally {
    await field.close()
    await Promise.all(
      names.map(name => capture('ssh', ['-F', config, '-O', 'exit', name]).catch(() => {})),
    )
    await ssh.close()
    await rm(dir, { recursive: true, force: true })
  }
}

async function connect(field: Field, names: readonly string[]): Promise<Target[]> {
  const start = performance.now()
  field.dial(...names)
  const targets: Target[] = []
  for (const name of names) targets.push(await field.target(name, 'work'))
  say(`${names.length} hosts from nothing to a list of sessions: ${ms(performance.now() - start)}`)
  return targets
}

async function compare(
  field: Field,
  targets: readonly Target[],
  ways: readonly Way[],
): Promise<void> {
  const ours = await median(ROUNDS, () => delivered(field, targets))
  say(`${targets.length} hosts: fleetmux, all delivered: ${ms(ours)}`)
  for (const way of ways) {
    const theirs = await median(OTHERS, () => way.send(targets.map(target => target.host)))
    const ratio = theirs / ours
    say(
      `${targets.length} hosts: ${way.name}: ${ms(theirs)}, ${ratio.toFixed(1)}x; goal ${way.goal}x: ${ratio >= way.goal ? 'met' : 'MISSED'}`,
    )
  }
}

async function withOneFrozen(
  field: Field,
  targets: readonly Target[],
  lab: { freeze(name: string): Promise<void>; thaw(name: string): Promise<void> },
): Promise<void> {
  const others = targets.filter(target => target.host !== FROZEN)
  const without = await median(ROUNDS, () => delivered(field, targets, others))
  await lab.freeze(FROZEN)
  const beside = await median(ROUNDS, () => delivered(field, targets, others))
  await lab.thaw(FROZEN)
  say(
    `the ${others.length} others: ${ms(without)}; with ${FROZEN} frozen: ${ms(beside)}, ${(beside / without).toFixed(2)}x`,
  )
}

/** Milliseconds from asking until all of `awaited` are delivered. Returns when what is seen of it has come to rest. */
async function delivered(
  field: Field,
  targets: readonly Target[],
  awaited = targets,
): Promise<number> {
  const hosts = new Set(awaited.map(target => target.host))
  const start = performance.now()
  const { id } = await field.begun(
    'hello there\n',
    targets,
    { mode: 'no-enter', deadline: 1000 },
    hosts,
  )
  const spent = performance.now() - start
  await until('the table to be full', () => field.settled(id))
  return spent
}

async function roundTrip(field: Field, host: string): Promise<number> {
  const start = performance.now()
  await field.links
    .get(host)
    ?.client()
    .ask([['display-message', '-p', 'here']])
  return performance.now() - start
}

function otherWays(dir: string, config: string): Way[] {
  const all = (hosts: readonly string[]) => hosts.join(',')
  return [
    {
      name: 'pdsh over warm masters',
      goal: 10,
      install: 'apt-get install pdsh',
      send: hosts =>
        capture('pdsh', ['-R', 'ssh', '-f', '64', '-w', all(hosts), COMMAND], {
          env: { ...process.env, PDSH_SSH_ARGS_APPEND: `-F ${config}` },
        }),
    },
    {
      name: 'clush over warm masters',
      goal: 20,
      install: 'apt-get install clustershell',
      send: hosts =>
        capture('clush', ['-w', all(hosts), '-f', '64', COMMAND], {
          env: { ...process.env, CLUSTERSHELL_CFGDIR: dir },
        }),
    },
    {
      name: 'one ssh a host in sequence',
      goal: 20,
      async send(hosts) {
        for (const host of hosts) await capture('ssh', ['-F', config, host, COMMAND])
      },
    },
  ]
}

async function installed(ways: readonly Way[]): Promise<Way[]> {
  const there = await Promise.all(
    ways.map(async way => {
      const [file = ''] = way.name.split(' ')
      const found =
        !way.install || (await capture('sh', ['-c', `command -v ${file}`]).catch(() => '')) !== ''
      if (!found) say(`${way.name}: not installed here (${way.install})`)
      return found
    }),
  )
  return ways.filter((_, index) => there[index])
}

/** An ssh_config of a person who keeps masters of their own: fleetmux uses these too. */
async function writeConfig(dir: string, hosts: string): Promise<string> {
  await mkdir(join(dir, 'm'), { mode: 0o700 })
  const config = join(dir, 'ssh_config')
  const masters = `ControlMaster auto\n  ControlPath ${dir}/m/%n\n  ControlPersist 300\n`
  await writeFile(
    config,
    `Host *\n  ${masters}  LogLevel ERROR\n  BatchMode yes\nInclude ${hosts}\n`,
  )
  await writeFile(join(dir, 'clush.conf'), `[Main]\nfanout: 64\nssh_options: -F ${config}\n`)
  return config
}

async function median(rounds: number, run: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  // The first one warms what the others find warm.
  for (let round = 0; round <= rounds; round++) {
    const start = performance.now()
    const told = await run()
    if (round > 0) times.push(typeof told === 'number' ? told : performance.now() - start)
  }
  return times.sort((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`
}

function say(line: string): void {
  process.stdout.write(`broadcast: ${line}\n`)
}
