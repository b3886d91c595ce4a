import pLimit from 'p-limit'
import { knownAs } from '../../state/hosts/transport-fields.ts'
import type { Discovered, DiscoverFrom } from '../../state/model/discovered.ts'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { HostConfig, HostEntry } from '../../state/model/host-config.ts'
import type { Event } from '../../state/model/messages/event.ts'
import { says } from '../../state/text/clean.ts'
import { withDeadline } from '../clock.ts'
import type { Transport } from '../transport/transport.ts'
import { askDocker, createDocker } from './docker.ts'
import { explainDockerError } from './docker-hint.ts'
import { askKube, createKube } from './kube.ts'
import { explainKubeError, kubectl } from './kube-hint.ts'
import { type KubePod, parsePods } from './kube-pod.ts'

export interface Discovery {
  readonly from: DiscoverFrom
  readonly context?: string
  /** For kube only. Default: the namespace of the context. */
  readonly namespace?: string
  /** Hosts that are configured already. */
  readonly hosts: readonly HostConfig[]
  /** Timeout for the list, and for each check of a container, in milliseconds. */
  readonly deadline: number
  /** Variables that are added to fleetmux's environment for docker and kubectl. */
  readonly env?: Readonly<Record<string, string>>
}

/** Maximum checks in parallel: each is a local process. */
const AT_ONCE = 8

/** Maximum containers to check; if there are more, the search fails. Each check starts a process in the container. */
const MOST = 1000

/** docker's own rule for names. Names are used in command lines. */
const CONTAINER = /^[a-zA-Z0-9][\w.-]{0,254}$/

/** Checks whether tmux is installed and how many sessions it has, without starting a server. */
const LOOK = 'tmux -V >/dev/null 2>&1 || exit 3; tmux list-sessions 2>/dev/null | wc -l'

/** Lists running containers and whether they have tmux. @throws FailureError if the list itself fails. */
export async function discover(discovery: Discovery): Promise<Event> {
  const entries = await (discovery.from === 'docker' ? containers(discovery) : pods(discovery))
  const limit = pLimit(AT_ONCE)
  const found = await Promise.all(entries.map(entry => limit(() => lookInto(discovery, entry))))
  return { type: 'discovered', from: discovery.from, found }
}

async function containers({ context, env, deadline }: Discovery): Promise<HostEntry[]> {
  const way = { ...(context !== undefined && { context }), ...(env && { env }) }
  const { code, stdout, stderr } = await askDocker(way, ['ps', '--format', '{{.Names}}'], deadline)
  if (code !== 0) {
    const said = explainDockerError({ container: '', ...way }, '', stderr.toString())
    throw new FailureError({ ...said, host: undefined })
  }
  const names = stdout.toString().split('\n').filter(Boolean)
  for (const name of names) if (!CONTAINER.test(name)) throw unreadable(name)
  if (names.length > MOST)
    throw tooMany('containers', names.length, '--transport docker --container CONTAINER')
  return names.map(container => ({
    name: container,
    transport: 'docker',
    container,
    ...(context !== undefined && { context }),
  }))
}

async function pods({ context, namespace, env, deadline }: Discovery): Promise<HostEntry[]> {
  const place = { ...(context !== undefined && { context }), ...(namespace && { namespace }) }
  const late = () =>
    new FailureError({
      ...{ kind: 'late', what: `kubectl did not answer within ${deadline / 1000} s.` },
      hint: `Try it by hand: ${kubectl(place, 'get', 'pods')}.`,
    })
  const { code, stdout, stderr } = await withDeadline({ deadline, late }, signal =>
    askKube({ ...place, ...(env && { env }) }, ['get', 'pods', '-o', 'json'], signal),
  )
  if (code !== 0) {
    throw new FailureError({ ...explainKubeError(place, '', stderr.toString()), host: undefined })
  }
  const entries = parsePods(stdout.toString()).flatMap(pod => entriesOf(pod, place))
  if (entries.length > MOST)
    throw tooMany('containers of pods', entries.length, '--transport kube --pod POD')
  return entries
}

function unreadable(line: string): FailureError {
  const plain = JSON.stringify(line.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 80))
  return new FailureError({
    kind: 'remote',
    what: 'fleetmux cannot read the list of containers that `docker ps` printed.',
    why: `the line ${plain} is not the name of a container`,
    hint: "To see what docker prints: `docker ps --format '{{.Names}}'`. You can add a container by its name: `fleetmux hosts add NAME --transport docker --container CONTAINER`.",
  })
}

function tooMany(what: string, count: number, flags: string): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `There are too many ${what} to check.`,
    why: `${count} were found, but at most ${MOST} are checked`,
    hint: `Add each one that you want by name: \`fleetmux hosts add NAME ${flags}\`.`,
  })
}

/** The host entries for a pod: one for each of its containers. */
function entriesOf({ metadata, spec, status }: KubePod, place: Partial<HostEntry>): HostEntry[] {
  if (status.phase !== 'Running' || metadata.deletionTimestamp !== undefined) return []
  const pod = metadata.name
  const [, second] = spec.containers
  return spec.containers.map(({ name }) => ({
    name: second ? `${pod}-${name}` : pod,
    transport: 'kube',
    ...place,
    pod,
    ...(second && { container: name }),
  }))
}

async function lookInto(discovery: Discovery, entry: HostEntry): Promise<Discovered> {
  const transport = transportTo(discovery, entry)
  const known = knownAs(entry, discovery.hosts)
  const found = { entry, sessions: null, ...(known !== undefined && { known }) }
  try {
    const { code, stdout } = await transport.run(['sh', '-c', LOOK])
    const [, count] = /^\s*(\d{1,9})\s*$/.exec(stdout.toString()) ?? []
    return code === 0 && count !== undefined ? { ...found, sessions: Number(count) } : found
  } catch (thrown) {
    const { what, why } = toFailure(thrown)
    return { ...found, trouble: why === undefined ? what : says`${what} (${why})` }
  } finally {
    await transport.close()
  }
}

function transportTo({ env, deadline }: Discovery, entry: HostEntry): Transport {
  const { name, container = '', context, namespace, pod } = entry
  const common = { name, deadline, ...(env && { env }), ...(context !== undefined && { context }) }
  if (entry.transport === 'docker') return createDocker({ ...common, container })
  return createKube({
    ...common,
    ...(namespace !== undefined && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(container && { container }),
  })
}
