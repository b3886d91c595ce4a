/**
 * What the stand-in `azlin` runs: the words of 2.7.3 and no others, with its machines in a JSON file. It
 * knows nothing of fleetmux. See `azlin.ts` for what it can be told to do.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { AzlinState, AzlinVm } from './azlin.ts'
import { clap, GRAMMAR, type Parsed, parse } from './azlin-grammar.ts'

const [dir = '', ...argv] = process.argv.slice(2)
const path = join(dir, 'azlin.json')

function read(): AzlinState {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Several of us run at the same time. */
function change<T>(edit: (state: AzlinState) => T): T {
  const lock = join(dir, 'azlin.lock')
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
  try {
    const state = read()
    const answer = edit(state)
    // Whole or not at all: others read it meanwhile.
    writeFileSync(`${path}.new`, JSON.stringify(state, null, 2))
    renameSync(`${path}.new`, path)
    return answer
  } finally {
    rmSync(lock, { recursive: true })
  }
}

function forEver(): Promise<never> {
  // But not longer than its test.
  return new Promise(() => setInterval(() => existsSync(path) || process.exit(1), 500))
}

const wait = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

function fail(message: string): never {
  process.stderr.write(`Error: ${message}\n`)
  process.exit(1)
}

/** What the test told us to suffer from, before anything is done. */
async function suffer(): Promise<void> {
  const { mode } = read()
  if (mode.hang) {
    spawn(process.execPath, [import.meta.filename, dir, '__az'], { stdio: 'ignore' })
    await forEver()
  }
  if (mode.loggedOut) {
    fail(
      "`az account show` failed (exit exit status: 1): ERROR: Please run 'az login' to setup account.",
    )
  }
  const error = change(state => (state.mode.errors ?? []).shift())
  if (error !== undefined) fail(error)
}

function confirm(force: boolean): void {
  if (force || process.stdin.isTTY) return
  fail('Confirmation required but stdin is not a terminal. Use --force to skip.')
}

async function created({ options }: Parsed, asked: Promise<void>): Promise<void> {
  const { mode } = read()
  if (mode.finishes) await Promise.race([forEver(), asked.then(() => wait(600))])
  if (mode.asks) {
    process.stdout.write('Forward GitHub credentials to the VM? [Y/n] ')
    fail('IO error: not a terminal')
  }
  const name = String(options['--name'] ?? 'azlin-vm')
  const size = String(options['--vm-size'] ?? 'Standard_D32s_v3')
  const region = String(options['--region'] ?? 'westus2')
  const answer = change(state => make(state, name, size, region))
  if (answer !== null) fail(answer)
  process.stdout.write(
    `Property        Value\nName            ${name}\nSize            ${size}\nRegion          ${region}\n`,
  )
  if (mode.slow) return forEver()
  if (mode.halfMade) fail('Failed to wait for cloud-init on the VM')
  if (!mode.degraded) {
    process.stdout.write(`VM '${name}' created successfully!\n`)
    return
  }
  process.stderr.write(`⚠ VM '${name}' has NO outbound internet.\n`)
  process.stdout.write(`VM '${name}' created — DEGRADED: no outbound internet access.\n`)
  process.exit(1)
}

function make(state: AzlinState, name: string, size: string, region: string): string | null {
  if (state.mode.quota !== undefined && state.vms.length >= state.mode.quota) {
    return '(QuotaExceeded) Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Subscription 12345678-1234-1234-1234-123456789abc, Current Limit: 100'
  }
  if (state.vms.some(vm => vm.name === name)) return `(Conflict) VM '${name}' already exists`
  const host = state.hosts.find(each => !state.vms.some(vm => vm.host === each.name))
  if (!host) return '(AllocationFailed) there is no further host in this lab'
  state.vms.push({ name, size, region, host: host.name, state: 'Running' })
  return null
}

function list({ options }: Parsed): void {
  const state = read()
  const shown = state.vms.filter(vm => options['--all'] || vm.state === 'Running')
  const vms = shown.map(vm => document(vm, state))
  const json = options['-o'] === 'json' || options['--output'] === 'json'
  if (!json) process.stdout.write(`${shown.map(vm => vm.name).join('\n')}\n`)
  else if (state.mode.bareArray) process.stdout.write(JSON.stringify(vms, null, 2))
  else {
    const hidden = state.vms.length - shown.length
    const filters = { hidden_not_running: hidden, dropped_by_tag: 0, dropped_by_pattern: 0 }
    process.stdout.write(JSON.stringify({ vms, filters }, null, 2))
  }
}

