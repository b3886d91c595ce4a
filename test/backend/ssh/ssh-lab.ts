import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { closeMasters } from '../../../src/backend/ssh/close-masters.ts'
import { createOpenSsh } from '../../../src/backend/ssh/openssh.ts'
import { createDialer, type Dialer } from '../../../src/backend/transport/connection-limit.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { type Failure, FailureError } from '../../../src/state/model/failure.ts'
import { startProcessGuard } from '../../lab/process-guard.ts'
import { type LabOptions, startLab } from '../../lab/sshd.ts'

export interface Wanted {
  readonly name?: string
  readonly deadline?: number
  readonly configFile?: string
  readonly dials?: Dialer
  readonly runtimeDir?: string
}

/** A lab, a runtime directory of its own, and transports that are all closed with it. */
export async function startSshLab(options: LabOptions = {}) {
  const lab = await startLab(options)
  const runtimeDir = await mkdtemp('/tmp/fms-')
  const guard = startProcessGuard(runtimeDir)
  const dials = createDialer()
  const made: Transport[] = []
  return {
    lab,
    runtimeDir,
    config: (name: string) => join(lab.dir, name),
    transport(address: string, wanted: Wanted = {}): Transport {
      const { name = address, ...rest } = wanted
      // A busy machine takes long to log in.
      const usual = { configFile: lab.sshConfig, runtimeDir, dials, deadline: 30_000 }
      const transport = createOpenSsh({ name, address: parseAddress(address), ...usual, ...rest })
      made.push(transport)
      return transport
    },
    async close() {
      await Promise.all(made.map(each => each.close()))
      await closeMasters(runtimeDir)
      await guard.end()
      await lab.close()
    },
  }
}

export type SshLab = Awaited<ReturnType<typeof startSshLab>>

/** The failure that a call must reject with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const thrown = await work.then(
    () => new Error('it did not fail'),
    thrown => thrown,
  )
  if (thrown instanceof FailureError) return thrown.failure
  throw thrown
}
