import { type Failure, type FailureKind, makeFailure } from '../../state/model/failure.ts'
import { errorLine } from '../ssh/error-line.ts'
import { excerpt } from '../transport/excerpt.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import type { KubePlace } from './container-options.ts'

interface Rule {
  readonly when: RegExp
  readonly kind?: FailureKind
  /** Set if only a human can solve the problem. */
  readonly person?: true
  readonly what: (place: KubePlace) => string
  readonly hint: (place: KubePlace) => string
}

const MISSING = /\(NotFound\).*pods |pods "[^"\n]*" not found/

/** kubectl's messages (versions 1.28 to 1.34) when it does not start the command. The first matching rule counts. */
const rules: readonly Rule[] = [
  {
    when: /spawn kubectl ENOENT/,
    person: true,
    what: () => 'kubectl is not installed on this machine.',
    hint: () => 'Install kubectl on this machine, where fleetmux runs.',
  },
  {
    when: /context was not found|context ".*" does not exist|no context exists/,
    kind: 'usage',
    person: true,
    what: ({ context }) => `kubectl has no context ${context ?? 'of the name that is current'}.`,
    hint: () =>
      '`kubectl config get-contexts` shows the contexts: correct "context" of the host, or --context of the run.',
  },
  {
    when: /Forbidden|is forbidden: /,
    person: true,
    what: () => 'You are not allowed to run commands in pods of this namespace.',
    hint: place =>
      `Ask the administrator of the cluster for that permission. To check it: ${kubectl(place, 'auth', 'can-i', 'create', 'pods/exec')}`,
  },
  {
    when: /Unauthorized|must be logged in|getting credentials|provide credentials/,
    person: true,
    what: () => 'The cluster does not accept your credentials.',
    hint: () => 'Log in to the cluster again, as you do for kubectl.',
  },
  {
    when: /namespaces "[^"\n]*" not found/,
    kind: 'missing',
    what: ({ namespace }) =>
      `There is no namespace ${namespace ?? 'of the name that the context sets'}.`,
    hint: () =>
      '`kubectl get namespaces` shows the namespaces: correct "namespace" of the host, or --namespace of the run.',
  },
  {
    when: MISSING,
    kind: 'missing',
    what: ({ pod, selector }) => `There is no pod ${pod ?? selector}.`,
    hint: place =>
      `${kubectl(place, 'get', 'pods')} shows the pods. If a host of the configuration names this pod, correct "pod" of the host.`,
  },
  {
    when: /a container name must be specified|container .* is not valid for pod/,
    kind: 'usage',
    what: ({ pod }) =>
      `${pod ?? 'This pod'} has several containers, and the configuration of the host names none of them.`,
    hint: () => 'Set "container" of the host to one of them.',
  },
  {
    when: /exec: "sh": executable file not found|"sh": no such file/,
    kind: 'remote',
    person: true,
    what: ({ pod }) => `The container of ${pod ?? 'this pod'} has no shell.`,
    hint: () => 'Use an image that has sh and tmux.',
  },
  {
    when: /container not found|unable to upgrade connection|completed pod|not running|ContainerCreating/,
    what: ({ pod, selector }) => `The pod ${pod ?? selector} is not ready.`,
    hint: place => `Find out why: ${kubectl(place, 'get', 'pods')}`,
  },
  {
    when: /localhost:8080 was refused/,
    person: true,
    what: () => 'kubectl has no cluster configured.',
    hint: () => 'Set KUBECONFIG, or "context" of the host, or --context of the run.',
  },
  {
    when: /x509: /,
    person: true,
    what: () => 'The TLS certificate of the cluster is not trusted.',
    hint: () => 'Renew the entry of the cluster in your kubeconfig.',
  },
  {
    when: /was refused|connection refused|Unable to connect|no such host|i\/o timeout|handshake timeout/,
    what: () => 'The cluster does not answer.',
    hint: place =>
      `Check that the cluster is running and your VPN is connected: ${kubectl(place, 'cluster-info')}`,
  },
]

export function isMissing(text: string): boolean {
  return MISSING.test(excerpt(text))
}

/** Explains kubectl's message and how to solve the problem. */
export function explainKubeError(place: KubePlace, host: string, said: string): Failure {
  const text = excerpt(said)
  const rule = rules.find(each => each.when.test(text))
  const why = errorLine(text, rule?.when)
  if (!rule) {
    const hint = `Try it by hand: ${kubectl(place, 'exec', '-i', place.pod ?? 'POD', '--', 'true')}`
    return makeFailure({
      kind: 'unreachable',
      host,
      what:
        place.pod === undefined
          ? 'kubectl refused the request of fleetmux.'
          : `kubectl did not start a command in the pod ${place.pod}.`,
      why,
      hint,
    })
  }
  const { kind = 'unreachable', person, what, hint } = rule
  const needs = person && { needsPerson: true as const }
  return makeFailure({ kind, host, what: what(place), why, hint: hint(place), ...needs })
}

export function kubectl({ context, namespace }: KubePlace, ...words: readonly string[]): string {
  const way = [
    ...(context === undefined ? [] : ['--context', context]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ]
  return `\`${['kubectl', ...way, ...words].map(quoteWord).join(' ')}\``
}
