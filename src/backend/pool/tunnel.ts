import { connect, createServer } from 'node:net'
import { FailureError } from '../../state/model/failure.ts'
import { answerWithin, delay, limited } from '../clock.ts'
import { type Child, start } from '../process.ts'
import { collect, drained, OUTPUT_LIMITS } from '../transport/collect-output.ts'
import { azlinError, azlinLate } from './azlin-error.ts'
import { redact } from './redact.ts'

/** A port of this machine behind which a machine's sshd is. */
export interface Tunnel {
  readonly port: number
  /** Settles, with azlin's last words, when it is gone without having been closed. */
  readonly broken: Promise<string>
  /** Whether sshd still greets through it: azlin may stay when what it forwards with is gone. */
  alive(): Promise<boolean>
  /** Ends azlin and the ssh below it, and nothing else. */
  close(): Promise<void>
}

export interface TunnelOptions {
  readonly machine: string
  readonly resourceGroup: string | null
  /** Milliseconds until sshd must greet through it. */
  readonly deadline: number
  readonly env?: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
}

/**
 * Opens `azlin tunnel` and waits until sshd greets through it. Rejects with a FailureError.
 *
 * azlin starts an ssh that outlives it when it is terminated; interrupted, it ends every tunnel that it
 * ever noted, those of other terminals too. So it runs in a process group of its own, and that group is
 * ended, by a shell that also does so when the pipe to us closes: nothing stays when we are killed.
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
    await drained(said)
    return azlinError({ line, code, text: words() })
  })
  try {
    await limited(
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

/** Milliseconds for a machine on the other side of the world to greet through an open tunnel. */
const PATIENCE = 5000

/** `kill 0` is for the group: the trap keeps the shell itself, which then tells azlin's exit code. */
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

/** Resolves when an sshd greets on this port; tries until then. */
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

/** A port that nobody listens on. Somebody may take it first: azlin says so then. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve)
  })
  const found = server.address()
  await new Promise(resolve => server.close(resolve))
  if (found && typeof found !== 'string') return found.port
  throw new FailureError({ kind: 'bug', what: 'This machine gave no free port.' })
}
