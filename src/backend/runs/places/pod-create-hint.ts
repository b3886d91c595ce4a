import { FailureError, type FailureKind } from '../../../state/model/failure.ts'
import type { KubeRunPlace } from '../../../state/runs/run-place.ts'
import { explainKubeError } from '../../containers/kube-hint.ts'
import { errorLine } from '../../ssh/error-line.ts'
import { excerpt } from '../../transport/excerpt.ts'
import { quoteWord } from '../../transport/shell-quote.ts'

interface Rule {
  readonly when: RegExp
  readonly kind: FailureKind
  readonly what: (place: KubeRunPlace) => string
  readonly hint: (place: KubeRunPlace) => string
}

/** Patterns of a cluster's errors when it refuses a pod, the most specific first. */
const RULES: readonly Rule[] = [
  {
    when: /exceeded quota/,
    kind: 'refused',
    what: place => `The quota of the namespace${name(place)} has no room for another pod.`,
    hint: () => 'Ask for less with --limits, or wait until other pods have ended.',
  },
  {
    when: /serviceaccount "[^"\n]*" not found/,
    kind: 'usage',
    what: ({ serviceAccount = 'default' }) => `There is no service account ${serviceAccount}.`,
    hint: place =>
      `${kubectl(place, 'get', 'serviceaccounts')} shows the service accounts: correct --service-account.`,
  },
  {
    when: /violates PodSecurity|admission webhook/,
    kind: 'refused',
    what: () => 'The policies of the cluster do not allow this pod.',
    hint: () => 'Ask the administrator of the cluster, or choose another --namespace.',
  },
  {
    when: /\(Forbidden\)|is forbidden: /,
    kind: 'refused',
    what: place => `You are not allowed to create pods in the namespace${name(place)}.`,
    hint: place =>
      `Ask the administrator of the cluster for that permission. To check it: ${kubectl(place, 'auth', 'can-i', 'create', 'pods')}`,
  },
  {
    when: /namespaces "[^"\n]*" not found/,
    kind: 'missing',
    what: place => `There is no namespace${name(place)}.`,
    hint: () => '`kubectl get namespaces` shows the namespaces: correct --namespace.',
  },
  {
    when: /AlreadyExists/,
    kind: 'refused',
    what: () => 'A pod for a run of this id already exists.',
    hint: () => 'Choose another --run-id, or omit it.',
  },
  {
    when: /is invalid: |quantities must match|BadRequest|cannot be handled as a Pod/,
    kind: 'usage',
    what: () => 'The cluster rejected the definition of the pod as invalid.',
    hint: () => 'Correct --limits or the name of the image.',
  },
]

/** Explains why no pod could be created for a run. */
export function createFailure(place: KubeRunPlace, said: string): FailureError {
  const text = excerpt(said)
  const rule = RULES.find(each => each.when.test(text))
  if (!rule) return new FailureError({ ...explainKubeError(place, '', said), host: undefined })
  const why = errorLine(text, rule.when)
  return new FailureError({ kind: rule.kind, what: rule.what(place), why, hint: rule.hint(place) })
}

const name = ({ namespace }: KubeRunPlace) => (namespace === undefined ? '' : ` ${namespace}`)

/** A kubectl command line for the run's context and namespace. */
export function kubectl(
  { context, namespace }: Pick<KubeRunPlace, 'context' | 'namespace'>,
  ...words: readonly string[]
): string {
  const way = [
    ...(context === undefined ? [] : ['--context', context]),
    ...(namespace === undefined ? [] : ['-n', namespace]),
  ]
  return `\`${['kubectl', ...way, ...words].map(quoteWord).join(' ')}\``
}
