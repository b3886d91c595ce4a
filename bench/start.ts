import { spawn } from 'node:child_process'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { openApp } from '../test/cli/app.ts'
import { capture, tree, until } from '../test/lab/process.ts'
import { startLab } from '../test/lab/sshd.ts'

/**
 * What a fresh process takes, beside `node -e 0` in the same rounds: real sshd on loopback, whose work is done by
 * the same cores, and a running screen that lends its channels. Medians in milliseconds; compare the ratios.
 */
const HOSTS = 32
const ROUNDS = 15

interface Way {
  readonly what: string
  /** What it is compared with, and how many times as long it may take. */
  readonly beside: string
  readonly goal: number
  readonly argv: readonly string[]
}

export async function benchStart(): Promise<void> {
  await capture('npm', ['run', '--silent', 'build'])
  const [app, lab] = await Promise.all([openApp(), startLab({ hosts: HOSTS })])
  const names = lab.hosts.map(host => host.name)
  const env = { ...app.environment }
  const config = join(app.dir, 'ssh_config')
  const program = [process.execPath, resolve('bin/fleetmux.js')]
  const run = (argv: readonly string[]) => capture(argv[0] ?? '', argv.slice(1), { env })
  try {
    await keepMasters(config, app.dir, lab.sshConfig)
    await app.configure({ sshConfig: config, hosts: names.map(name => ({ name })) })
    for (const name of names) await lab.tmux(name, 'new-session', '-d', '-s', 'work', 'exec cat')
    const screen = await openScreen(program, env)
    await compare(await waysOf(program, names, config), run)
    await endScreen(screen)
  } finally {
    await Promise.all(
      names.map(name => capture('ssh', ['-F', config, '-O', 'exit', name]).catch(() => '')),
    )
    await app.close()
    await lab.close()
  }
}

/** Of a person who keeps masters of their own: all ways go over these. */
async function keepMasters(path: string, dir: string, hosts: string): Promise<void> {
  await mkdir(join(dir, 'm'), { mode: 0o700 })
  const masters = `ControlMaster auto\n  ControlPath ${dir}/m/%n\n  ControlPersist 300\n`
  const rest = '  LogLevel ERROR\n  BatchMode yes\n'
  await writeFile(path, `Host *\n  ${masters}${rest}Include ${hosts}\n`)
}

async function openScreen(program: readonly string[], env: Record<string, string>) {
  const line = `stty rows 50 cols 150; exec ${program.join(' ')}`
  const screen = spawn('script', ['-qefc', line, '/dev/null'], {
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  screen.stdout.resume()
  const directory = join(env['XDG_RUNTIME_DIR'] ?? '', 'fleetmux')
  await until('the screen to lend', async () =>
    (await readdir(directory).catch(() => [])).some(name => name.startsWith('lend-')),
  )
  // All are up when a list of all is there at once.
  await until(
    'all hosts',
    async () =>
      (await capture(program[0] ?? '', [program[1] ?? '', 'ls'], { env })).split('\n').length >
      HOSTS,
  )
  return screen
}

async function endScreen(screen: Awaited<ReturnType<typeof openScreen>>): Promise<void> {
  const program = (await tree(screen.pid ?? 0)).at(1)
  if (program) process.kill(program.pid, 'SIGTERM')
  if (screen.exitCode === null) await new Promise(end => screen.once('exit', end))
}

async function waysOf(
  program: readonly string[],
  names: readonly string[],
  config: string,
): Promise<Way[]> {
  const node = { beside: 'node -e 0' }
  const send = [...program, 'send', `--remote=${names.join(',')}`, '--yes', 'work', 'hello there']
  const ways: Way[] = [
    { ...node, what: '--version', goal: 1.5, argv: [...program, '--version'] },
    {
      ...node,
      what: 'ls of 8 hosts',
      goal: 2.5,
      argv: [...program, 'ls', ...names.slice(0, 8).flatMap(name => ['--host', name])],
    },
    {
      ...node,
      what: `send to ${names.length} hosts, delivered`,
      goal: 2,
      argv: [...send, '--until', 'delivered'],
    },
  ]
  const pdsh = await capture('sh', ['-c', 'command -v pdsh']).catch(() => '')
  if (!pdsh) say('pdsh: not installed here (apt-get install pdsh)')
  const command = "tmux send-keys -t '=work:' -l -- 'hello there'"
  const argv = ['env', `PDSH_SSH_ARGS_APPEND=-F ${config}`, 'pdsh', '-R', 'ssh', '-f', '64']
  const other = {
    what: 'pdsh',
    beside: '',
    goal: 1,
    argv: [...argv, '-w', names.join(','), command],
  }
  return pdsh ? [...ways, { ...ways[2], beside: 'pdsh', goal: 1 } as Way, other] : ways
}

/** In turns, so that what else the machine does meets all of them alike. */
async function compare(
  ways: readonly Way[],
  run: (argv: readonly string[]) => Promise<unknown>,
): Promise<void> {
  const all = new Map<string, readonly string[]>([['node -e 0', [process.execPath, '-e', '0']]])
  for (const { what, argv } of ways) all.set(what, argv)
  const times = new Map([...all.keys()].map(what => [what, [] as number[]]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [what, argv] of all) {
      const start = performance.now()
      await run(argv)
      // The first warms what the others find warm.
      if (round > 0) times.get(what)?.push(performance.now() - start)
    }
  }
  const median = (what: string) =>
    times.get(what)?.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0
  for (const { what, beside, goal } of ways.filter(way => way.beside)) {
    const [ours, theirs] = [median(what), median(beside)]
    const ratio = ours / theirs
    const verdict = ratio <= goal ? 'met' : 'MISSED'
    say(
      `${what}: ${ms(ours)}, ${beside}: ${ms(theirs)}, ${ratio.toFixed(2)}x; goal ${goal}x: ${verdict}`,
    )
  }
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(0)} ms`
}

function say(line: string): void {
  process.stdout.write(`start: ${line}\n`)
}
