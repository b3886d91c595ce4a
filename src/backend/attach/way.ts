import { parseAddress } from '../../state/address.ts'
import type { HostConfig } from '../../state/host-config.ts'
import { createDialer } from '../host/dial.ts'
import { createLazy } from '../host/lazy.ts'
import { createLocal } from '../host/local.ts'
import { createOpenSsh } from '../host/openssh.ts'
import { runtimeDirectory } from '../host/runtime.ts'
import type { SentScript } from '../host/sent-script.ts'
import { createSshClient, type SshPlace } from '../host/ssh-client.ts'
import type { Result, Transport } from '../host/transport.ts'

export interface Asking {
  readonly host: HostConfig
  /** Milliseconds for the answer. */
  readonly deadline: number
  readonly sshConfig?: string
}

/** Runs one command on the host, over the master that is warm already. */
export async function askHost(
  asking: Asking,
  { argv, first }: Pick<SentScript, 'argv'> & Partial<SentScript>,
): Promise<Result> {
  const transport = transportTo(asking)
  try {
    return await transport.run(argv, first === undefined ? {} : { first })
  } finally {
    await transport.close()
  }
}

function transportTo(asking: Asking): Transport {
  const { host, deadline } = asking
  const { name } = host
  const dials = createDialer()
  if (host.transport === 'local') return createLocal({ name, deadline })
  if (host.transport !== 'ssh') return createLazy(host, { deadline, dials })
  const runtimeDir = runtimeDirectory()
  return createOpenSsh({ ...placeOfHost(asking), name, deadline, runtimeDir, dials })
}

/** What `ssh -G` says about the host; '' where ssh does not say. */
export async function askSsh(asking: Asking): Promise<string> {
  const answer = await createSshClient(placeOfHost(asking)).ask(['-G'], asking.deadline)
  return answer?.code === 0 ? answer.stdout.toString() : ''
}

function placeOfHost({ host, sshConfig }: Asking): SshPlace {
  const address = parseAddress(host.address ?? host.name)
  return {
    address,
    ...(host.options && { options: host.options }),
    ...(sshConfig !== undefined && { configFile: sshConfig }),
  }
}
