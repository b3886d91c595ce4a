import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { says } from '../../state/text/clean.ts'
import { answerWithin, delay, withDeadline } from '../clock.ts'
import { type ProcessStart, start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import type { CommandLine, Result, Transport } from '../transport/transport.ts'
import type { DockerPlace } from './container-options.ts'
import { docker, explainDockerError } from './docker-hint.ts'
import { BROKE, createExecTransport, type ExecOptions } from './exec-transport.ts'

export type DockerOptions = DockerPlace & ExecOptions

/** Maximum checks of a container's state after a command that ended without an exit code. */
const LOOKS = 5
/** Timeout of each of these checks in milliseconds. */
const LOOK = 3000

/** The transport to a running container over the user's own `docker`. */
export function createDocker(options: DockerOptions): Transport {
  const { name: host, deadline, container } = options
  const env = options.env && { env: options.env }
  return createExecTransport(
    {
      kind: 'docker',
      host,
      enter: async tty => ({ file: 'docker', args: execArgs(options, tty), ...env }),
      refused: said => explainDockerError(options, host, said.text),
      broke: () => whyBroken(options, host),
    },
    deadline,
  )

  function execArgs({ context, user, workdir }: DockerPlace, tty: boolean): string[] {
    return [
      ...contextArgs(context),
      'exec',
      tty ? '-it' : '-i',
      ...(user === undefined ? [] : ['-u', user]),
      ...(workdir === undefined ? [] : ['-w', workdir]),
      container,
    ]
  }
}

interface Where {
  readonly context?: string
  readonly env?: ProcessStart['env']
}

/** Runs a docker command with a timeout in milliseconds. */
export async function askDocker(
  place: Where,
  words: readonly string[],
  milliseconds: number,
): Promise<Result> {
  const what = `docker did not answer within ${milliseconds / 1000} s.`
  const hint = `Try it by hand: ${docker(place, 'ps')}.`
  const late = () => new FailureError({ kind: 'late', what, hint })
  return withDeadline({ deadline: milliseconds, late }, signal => runDocker(place, words, signal))
}

function runDocker(
  { context, env }: Where,
  words: readonly string[],
  signal: AbortSignal,
): Promise<Result> {
  const line = { file: 'docker', args: [...contextArgs(context), ...words], ...(env && { env }) }
  return collectOutput(start(line), undefined, signal, { command: 'docker' })
}

function contextArgs(context: string | undefined): CommandLine['args'] {
  return context === undefined ? [] : ['--context', context]
}

/** Finds out why a command ended without an exit code: the state of its container. */
async function whyBroken(options: DockerOptions, host: string): Promise<Failure | null> {
  const words = ['container', 'inspect', '-f', '{{.State.Status}}', '--', options.container]
  // The engine ends a container's commands first and reports the container as stopped a moment later.
  for (let look = 0; look < LOOKS; look++) {
    const answer = await answerWithin(LOOK, signal => runDocker(options, words, signal))
    if (!answer) return unknown(options, host)
    const { code, stdout, stderr } = answer
    if (code !== 0) {
      const failure = explainDockerError(options, host, stderr.toString())
      return { ...failure, kind: 'lost', what: says`${BROKE} ${failure.what}` }
    }
    const state = stdout.toString().trim().slice(0, 40)
    if (state !== 'running') return stopped(options, host, state)
    await delay(200)
  }
  return null
}

function unknown(options: DockerOptions, host: string): Failure {
  const { container } = options
  return makeFailure({
    kind: 'lost',
    host,
    what: `${BROKE} docker did not say within ${LOOK / 1000} s whether the container ${container} is still running.`,
    hint: `To see whether the container is running: ${docker(options, 'ps')}.`,
  })
}

function stopped({ container, context }: DockerOptions, host: string, state: string): Failure {
  const what = `The container ${container} stopped while the command ran.`
  const place = context === undefined ? {} : { context }
  const hint = `Start the container again: ${docker(place, 'start', container)}.`
  return makeFailure({ kind: 'lost', host, what, why: `docker reports the state ${state}`, hint })
}
