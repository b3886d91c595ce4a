import { type AddressInfo, connect, createServer } from 'node:net'
import { FailureError } from '../../state/model/failure.ts'
import { answerWithin, delay, withDeadline } from '../clock.ts'
import { type Child, start } from '../process.ts'
import { collect, OUTPUT_LIMITS, outputsEnded } from '../transport/collect-output.ts'
import { azlinError, azlinLate } from './azlin-error.ts'
import { redact } from './redact.ts'

/** A local port that leads to the sshd of a machine. */
export interface Tunnel {
  readonly port: number
  /** Resolves with azlin's last line when the tunnel ends without `close`. */
  readonly broken: Promise<string>
  /** Whether sshd answers through the tunnel: azlin may still run although its ssh has ended. */
  alive(): Promise<boolean>
  /** Ends the processes of this tunnel only: azlin and its ssh. */
  close(): Promise<void>
}

export interface TunnelOptions {
  readonly machine: string
  readonly resourceGroup: string | null
  /** Timeout for sshd to answer, in milliseconds. */
  readonly deadline: number
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
}

/**
 * Opens `azlin tunnel` and waits until sshd answers through it. Rejects with a FailureError.
 *
 * After SIGTERM to azlin, its ssh keeps running; after SIGINT, azlin ends all tunnels that it knows, including those of
 * other terminals. So azlin runs in its own process group. A shell ends that group on `close`, and also when the pipe
 * to fleetmux closes: if fleetmux is killed, no process is left.
 */
export async function openTunnel(options: TunnelOptions): Promise<Tunnel> {
  const { machine, resourceGroup, deadline, env = {}, signal } = options
  const port = await freePort()
  const group = resourceGroup === null ? [] : ['--resource-group', resourceGroup]
  const args = ['tunnel', 'open', machine, '22', '--local-port', String(port), ...group]
  const line = `azlin ${args.join(' ')}`
  const child = start({ file: 'sh', args: ['-c', KEEPER, 'azlin', ...args], env, detached: true })
  const kept = { limit: OUTPUT_LIMITS.words, keep: 'end' } as const
  const said = [collect(child.stdout, kept), collect(child.stderr, kept)]
  const words = () => said.map(each => each.bytes().toString()).join('\n')
  const ended = child.exited.then(async ({ code }) => {
    await outputsEnded(said)
    return azlinError({ line, code, text: words() })
  })
  try {
    await withDeadline(
      { deadline, late: () => azlinLate(line, deadline), ...(signal && { signal }) },
      give => Promise.race([greeting(port, give), ended.then(error => Promise.reject(error))]),
    )
  } catch (thrown) {
    await end(child)
    throw thrown
  }
  return {
    port,
    broken: ended.then(({ failure }) => redact(failure.why ?? failure.what)),
    alive: async () => (await answerWithin(PATIENCE, give => greets(port, give))) ?? false,
    close: () => end(child),
  }
}

/** Timeout for one answer of sshd through an open tunnel, even from a distant region, in milliseconds. */
const PATIENCE = 5000

/**
 * The shell that runs azlin. `kill 0` signals the whole process group. The trap keeps the shell alive to return azlin's
 * exit code.
 */
const KEEPER = `
trap : TERM
exec 3<&0
azlin "$@" 3<&- </dev/null &
azlin=$!
{ cat <&3 >/dev/null; kill -TERM 0; } &
exec 3<&-
wait "$azlin"
code=$?
kill -TERM 0
exit "$code"
`

async function end(child: Child): Promise<void> {
  child.stdin.end()
  await answerWithin(5000, () => child.exited)
  await child.kill()
}

/** Resolves when an sshd answers on this port. Tries until the signal aborts. */
async function greeting(port: number, signal: AbortSignal): Promise<void> {
  while (!(await greets(port, signal))) {
    signal.throwIfAborted()
    await delay(50)
  }
}

function greets(port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', signal })
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('data', bytes => done(bytes.toString('latin1').startsWith('SSH-')))
    socket.once('error', () => done(false)).once('close', () => done(false))
  })
}

/** A free port. If another process uses the port first, azlin fails with its own message. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(noPort(error))).listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

function noPort(error: Error): FailureError {
  return new FailureError({
    kind: 'refused',
    what: 'The local machine has no free port for the tunnel to the Azure machine.',
    why: error.message,
    hint: 'Close programs on this machine that hold many connections, then try again.',
  })
}
