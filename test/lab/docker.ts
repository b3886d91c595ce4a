import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, open, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, until } from './process.ts'

/** A real docker engine of the test's own, and containers made from this machine's own files. */
export interface DockerLab {
  readonly dir: string
  /** What leads docker here and nowhere else. */
  readonly env: { readonly DOCKER_HOST: string; readonly DOCKER_CONFIG: string }
  docker(...args: string[]): Promise<string>
  /** Starts one; `dir` is in it too, at the same path, and `DIR/NAME` is its home. */
  run(name: string): Promise<void>
  /** Ends the engine and all its containers, and removes the directory. */
  close(): Promise<void>
}

/** PID 1 has to end those whose parents have gone, and itself when it is told to. */
const INIT = 'trap exit TERM; while :; do sleep 3600 & wait $!; done'

/** Starts an engine; null, said loudly, where this machine cannot run one. Where CI=true, that throws. */
export async function startDockerLab(): Promise<DockerLab | null> {
  const dir = await mkdtemp('/tmp/fmd-')
  try {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new Error('needs root')
    await needDockerd()
    return await startIn(dir)
  } catch (thrown) {
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
    const words = `no docker engine to be had here: ${thrown}`
    if (process.env['CI']) throw new Error(words)
    process.stderr.write(`\n!!! ${words}; what needs it is not tried\n\n`)
    return null
  }
}

async function startIn(dir: string): Promise<DockerLab> {
  const env = { DOCKER_HOST: `unix://${dir}/sock`, DOCKER_CONFIG: join(dir, 'config') }
  const engine = await startEngine(dir)
  const docker = (...args: string[]) => capture('docker', args, { env: { ...process.env, ...env } })
  const close = async () => {
    // At once: the engine would ask each to end first, and some do not listen.
    const ids = (await docker('ps', '-q').catch(() => '')).split('\n').filter(Boolean)
    if (ids.length > 0) await docker('kill', ...ids)
    engine.guard.stdin?.end()
    await once(engine.guard, 'exit')
    // It is there where a container had the network of this machine, and would keep its directory for ever.
    await capture('umount', [join(dir, 'exec', 'netns', 'default')]).catch(() => '')
    await rm(dir, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await until(
      'the engine',
      () => (engine.gone() ? 'gone' : docker('version').catch(() => '')),
      30_000,
    )
    if (engine.gone()) throw new Error(await readFile(join(dir, 'log'), 'utf8'))
    await docker('import', await packImage(dir), 'fleetmux-test:1')
  } catch (thrown) {
    await close()
    throw thrown
  }
  return {
    dir,
    env,
    docker,
    async run(name) {
      await mkdir(join(dir, name), { recursive: true })
      const mounts = ['/usr:/usr:ro', `${dir}:${dir}`].flatMap(each => ['-v', each])
      const set = ['-e', `HOME=${join(dir, name)}`, '--network', 'none', '--hostname', name]
      await docker(
        'run',
        '-d',
        '--name',
        name,
        ...set,
        ...mounts,
        'fleetmux-test:1',
        'bash',
        '-c',
        INIT,
      )
    },
    close,
  }
}

/** The guard ends the engine also when the test run is SIGKILLed: it waits for the end of our pipe to it. */
async function startEngine(dir: string): Promise<{ guard: ChildProcess; gone(): boolean }> {
  const log = await open(join(dir, 'log'), 'a')
  const words = ['--data-root', `${dir}/data`, '--exec-root', `${dir}/exec`, '-p', `${dir}/pid`]
  const net = ['--bridge=none', '--iptables=false', '--ip-masq=false']
  const line = ['dockerd', ...words, '-H', `unix://${dir}/sock`, ...net]
  const guard = spawn('sh', ['-c', GUARD, 'docker-guard', ...line], {
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  })
  await log.close()
  let gone = false
  guard.once('exit', () => {
    gone = true
  })
  return { guard, gone: () => gone }
}

const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- & engine=$!
{ cat <&3 >/dev/null; kill $engine 2>/dev/null; } & guard=$!
wait $engine
kill $guard 2>/dev/null
`

/** Nothing but directories: what programs need is mounted over them. */
async function packImage(dir: string): Promise<string> {
  const root = join(dir, 'image')
  for (const name of ['etc', 'tmp', 'root', 'proc', 'dev', 'sys', 'usr', 'run']) {
    await mkdir(join(root, name), { recursive: true, mode: name === 'tmp' ? 0o1777 : 0o755 })
  }
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    const to = await readlink(`/${name}`).catch(() => null)
    if (to !== null) await symlink(to, join(root, name))
  }
  for (const name of ['passwd', 'group']) await copyFile(`/etc/${name}`, join(root, 'etc', name))
  await capture('chmod', ['1777', join(root, 'tmp')])
  await capture('tar', ['-C', root, '-cf', join(dir, 'image.tar'), '.'])
  return join(dir, 'image.tar')
}

/** Installs the engine where we may; else says what to do. */
async function needDockerd(): Promise<void> {
  const there = () =>
    capture('sh', ['-c', 'command -v dockerd && command -v docker']).then(
      () => true,
      () => false,
    )
  if (await there()) return
  const options = ['-qq', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await capture('apt-get', [...options, 'install', 'docker.io'], { env, timeout: 300_000 })
  if (!(await there())) throw new Error('install docker.io')
}
