import { spawn } from 'node:child_process'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, signal, sshd, until } from '../lab/process.ts'
import type { Lab } from '../lab/sshd.ts'

/** A host behind a network that can be cut. */
export interface Net {
  /** Says which means it is, for the table. */
  readonly kind: 'a network namespace and veth' | 'a frozen sshd'
  /** For `ssh -F`; its host is called `far`. */
  readonly sshConfig: string
  cut(): Promise<void>
  heal(): Promise<void>
}

/** Puts a second sshd of lab1 behind a veth pair where we may (root); else lab1's sshd is frozen for a cut. */
export async function startNet(lab: Lab): Promise<Net> {
  return startVeth(lab).catch(async () => ({
    kind: 'a frozen sshd',
    sshConfig: await farConfig(lab, lab.host('lab1').address, lab.host('lab1').port),
    cut: () => lab.freeze('lab1'),
    heal: () => lab.thaw('lab1'),
  }))
}

async function startVeth(lab: Lab): Promise<Net> {
  const host = lab.host('lab1')
  const config = join(host.dir, 'sshd_config.far')
  // The namespace lives as long as this process: it becomes the sshd, whom the lab's guard ends.
  const child = spawn(
    'unshare',
    ['-n', 'sh', '-c', 'read go && exec "$0" -D -e -f "$1"', sshd, config],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  )
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  const pid = child.pid ?? 0
  await appendFile(join(host.dir, 'sshd.pids'), `${pid}\n`)
  try {
    const base = `10.213.${pid % 250}`
    const far = ['-t', String(pid), '-n', 'ip']
    const name = `fm${pid % 100_000}`
    await inOwnNamespace(pid)
    await capture('ip', [
      'link',
      'add',
      `${name}a`,
      'type',
      'veth',
      'peer',
      'name',
      `${name}b`,
      'netns',
      String(pid),
    ])
    await capture('ip', ['addr', 'add', `${base}.1/24`, 'dev', `${name}a`])
    await capture('ip', ['link', 'set', `${name}a`, 'up'])
    await capture('nsenter', [...far, 'addr', 'add', `${base}.2/24`, 'dev', `${name}b`])
    await capture('nsenter', [...far, 'link', 'set', `${name}b`, 'up'])
    await writeConfigs(lab, config, `${base}.2`)
    child.stdin?.end('go\n')
    const sshConfig = await farConfig(lab, `${base}.2`, 22)
    const ask = () =>
      capture('ssh', ['-F', sshConfig, '-o', 'BatchMode=yes', 'far', 'echo up']).catch(() => '')
    await until('the far sshd', async () => (await ask()) === 'up\n', 15_000)
    const set = (state: string) => capture('nsenter', [...far, 'link', 'set', `${name}b`, state])
    return {
      kind: 'a network namespace and veth',
      sshConfig,
      cut: async () => void (await set('down')),
      heal: async () => void (await set('up')),
    }
  } catch (thrown) {
    signal([pid], 'SIGKILL')
    throw thrown
  }
}

async function inOwnNamespace(pid: number): Promise<void> {
  const read = (of: string) => capture('readlink', [`/proc/${of}/ns/net`])
  const ours = await read('self')
  await until('the namespace', async () => (await read(String(pid))) !== ours, 5000)
}

async function writeConfigs(lab: Lab, path: string, address: string): Promise<void> {
  const text = await readFile(join(lab.host('lab1').dir, 'sshd_config'), 'utf8')
  await writeFile(
    path,
    text.replace(/^ListenAddress .*/m, `ListenAddress ${address}`).replace(/^Port .*/m, 'Port 22'),
  )
}

async function farConfig(lab: Lab, address: string, port: number): Promise<string> {
  const near = await readFile(lab.sshConfig, 'utf8')
  const [first = ''] = near.split('\n\n')
  const path = join(lab.dir, 'ssh_config.far')
  const key = await readFile(join(lab.host('lab1').dir, 'host_key.pub'), 'utf8')
  await appendFile(
    join(lab.dir, 'known_hosts'),
    `${port === 22 ? address : `[${address}]:${port}`} ${key}`,
  )
  const far = first
    .replace('Host lab1', 'Host far')
    .replace(/HostName .*/, `HostName ${address}`)
    .replace(/Port .*/, `Port ${port}`)
  await writeFile(path, far)
  return path
}
