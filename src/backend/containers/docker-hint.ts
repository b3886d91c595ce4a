import { type Failure, type FailureKind, makeFailure } from '../../state/model/failure.ts'
import { errorLine } from '../ssh/error-line.ts'
import { excerpt } from '../transport/excerpt.ts'
import { quoteWord } from '../transport/shell-quote.ts'
import type { DockerPlace } from './container-options.ts'

interface Rule {
  readonly when: RegExp
  readonly kind: FailureKind
  /** Set if only a human can solve the problem. */
  readonly person?: true
  readonly what: (place: DockerPlace) => string
  readonly hint: (place: DockerPlace) => string
}

/** docker's messages (versions 20 to 29) when it does not start the command. The first matching rule counts. */
const rules: readonly Rule[] = [
  {
    when: /spawn docker ENOENT/,
    kind: 'unreachable',
    person: true,
    what: () => 'docker is not installed on this machine.',
    hint: () => 'Install the docker client on this machine, where fleetmux runs.',
  },
  {
    when: /context .*(?:does not exist|not found)/,
    kind: 'usage',
    person: true,
    what: ({ context }) => `docker has no context ${context ?? 'of the name in DOCKER_CONTEXT'}.`,
    hint: () => '`docker context ls` shows the contexts: correct "context" of the host.',
  },
  {
    when: /permission denied .*(?:docker|connect)/i,
    kind: 'unreachable',
    person: true,
    what: () => 'You are not allowed to use the docker daemon.',
    hint: () =>
      'On this machine, join the group docker (`sudo usermod -aG docker $USER`), then log out and in again.',
  },
  {
    when: /Cannot connect to the Docker daemon|error during connect|connection refused|docker daemon is not running|failed to connect to the docker API/i,
    kind: 'unreachable',
    what: () => 'The docker daemon does not answer.',
    hint: () => 'Start the daemon, or Docker Desktop: `sudo systemctl start docker`.',
  },
  {
    when: /No such container/,
    kind: 'missing',
    what: ({ container }) => `There is no container ${container}.`,
    hint: place =>
      `${docker(place, 'ps', '-a')} shows the containers: correct "container" of the host.`,
  },
  {
    when: /is paused/,
    kind: 'unreachable',
    what: ({ container }) => `The container ${container} is paused.`,
    hint: place => `Resume the container: ${docker(place, 'unpause', place.container)}`,
  },
  {
    when: /is restarting/,
    kind: 'unreachable',
    what: ({ container }) => `The container ${container} is being restarted.`,
    hint: place =>
      `Find out why the container exits: ${docker(place, 'logs', '--tail', '20', place.container)}`,
  },
  {
    when: /is not running|is stopped|cannot exec in a stopped/,
    kind: 'unreachable',
    what: ({ container }) => `The container ${container} is not running.`,
    hint: place => `Start the container: ${docker(place, 'start', place.container)}`,
  },
  {
    when: /unable to find (?:user|group)|no matching entries in (?:passwd|group)/,
    kind: 'usage',
    what: ({ container, user }) =>
      `The container ${container} has no user ${user ?? 'of the name that its image sets'}.`,
    hint: () =>
      'Set "user" of the host to another user; a numeric id works without an entry in passwd.',
  },
  {
    when: /chdir to cwd|Cwd must be an absolute path/,
    kind: 'usage',
    what: ({ container, workdir }) =>
      `The container ${container} has no directory ${workdir ?? 'of the name that its image sets'}.`,
    hint: () => 'Set "workdir" of the host to another directory, or create that directory.',
  },
  {
    when: /exec: "sh": executable file not found|"sh": no such file/,
    kind: 'remote',
    person: true,
    what: ({ container }) => `The container ${container} has no shell.`,
    hint: () => 'Use an image that has sh and tmux.',
  },
]

/** Explains docker's message, with the command that solves the problem. */
export function explainDockerError(place: DockerPlace, host: string, said: string): Failure {
  const text = excerpt(said)
  const rule = rules.find(each => each.when.test(text))
  const why = errorLine(text, rule?.when)
  if (!rule) {
    const words = place.container === '' ? ['info'] : ['exec', '-i', place.container, 'true']
    const hint = `Try it by hand: ${docker(place, ...words)}`
    return makeFailure({
      kind: 'unreachable',
      host,
      what:
        place.container === ''
          ? 'docker refused the request of fleetmux.'
          : `docker did not start a command in the container ${place.container}.`,
      why,
      hint,
    })
  }
  const { kind, person, what, hint } = rule
  const needs = person && { needsPerson: true as const }
  return makeFailure({ kind, host, what: what(place), why, hint: hint(place), ...needs })
}

export function docker(
  { context }: Pick<DockerPlace, 'context'>,
  ...words: readonly string[]
): string {
  const way = context === undefined ? [] : ['--context', context]
  return `\`${['docker', ...way, ...words].map(quoteWord).join(' ')}\``
}
