import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { FailureError } from '../../../state/model/failure.ts'
import type { RunOrder } from '../../../state/runs/order.ts'
import type { DockerRunPlace, Volume } from '../../../state/runs/run-place.ts'
import { askDocker } from '../../containers/docker.ts'
import { explainDockerError } from '../../containers/docker-hint.ts'
import { quoteWord } from '../../transport/shell-quote.ts'
import type { RunContainer } from './run-container.ts'

/** Path of the run's directory inside the container. */
const WORKSPACE = '/workspace'
/** Path inside the container of a home directory that any user can write to. It is removed with the container. */
const HOME = '/tmp/fleetmux-home'
/** Path inside the container of the run's MCP configuration. */
const MCP = '/fleetmux/mcp.json'
/** Time limit of a request to docker, in milliseconds. */
const DEADLINE = 10_000

/**
 * Variables that the docker client itself reads. They are not passed to the container, since they would change what the
 * client does.
 */
const CLIENTS = /^(?:DOCKER_\w+|BUILDKIT_\w+|LD_\w+)$/
/** Variables that affect the docker client but are not secret, so they are passed as arguments instead. */
const OPEN = /^(?:HOME|PATH)$/

/**
 * Runs the agent of one run in a container. The run's supervisor watches the docker client and removes the container
 * however the client ends. Rejects with a FailureError if the docker engine cannot be queried.
 */
export async function openDockerRun(order: RunOrder, place: DockerRunPlace): Promise<RunContainer> {
  refuseClients(order.environment)
  // `ownUser` asks the docker engine whether it is rootless. It is called even if `place.user` is set, so that a
  // missing engine is reported before the run is created.
  const own = await ownUser()
  const user = place.user ?? own
  const name = `fleetmux-run-${order.id}`
  return {
    cwd: WORKSPACE,
    spec: { engine: 'docker', image: place.image, name },
    missing: () =>
      new FailureError(explainDockerError({ container: '' }, '', 'spawn docker ENOENT')),
    enter: ({ argv, environment, cwd }) => ({
      argv: [
        ...['docker', 'run', '--rm', '-i', '--init', '--name', name],
        ...['--label', `fleetmux.run=${order.id}`, '--user', userWord(user)],
        ...mount({ source: cwd, target: WORKSPACE, readOnly: false }),
        ...['-w', WORKSPACE],
        ...place.volumes.flatMap(volume => mount(toBind(volume, order.directory))),
        ...(place.network === undefined ? [] : ['--network', place.network]),
        ...(argv.includes('{run}/mcp.json') ? ['-v', `{run}/mcp.json:${MCP}:ro`] : []),
        ...homeArgs(order, user),
        ...environmentArgs(order, environment),
        place.image,
        ...argv.map(word => (word === '{run}/mcp.json' ? MCP : word)),
      ],
      environment: clientEnvironment(order, environment),
      after: removal(name),
    }),
  }
}

function refuseClients(environment: RunOrder['environment']): void {
  const name = Object.keys(environment).find(each => CLIENTS.test(each))
  if (name === undefined) return
  throw new FailureError({
    kind: 'usage',
    what: `--env ${name} cannot be given to a container.`,
    why: 'the docker client on the host would use this variable itself',
    hint: `Set the variable inside the container: in a script of the image, or with \`sh -c '${name}=... COMMAND'\`.`,
  })
}

/**
 * The container's user whose files belong to the user of this machine. In a rootless engine that is the container's
 * root.
 */
async function ownUser(): Promise<string> {
  const { code, stdout, stderr } = await askDocker(
    {},
    ['info', '--format', '{{json .SecurityOptions}}'],
    DEADLINE,
  )
  if (code !== 0) throw engineFailure(`${stderr}\n${stdout}`)
  const { uid, gid } = userInfo()
  return stdout.toString().includes('name=rootless') ? '0:0' : `${uid}:${gid}`
}

function engineFailure(said: string): FailureError {
  return new FailureError({ ...explainDockerError({ container: '' }, '', said), host: undefined })
}

const userWord = (user: string) => (user === 'root' ? '0:0' : user)

/**
 * The arguments that mount a volume. `-v` is not used: it creates a missing source directory as root and does not
 * accept colons.
 */
function mount({ source, target, readOnly }: Volume): readonly string[] {
  const type = source.startsWith('/') ? 'bind' : 'volume'
  const fields = [`type=${type}`, field('source', source), field('target', target)]
  return ['--mount', [...fields, ...(readOnly ? ['readonly'] : [])].join(',')]
}

/** A field of `--mount`, which docker parses as a line of CSV. */
const field = (name: string, value: string) => `"${`${name}=${value}`.replaceAll('"', '""')}"`

/**
 * The volume with an absolute source if its source is a path on this machine; a relative path starts from `directory`.
 * The name of a docker volume stays unchanged.
 */
function toBind(volume: Volume, directory: string): Volume {
  const isPath = /^(?:\/|\.{1,2}(?:\/|$))/.test(volume.source)
  return isPath ? { ...volume, source: resolve(directory, volume.source) } : volume
}

function homeArgs({ environment }: RunOrder, user: string): readonly string[] {
  if (environment['HOME'] !== undefined) return []
  const [uid = '0', gid = '0'] = userWord(user).split(':')
  const options = `rw,exec,nosuid,nodev,mode=0700,uid=${uid},gid=${gid}`
  return ['--tmpfs', `${HOME}:${options}`, '-e', `HOME=${HOME}`]
}

/**
 * The arguments for environment variables. Values are not in the arguments but in the docker client's environment, so
 * process lists do not show them.
 */
function environmentArgs(
  order: RunOrder,
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  const names = Object.keys(environment).filter(each => !CLIENTS.test(each) && !OPEN.test(each))
  const open = Object.entries(order.environment).filter(([name]) => OPEN.test(name))
  return [...names, ...open.map(([name, value]) => `${name}=${value}`)].flatMap(each => [
    '-e',
    each,
  ])
}

function clientEnvironment(
  order: RunOrder,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isOwn = (name: string) => !OPEN.test(name) || order.environment[name] === undefined
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isOwn(name)))
}

/**
 * The command that removes the container. If the run was stopped (the file `why` exists), it is run twice, because the
 * engine may just be creating the container.
 */
function removal(name: string): string {
  const remove = `docker rm -f ${quoteWord(name)}`
  return `${remove}; [ ! -e why ] || { sleep 1; ${remove}; }`
}
