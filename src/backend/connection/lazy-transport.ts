import { Readable } from 'node:stream'
import { parseAddress } from '../../state/hosts/address.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { HostConfig, TransportKind } from '../../state/model/host-config.ts'
import type { Dialer } from '../transport/connection-limit.ts'
import type { Transport } from '../transport/transport.ts'

/** Options that all transports of one process share. */
export interface Common {
  /** Timeout for each command, in milliseconds. */
  readonly deadline: number
  readonly dials: Dialer
}

/** The transport of a host of a less common kind. Its code is loaded at its first use. */
export function createLazyTransport(host: HostConfig, common: Common): Transport {
  return createDeferredTransport(host.transport, host.name, () => load(host, common))
}

/**
 * A transport that is created at its first use. If its creation fails, the call is refused with the reason, and the
 * next call tries again.
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
    isOpen: async () => (await transport()).isOpen(),
    // A transport that was never created has no connection to check.
    doubt: () => void made?.then(there => there.doubt()),
    // Creates the transport if needed, and closes it: a closed transport refuses later calls. If it cannot be created,
    // there is nothing to close.
    close: () =>
      transport().then(
        each => each.close(),
        () => {},
      ),
  }
}

/** Prevents an unhandled error of a stream that nobody reads yet. The later reader gets the error. */
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
  const needs = transport === 'docker' ? '`container`' : '`pod` or `selector`'
  throw new FailureError({
    kind: 'usage',
    host: name,
    what: `A host with the transport ${transport} needs ${needs}, and the configuration of this host has none.`,
    hint: `Add ${needs} to the entry of the host in config.json.`,
  })
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

/** Only the options that say which container it is: the transport refuses all others as unknown. */
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
