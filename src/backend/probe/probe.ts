import { type Check, type CheckText, makeCheck } from '../../state/model/check.ts'
import {
  type Failure,
  FailureError,
  type FailureText,
  toFailure,
} from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Adapter } from '../agents/adapter.ts'
import { findAgents } from '../agents/find.ts'
import { withDeadline } from '../clock.ts'
import { checkKey } from '../ssh/key-check.ts'
import { serverOptions } from '../tmux/server-options.ts'
import { SEARCHED_PLACES } from '../transport/search-path.ts'
import { sendScript } from '../transport/sent-script.ts'
import { noCommandStarts, OTHER_COMMAND } from '../transport/start-up-files.ts'
import type { Running, Transport } from '../transport/transport.ts'
import { readProbe } from './probe-check.ts'
import { probeLines } from './probe-output.ts'
import { PROBE } from './probe-script.ts'

export interface ProbeOptions {
  readonly host: HostConfig
  readonly transport: Transport
  /** Agents to look for. If empty, no agents are searched. */
  readonly adapters: readonly Adapter[]
  /** Timeout for each step of the test (connecting, each check on the host), in milliseconds. */
  readonly deadline: number
  /** Called with each check as soon as its result is known. */
  readonly tell: (check: Check) => void
}

/** The options, but `tell` gets only the name, state and text of a result; `probe` builds the result from them. */
type Telling = Omit<ProbeOptions, 'tell'> & { readonly tell: (words: CheckText) => void }

/** Tests a host, from the connection to its programs. Never rejects: failures are reported as checks. */
export async function probe(options: ProbeOptions): Promise<void> {
  const tell = (words: CheckText) => options.tell(makeCheck(words))
  const probing = { ...options, tell }
  const { host } = options
  try {
    if (host.key !== undefined) checkKey(host.key, host.name)
    const running = await enter(probing)
    const eaten = noCommandStarts(host.name, '')
    await within(probing, running, () => readLines(running, probing), eaten)
    await roundTrip(probing)
    if (probing.adapters.length > 0) await agents(probing)
  } catch (thrown) {
    tell(failed(toFailure(thrown, host.name)))
  }
}

/** Opens the connection. If it opens, both the route and the login work. */
async function enter({ host, transport, tell }: Telling): Promise<Running> {
  const { argv, first } = sendScript(PROBE, 'fleetmux', [
    host.directory ?? '',
    ...serverOptions(host),
  ])
  const running = await transport.open(argv, { first })
  const way = host.transport === 'local' ? 'this machine' : (host.address ?? host.name)
  tell({ name: 'reach', state: 'ok', found: way })
  if (host.transport !== 'local') tell({ name: 'authenticate', state: 'ok', found: 'logged in' })
  running.stdin.end()
  return running
}

async function readLines(running: Running, { host, tell }: Telling): Promise<void> {
  let lines = 0
  for await (const line of probeLines(running.stdout, host.name)) {
    if (line.startsWith('end')) return
    lines++
    const check = readProbe(line, host)
    if (check) tell(check)
  }
  // If nothing came over ssh, a login shell has probably ended before the script started. In a container no login shell
  // runs.
  const hasLogin = host.transport === 'ssh' || host.transport === 'ssh2'
  throw lines === 0 && hasLogin ? notBegun(host.name) : cut(host.name)
}

function cut(host: string): FailureError {
  const what = 'The host stopped answering during the test.'
  return new FailureError({
    kind: 'lost',
    host,
    what,
    hint: 'Check that the host is running, and test again.',
  })
}

function notBegun(host: string): FailureError {
  const what = 'The shell on the host ended before it answered.'
  return new FailureError({ kind: 'lost', host, what, hint: OTHER_COMMAND })
}

/** Measures a round trip over an open stream, so that no process start is measured. */
async function roundTrip(probing: Telling): Promise<void> {
  const running = await probing.transport.open(['cat'])
  await within(probing, running, async () => {
    const started = performance.now()
    running.stdin.write('.')
    const back = await new Promise(resolve =>
      running.stdout.once('data', resolve).once('close', () => resolve(null)),
    )
    if (back === null) throw cut(probing.host.name)
    const took = Math.max(1, Math.round(performance.now() - started))
    probing.tell({ name: 'round trip', state: 'ok', found: `${took} ms` })
  })
}

async function agents({ transport, adapters, tell }: Telling): Promise<void> {
  const { agents: found } = await findAgents(transport, adapters)
  for (const { name, path, version } of found)
    tell({ name, state: 'ok', found: [version, path].filter(Boolean).join(', ') })
  const names = new Set(found.map(each => each.name))
  const missing = adapters.filter(({ name, find }) => find && !names.has(name))
  for (const { name, find } of missing) tell(missingAgent(name, find?.commands[0] ?? name))
}

function missingAgent(name: string, command: string): CheckText {
  const hint = `Install it on the host, or make sure that \`$SHELL -ilc 'command -v ${command}'\` finds it.`
  return { name, state: 'warn', found: `not found in ${SEARCHED_PLACES}`, hint }
}

async function within<T>(
  { host, deadline }: Telling,
  running: Running,
  work: () => Promise<T>,
  silent: FailureText = {
    kind: 'late',
    host: host.name,
    what: `The host did not answer within ${deadline / 1000} s.`,
    hint: 'Check that the host is running, and test again.',
  },
): Promise<T> {
  const late = () => new FailureError(silent)
  try {
    return await withDeadline({ deadline, late }, work)
  } finally {
    await running.kill()
  }
}

/** Converts the failure to a failed check: of the login, of the host's answer, or of the route to the host. */
function failed(failure: Failure): CheckText {
  const text = `${failure.what} ${failure.why ?? ''}`
  const name = LOGIN_ERROR.test(text)
    ? 'authenticate'
    : ['remote', 'lost'].includes(failure.kind)
      ? 'answer'
      : 'reach'
  const found = failure.why ? `${failure.what} (${failure.why})` : failure.what
  return { name, state: 'fail', found, ...(failure.hint && { hint: failure.hint }) }
}

const LOGIN_ERROR = /permission denied|authentication|passphrase|private key|your account|host key/i
