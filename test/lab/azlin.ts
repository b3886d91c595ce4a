import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { compileCache } from './compile-cache.ts'
import type { Lab } from './sshd.ts'

/** A machine of the stand-in: one of the lab's hosts under the name that it was made with. */
export interface AzlinVm {
  name: string
  size: string
  region: string
  /** Of the lab. */
  host: string
  state: 'Running' | 'Stopped' | 'Deallocated' | 'Starting' | 'Stopping' | 'Unknown'
}

/** What goes wrong, or is otherwise than usual. */
export interface AzlinMode {
  /** Answers nothing, for ever, and neither does the `az` that it started. */
  hang?: boolean
  loggedOut?: boolean
  /** So many machines and no more. */
  quota?: number
  /** Said, one a call, instead of doing anything. */
  errors?: string[]
  /** `new` asks something, whatever it was told. */
  asks?: boolean
  degraded?: boolean
  /** `new` makes the machine, and fails before it says so. */
  halfMade?: boolean
  /** `new` makes the machine, and never comes back. */
  slow?: boolean
  /** `new` makes the machine when it is told to end, a moment later. */
  finishes?: boolean
  /** `tunnel` stays when what it forwards with is gone, as it does beside another tunnel. */
  lingers?: boolean
  /** As before 2.7. */
  bareArray?: boolean
  /** Machines have an address that ssh can go to. */
  publicIps?: boolean
}

export interface AzlinState {
  hosts: { name: string; address: string; port: number }[]
  sshConfig: string
  vms: AzlinVm[]
  mode: AzlinMode
  /** Every call, in order. */
  calls: { args: string[]; terminal: boolean }[]
}

export interface AzlinLab {
  readonly dir: string
  /** For the environment of whoever is to find it. */
  readonly env: { readonly PATH: string }
  /** For `ssh -F`: the lab's, and how to get into what is reached by address or through a tunnel. */
  readonly sshConfig: string
  read(): Promise<AzlinState>
  /** Only while no azlin runs. */
  change(edit: (state: AzlinState) => void): Promise<void>
  close(): Promise<void>
}

/** Writes an `azlin` that hands out the hosts of a lab. Without a lab, it has machines only in name. */
export async function makeAzlin(lab?: Lab, mode: AzlinMode = {}): Promise<AzlinLab> {
  const dir = await mkdtemp(join(tmpdir(), 'fmz-'))
  const file = join(dir, 'azlin.json')
  const sshConfig = join(dir, 'ssh_config')
  const hosts = lab?.hosts.map(({ name, address, port }) => ({ name, address, port })) ?? nowhere
  const state: AzlinState = { hosts, sshConfig: lab?.sshConfig ?? '', vms: [], mode, calls: [] }
  const read = async (): Promise<AzlinState> => JSON.parse(await readFile(file, 'utf8'))
  const write = (now: AzlinState) => writeFile(file, JSON.stringify(now, null, 2))
  await write(state)
  await writeFile(sshConfig, lab ? clientConfig(dir, lab) : '')
  await writeFile(join(dir, 'azlin'), script(dir))
  await chmod(join(dir, 'azlin'), 0o755)
  return {
    dir,
    env: { PATH: `${dir}${delimiter}${process.env['PATH']}` },
    sshConfig,
    read,
    async change(edit) {
      const now = await read()
      edit(now)
      await write(now)
    },
    close: () => rm(dir, { recursive: true, force: true }),
  }
}

const nowhere = Array.from({ length: 20 }, (_, i) => ({
  name: `none${i}`,
  address: `192.0.2.${i + 1}`,
  port: 22,
}))

/** Most of its time would go into taking the types away: the cache keeps what is left without them. */
function script(dir: string): string {
  const program = join(import.meta.dirname, 'azlin-program.ts')
  return `#!/bin/sh\nNODE_COMPILE_CACHE='${compileCache}' exec '${process.execPath}' '${program}' '${dir}' "$@"\n`
}

/** Public machines are reached by their address, where the lab's sshd has a port of its own. */
function clientConfig(dir: string, lab: Lab): string {
  const identity = `  IdentityFile ${join(lab.dir, 'key', 'client')}
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${join(dir, 'known_hosts')}
`
  const byAddress = lab.hosts.map(host => `Host ${host.address}\n  Port ${host.port}\n${identity}`)
  return `${byAddress.join('')}Host 127.0.0.1\n${identity}Match all\nInclude ${lab.sshConfig}\n`
}
