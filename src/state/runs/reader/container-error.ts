import type { ErrorCode } from '../result.ts'
import type { RunSpec } from '../spec.ts'

/** A rule for error messages of docker about an agent that was never started. */
interface Rule {
  readonly when: RegExp
  readonly code: Extract<ErrorCode, 'CONTAINER_ERROR' | 'AGENT_NOT_INSTALLED'>
  readonly message: (place: Place) => string
}

interface Place {
  readonly image: string
  /** The program, path or network that docker's message names. */
  readonly quoted: string
}

/** Messages of docker versions 20 to 29, the most specific first. */
const RULES: readonly Rule[] = [
  {
    when: /docker-init|"tini"/,
    code: 'CONTAINER_ERROR',
    message: () =>
      'The docker engine has no docker-init. Install docker-init (tini) on the machine of the engine.',
  },
  {
    when: /exec (\S+) failed: (?:No such file|Permission denied)|exec: "([^"]*)": (?:executable file not found|permission denied|stat )/,
    code: 'AGENT_NOT_INSTALLED',
    message: ({ image, quoted }) =>
      `The image ${image} has no program ${quoted} that can be run. Choose an image that has the program, or add the program to the image.`,
  },
  {
    when: /pull access denied|manifest unknown|manifest for .* not found|repository does not exist|failed to resolve reference|lookup .* (?:no such host|server misbehaving)|dial tcp|invalid reference format/,
    code: 'CONTAINER_ERROR',
    message: ({ image }) =>
      `The image ${image} is not on this machine and could not be pulled. Check the name of the image, and try by hand: \`docker pull ${image}\`.`,
  },
  {
    when: /bind source path does not exist: (\S+)|invalid mount config(?!.*does not exist)/,
    code: 'CONTAINER_ERROR',
    message: ({ quoted }) =>
      `The docker engine does not find ${quoted || 'a directory of --volume'}. Create that directory, or correct --volume. An engine on another machine does not see the directories of this machine.`,
  },
  {
    when: /network ([\w.-]+) not found/,
    code: 'CONTAINER_ERROR',
    message: ({ quoted }) =>
      `docker has no network ${quoted}. \`docker network ls\` shows the networks.`,
  },
  {
    when: /Cannot connect to the Docker daemon|error during connect|failed to connect to the docker API/i,
    code: 'CONTAINER_ERROR',
    message: () =>
      'The docker engine has stopped answering. Start the engine, then start the run again.',
  },
]

/** docker's exit codes: an error of docker (125), the program cannot be executed (126), or is not found (127). */
const OWN: ReadonlySet<number> = new Set([125, 126, 127])

/** Why the container did not start the agent; null: it started the agent, or there is no container. */
export function containerError(
  { container }: Pick<RunSpec, 'container'>,
  code: number | null,
  stderr: string,
): { readonly code: string; readonly message: string } | null {
  if (!container || code === null || !OWN.has(code)) return null
  const said = stderr.split('\n').filter(line => /^docker: |^\[FATAL tini/.test(line))
  if (said.length === 0) return null
  const text = said.join('\n')
  const rule = RULES.find(each => each.when.test(text))
  if (!rule)
    return { code: 'CONTAINER_ERROR', message: `docker could not start the container: ${said[0]}` }
  const quoted = rule.when.exec(text)?.slice(1).find(Boolean) ?? ''
  return { code: rule.code, message: rule.message({ image: container.image, quoted }) }
}
