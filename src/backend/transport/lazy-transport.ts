import { Readable } from 'node:stream'
import { parseAddress } from '../../state/hosts/address.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostConfig, TransportKind } from '../../state/model/host-config.ts'
import type { Dialer } from '../connection/dial.ts'
import type { Transport } from './transport.ts'

/** What the transports of one process share. */
export interface Common {
  /** Milliseconds for each command. */
  readonly deadline: number
  readonly dials: Dialer
}

/** The transport of a host whose kind most people do not have: its code is loaded when it is first used. */
export function createLazyTransport(host: HostConfig, common: Common): Transport {
  return createDeferredTransport(host.transport, host.name, () => load(host, common))
}

/**
 * A transport that is made when it is first used. Where it cannot be made, whatever is asked of it is refused with
 * why, and the next use tries again.
 */
export function createDeferredTransport(
  kind: TransportKind,
  host: string,
  make: () => Promise<Transport>,
): Transport {
  let made: Promise<Transport> | null = null
  const transport = () => {
    if (made) return made
    const making = make().catch((thrown: unknown) => {
      made = null
      throw thrown instanceof FailureError ? new FailureError({ host, ...thrown.failure }) : thrown
    })
    made = making
    return making
  }
  return {
    kind,
    host,
    run: async (argv, how) => {
      heardLater(how?.stdin)
      return (await transport()).run(argv, how)
    },
    open: async (...words) => (await transport()).open(...words),
    terminal: async argv => (await transport()).terminal(argv),
    put: async (bytes, ...words) => {
      heardLater(bytes)
      return (await transport()).put(bytes, ...words)
    },
    get: async (...words) => (await transport()).get(...words),
    // What was never used is in no doubt.
    doubt: () => void made?.then(there => there.doubt()),
    // Made, so that a later use is refused; one that cannot be made has nothing to let go.
    close: () =>
      transport().then(
        each => each.close(),
        () => {},
      ),
  }
}

/** A source that fails meanwhile says so to whoever reads it then. */
function heardLater(source: unknown): void {
  if (source instanceof Readable) source.on('error', () => {})
}

async function load(host: HostConfig, { deadline, dials }: Common): Promise<Transport> {
  const { transport, name, container, pod, selector } = host
  if (transport === 'docker' && container !== undefined) {
    const { createDocker } = await import('../containers/docker.ts')
    return createDocker({ ...placeOf(host), name, container, deadline })
  }
  if (transport === 'kube' && (pod ?? selector) !== undefined) {
    const { createKube } = await import('../containers/kube.ts')
    return createKube({ ...placeOf(host), name, deadline })
  }
  if (transport === 'ssh2') return loadSsh2(host, { deadline, dials })
  const what = `The place of this ${transport} host is not known.`
  throw new FailureError({ kind: 'usage', host: name, what, now: 'Mend it in the configuration.' })
}

async function loadSsh2(host: HostConfig, common: Common): Promise<Transport> {
  const { createSsh2, parseJumps } = await import('../ssh2/ssh2.ts')
  return createSsh2({
    ...common,
    name: host.name,
    address: parseAddress(host.address ?? host.name),
    ...(host.key !== undefined && { key: host.key }),
    ...(host.jump !== undefined && { jumps: parseJumps(host.jump) }),
  })
}

/** Only what leads there: what else stands about a host would be taken for an option. */
function placeOf({ container, context, user, workdir, namespace, pod, selector }: HostConfig) {
  return {
    ...(container !== undefined && { container }),
    ...(context !== undefined && { context }),
    ...(user !== undefined && { user }),
    ...(workdir !== undefined && { workdir }),
    ...(namespace !== undefined && { namespace }),
    ...(pod !== undefined && { pod }),
    ...(selector !== undefined && { selector }),
  }
}
