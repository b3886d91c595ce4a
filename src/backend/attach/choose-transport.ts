import { parseAddress } from '../../state/hosts/address.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { createLazyTransport } from '../connection/lazy-transport.ts'
import { runtimeDirectory } from '../files/runtime-directory.ts'
import { createOpenSsh } from '../ssh/openssh.ts'
import { createSshClient, type SshPlace } from '../ssh/ssh-client.ts'
import { createDialer } from '../transport/connection-limit.ts'
import { createLocal } from '../transport/local.ts'
import type { SentScript } from '../transport/sent-script.ts'
import type { Result, Transport } from '../transport/transport.ts'

export interface HostQuestion {
  readonly host: HostConfig
  /** Timeout for each command that is run on the host, in milliseconds. */
  readonly deadline: number
  readonly sshConfig?: string
}

/** Runs one command on the host, over the open ssh master if there is one. */
export async function askHost(
  asking: HostQuestion,
  { argv, first }: Pick<SentScript, 'argv'> & Partial<SentScript>,
): Promise<Result> {
  const transport = transportTo(asking)
  try {
    return await transport.run(argv, first === undefined ? {} : { first })
  } finally {
    await transport.close()
  }
}

function transportTo(asking: HostQuestion): Transport {
  const { host, deadline } = asking
  const { name } = host
  const dials = createDialer()
  if (host.transport === 'local') return createLocal({ name, deadline })
  if (host.transport !== 'ssh') return createLazyTransport(host, { deadline, dials })
  const runtimeDir = runtimeDirectory()
  return createOpenSsh({ ...placeOfHost(asking), name, deadline, runtimeDir, dials })
}

/** The output of `ssh -G` for the host; '' if ssh does not answer. */
export async function askSsh(asking: HostQuestion): Promise<string> {
  const answer = await createSshClient(placeOfHost(asking)).ask(['-G'], asking.deadline)
  return answer?.code === 0 ? answer.stdout.toString() : ''
}

function placeOfHost({ host, sshConfig }: HostQuestion): SshPlace {
  const address = parseAddress(host.address ?? host.name)
  return {
    address,
    ...(host.options && { options: host.options }),
    ...(sshConfig !== undefined && { configFile: sshConfig }),
  }
}