function document(vm: AzlinVm, state: AzlinState): Record<string, unknown> {
  const address = state.hosts.find(each => each.name === vm.host)?.address ?? ''
  const isPublic = state.mode.publicIps === true
  return {
    name: vm.name,
    resource_group: 'lab-rg',
    power_state: vm.state,
    ip: isPublic ? `${address} (Pub)` : '10.0.0.4 (Bast)',
    public_ip: isPublic ? address : null,
    private_ip: '10.0.0.4',
    location: vm.region,
    vm_size: vm.size,
    os: 'Linux',
    session: null,
    tmux_sessions: [],
  }
}

function removed({ words, options }: Parsed): void {
  confirm(options['--force'] === true || options['-f'] === true)
  const name = words[0] ?? ''
  const found = change(state => {
    const at = state.vms.findIndex(vm => vm.name === name)
    if (at >= 0) state.vms.splice(at, 1)
    return at >= 0
  })
  if (!found) fail(`(ResourceNotFound) VM '${name}' not found`)
  process.stdout.write(`Deleted VM '${name}'\n`)
}

function hostOf(name: string): { address: string; port: number; sshConfig: string; name: string } {
  const state = read()
  const vm = state.vms.find(each => each.name === name)
  const host = state.hosts.find(each => each.name === vm?.host)
  if (!host) fail(`(ResourceNotFound) VM '${name}' not found`)
  return { ...host, sshConfig: state.sshConfig }
}

/** As azlin does: the forwarding is another process, which only an interrupt of ours takes along. */
async function tunnel({ words, options }: Parsed): Promise<void> {
  const { address, port } = hostOf(words[0] ?? '')
  const local = String(options['--local-port'] ?? words[1])
  const forward = ['__forward', local, address, String(port)]
  const child = spawn(process.execPath, [import.meta.filename, dir, ...forward], {
    stdio: 'ignore',
  })
  process.stdout.write(`Forwarding localhost:${local} → ${words[0]}:${words[1]} (via bastion)\n`)
  process.stdout.write('\nPress Ctrl+C to stop all tunnels.\n')
  process.once('SIGINT', () => child.kill())
  await new Promise(resolve => child.once('exit', resolve))
  if (read().mode.lingers) await forEver()
  process.stdout.write('All tunnels have closed.\n')
}

function forward(local: string, address: string, port: string): void {
  createServer(socket => {
    const far = connect(Number(port), address)
    socket.pipe(far).pipe(socket)
    socket.on('error', () => far.destroy())
    far.on('error', () => socket.destroy())
  }).listen(Number(local), '127.0.0.1')
}

/** Any failure counts as a lost connection, and the command is run again, unless told not to. */
async function connected({ words, options, command }: Parsed): Promise<void> {
  const host = hostOf(words[0] ?? '')
  const tries = options['--no-reconnect'] ? 1 : 1 + Number(options['--max-retries'] ?? 3)
  for (let attempt = 1; ; attempt++) {
    const tty = options['--no-tmux'] ? [] : ['-t']
    const args = ['-F', host.sshConfig, ...tty, host.name, command.join(' ')]
    const child = spawn('ssh', args, { stdio: 'inherit' })
    const code = await new Promise<number>(resolve =>
      child.once('exit', exit => resolve(exit ?? 255)),
    )
    if (code === 0 || attempt === tries) process.exit(code)
    process.stderr.write('SSH disconnected. Reconnecting...\n')
  }
}

async function main(): Promise<void> {
  // Not in the middle of a change, whose lock would stay.
  const asked = new Promise<void>(resolve =>
    process.once('SIGTERM', () => (read().mode.finishes ? resolve() : process.exit(143))),
  )
  if (argv[0] === '__forward') return forward(argv[1] ?? '', argv[2] ?? '', argv[3] ?? '')
  if (argv[0] === '__az') return forEver()
  change(state => state.calls.push({ args: argv, terminal: process.stdin.isTTY === true }))
  if (argv[0] === '--version') return void process.stdout.write('azlin 2.7.3\n')
  const deep = argv[0] === 'tunnel'
  const word = deep ? `${argv[0]} ${argv[1]}` : (argv[0] ?? '')
  const grammar = GRAMMAR[word]
  if (!grammar) clap(`unrecognized subcommand '${argv[deep ? 1 : 0]}'`)
  const parsed = parse(grammar, argv.slice(deep ? 2 : 1))
  await suffer()
  if (word === 'new') await created(parsed, asked)
  if (word === 'list') list(parsed)
  if (word === 'delete' || word === 'kill') removed(parsed)
  if (word === 'connect') await connected(parsed)
  if (word === 'tunnel open') await tunnel(parsed)
}

await main()
