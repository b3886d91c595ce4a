import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import { says } from '../../state/text/clean.ts'
import { answerWithin } from '../clock.ts'
import { type ProcessStart, start } from '../process.ts'
import { collectOutput } from '../transport/collect-output.ts'
import type { Result, Transport } from '../transport/transport.ts'
import type { KubePlace } from './container-options.ts'
import { BROKE, createExecTransport, type ExecOptions } from './exec-transport.ts'
import { explainKubeError, isMissing, kubectl } from './kube-hint.ts'
import { choosePod, type Pod, parsePods } from './kube-pod.ts'

export type KubeOptions = KubePlace & ExecOptions

/** Timeout for finding out why a command ended without an exit code, in milliseconds. */
const LOOK = 3000

/** The transport to a running pod over the user's own `kubectl`. It uses the same pod as long as that pod exists. */
export function createKube(options: KubeOptions): Transport {
  const { name: host, deadline } = options
  const env = options.env && { env: options.env }
  let held: Promise<Pod> | null = null
  let last: Pod | null = null

  function find(signal: AbortSignal): Promise<Pod> {
    const found = held ?? findPod(options, signal)
    held = found
    found.then(
      pod => {
        last = pod
      },
      () => forget(found),
    )
    return found
  }

  function forget(found = held): void {
    if (held === found) held = null
  }

  return createExecTransport(
    {
      kind: 'kube',
      host,
      async enter(tty, signal) {
        const { name, container } = await find(signal)
        const how = [tty ? '-it' : '-i', name, '-c', container, '--']
        const args = [...whereArgs(options), 'exec', ...how]
        return { file: 'kubectl', args, ...env }
      },
      refused({ text }) {
        forget()
        return explainKubeError(options, host, text)
      },
      async broke() {
        forget()
        return last && whyBroken(options, host, last)
      },
    },
    deadline,
  )
}

/** Runs a kubectl command to its end. If the signal aborts before, ends the command and rejects. */
export function askKube(
  place: {
    readonly context?: string
    readonly namespace?: string
    readonly env?: ProcessStart['env']
  },
  words: readonly string[],
  signal: AbortSignal,
  stdin?: string,
): Promise<Result> {
  const args = [...whereArgs(place), ...words]
  const env = place.env && { env: place.env }
  return collectOutput(start({ file: 'kubectl', args, ...env }), stdin, signal, {
    command: 'kubectl',
  })
}

function whereArgs({ context, namespace }: KubePlace): string[] {
  return [
    ...(context === undefined ? [] : ['--context', context]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ]
}

async function findPod(options: KubeOptions, signal: AbortSignal): Promise<Pod> {
  const { name: host, pod, selector = '' } = options
  const which = pod === undefined ? ['pods', '-l', selector] : ['pod', pod]
  const { code, stdout, stderr } = await askKube(options, ['get', ...which, '-o', 'json'], signal)
  if (code === 0) {
    const chosen = choosePod(options, parsePods(stdout.toString(), host))
    if ('name' in chosen) return chosen
    throw new FailureError({ host, ...chosen })
  }
  throw new FailureError(explainKubeError(options, host, stderr.toString()))
}

/** Finds out why a command ended without an exit code: the state of its pod. */
async function whyBroken(options: KubeOptions, host: string, pod: Pod): Promise<Failure | null> {
  const words = ['get', 'pod', pod.name, '-o', 'json']
  const answer = await answerWithin(LOOK, signal => askKube(options, words, signal))
  if (!answer) return unknown(options, host, pod)
  const { code, stdout, stderr } = answer
  const text = stderr.toString()
  if (code !== 0 && !isMissing(text)) {
    const failure = explainKubeError(options, host, text)
    return { ...failure, kind: 'lost', what: says`${BROKE} ${failure.what}` }
  }
  const found = code === 0 ? parsePods(stdout.toString(), host)[0] : undefined
  const became = fate(pod, found?.metadata.uid, found?.metadata.deletionTimestamp)
  if (became === null) return null
  const lost = `The pod ${pod.name} ${became} while the command ran.`
  return makeFailure({
    kind: 'lost',
    host,
    what: lost,
    hint: `${kubectl(options, 'get', 'pods')} shows the pods.`,
  })
}

function unknown(options: KubeOptions, host: string, { name }: Pod): Failure {
  return makeFailure({
    kind: 'lost',
    host,
    what: `${BROKE} kubectl did not say within ${LOOK / 1000} s whether the pod ${name} is still running.`,
    hint: `To see whether the pod is running: ${kubectl(options, 'get', 'pods')}.`,
  })
}

function fate(pod: Pod, uid: string | undefined, deleted: string | undefined): string | null {
  if (uid === undefined) return 'was deleted'
  if (uid !== pod.uid) return 'was replaced'
  return deleted === undefined ? null : 'was being deleted'
}
