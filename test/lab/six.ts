import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startDockerLab } from './docker.ts'
import { startKubeLab } from './kube.ts'
import { envOf } from './kube-pod.ts'
import { capture } from './process.ts'
import { type Lab, startLab } from './sshd.ts'

export const PASSPHRASE = 'open sesame'

/** Hosts of every kind but this machine: each has one session, `on-NAME`. */
export interface SixKinds {
  /** As a person's own: knows `imported`, `bastion`, `inner` (behind it) and `vault`, that is `locked` by a key with a passphrase. */
  readonly sshConfig: string
  /** Where the host for ssh2 listens, and the key that it takes. */
  readonly second: { readonly address: string; readonly port: number; readonly key: string }
  /** What leads docker and kubectl to the container `box` and the pod `pod`. */
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** Null, said loudly, where this machine cannot have containers or has no kubectl; with CI=true that throws. */
export async function startSixKinds(): Promise<SixKinds | null> {
  const ends: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of ends.reverse()) await end()
  }
  try {
    const docker = await startDockerLab()
    if (!docker) return null
    ends.push(docker.close)
    const kube = await startKubeLab()
    if (!kube) {
      await close()
      return null
    }
    ends.push(kube.close)
    const lab = await startLab({ hosts: ['imported', 'bastion', 'inner', 'locked', 'second'] })
    ends.push(lab.close)

    for (const { name } of lab.hosts) {
      await lab.tmux(name, 'new-session', '-d', '-s', `on-${name}`, 'cat')
    }
    await docker.run('box')
    await docker.docker('exec', 'box', 'tmux', 'new-session', '-d', '-s', 'on-box', 'cat')
    const env = envOf(await kube.add('pod'))
    await capture('tmux', ['-f', '/dev/null', 'new-session', '-d', '-s', 'on-pod', 'cat'], { env })

    const sshConfig = join(lab.dir, 'own_config')
    await writeFile(sshConfig, await ownConfig(lab))
    const { address, port } = lab.host('second')
    const key = join(lab.dir, 'key', 'client')
    return { sshConfig, second: { address, port, key }, env: { ...docker.env, ...kube.env }, close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}

/** ssh takes the first value that it meets, but for keys, of which it takes all: `vault` is in no other file. */
async function ownConfig({ dir, sshConfig, host }: Lab): Promise<string> {
  const key = join(dir, 'key', 'vault')
  await copyFile(join(dir, 'key', 'client'), key)
  await capture('ssh-keygen', ['-q', '-p', '-f', key, '-P', '', '-N', PASSPHRASE])
  const { address, port } = host('locked')
  return `Host inner
  ProxyJump bastion
Host vault
  HostName ${address}
  Port ${port}
  IdentityFile ${key}
  IdentitiesOnly yes
  IdentityAgent none
  PreferredAuthentications publickey
  UserKnownHostsFile ${join(dir, 'known_hosts')}
Match all
Include ${sshConfig}
`
}
