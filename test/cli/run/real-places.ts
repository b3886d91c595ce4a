import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join, resolve } from 'node:path'
import { type DelayProxy, startDelayProxy } from '../../lab/delay-proxy.ts'
import { startDockerLab } from '../../lab/docker.ts'
import { startKubeLab } from '../../lab/kube.ts'
import { pointAgents } from '../../lab/services/agent-homes.ts'
import { startLab } from '../../lab/sshd.ts'
import type { App } from '../app.ts'

/** Somewhere that real agents run. Their sessions stay there from one run to the next. */
export interface RealPlace {
  /** What says so on a command line, with all that the agents need there. */
  readonly words: readonly string[]
  /** The environment of fleetmux itself. */
  readonly env: Readonly<Record<string, string>>
  /** The directory that they work in, as it is seen from here. */
  readonly work: string
  /** The network in between; none: there is no network. */
  readonly network?: DelayProxy
  close(): Promise<void>
}

interface Given {
  readonly app: App
  /** The stand-in for the services of models. */
  readonly url: string
  /** A directory of agents' programs, by name. */
  readonly programs: string
  readonly agents: readonly string[]
}

/** Each byte takes so many milliseconds, each way: a round trip of 50. */
const DELAY = 25

const nodeDirectory = dirname(process.execPath)
const pathOf = (programs: string) =>
  [programs, nodeDirectory, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter)

async function prepare(home: string, { url, programs }: Given): Promise<Record<string, string>> {
  await mkdir(join(home, 'work'), { recursive: true })
  return { ...(await pointAgents(home, url)), PATH: pathOf(programs) }
}

const envWords = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`])

async function openHere(given: Given): Promise<RealPlace> {
  const home = given.app.environment['HOME'] ?? ''
  const env = await prepare(home, given)
  return { words: ['--cwd', '~/work'], env, work: join(home, 'work'), async close() {} }
}

async function openSshHost(given: Given): Promise<RealPlace> {
  const lab = await startLab({ hosts: ['far'] })
  const { home, address, port } = lab.host('far')
  const network = await startDelayProxy({ address, port }, DELAY)
  const config = await readFile(lab.sshConfig, 'utf8')
  const known = join(lab.dir, 'known_hosts')
  const through = config.replace(/Port \d+/, `Port ${network.port}`)
  await writeFile(lab.sshConfig, `${through}  HostKeyAlias far\n`)
  await writeFile(known, (await readFile(known, 'utf8')).replace(/^\S+/, 'far'))
  await given.app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'far' }] })
  const words = ['--on', 'far', '--cwd', '~/work', ...envWords(await prepare(home, given))]
  const close = async () => {
    await given.app.run(['hosts', 'close', 'far'])
    await network.close()
    await lab.close()
  }
  return { words, env: {}, work: join(home, 'work'), network, close }
}

/** A fresh container for each run; their home is mounted, as a person's own would be. */
async function openContainers(given: Given): Promise<RealPlace | null> {
  const lab = await startDockerLab()
  if (!lab) return null
  const home = join(lab.dir, 'person')
  const variables = { ...(await prepare(home, given)), HOME: home }
  const roots = await Promise.all(
    given.agents.map(async agent => {
      const [root = ''] = (await realpath(join(given.programs, agent))).split('/node_modules/')
      return root
    }),
  )
  const readable = ['/usr/bin', '/usr/lib', '/usr/lib64', '/etc/ssl', given.programs, ...roots]
  const mounted = [...new Set([...readable, resolve('.'), dirname(nodeDirectory)])]
  const volumes = mounted.flatMap(each => ['--volume', `${each}:${each}:ro`])
  const on = ['--on', 'docker:fleetmux-test:1', '--cwd', join(home, 'work'), '--network', 'host']
  const words = [...on, ...volumes, '--volume', `${home}:${home}`, ...envWords(variables)]
  return { words, env: lab.env, work: join(home, 'work'), close: () => lab.close() }
}

/** A pod that stays, behind an API server that is 50 ms away. */
async function openPod(given: Given): Promise<RealPlace | null> {
  const lab = await startKubeLab()
  if (!lab) return null
  const { home } = await lab.add('box')
  const config = await readFile(lab.env.KUBECONFIG, 'utf8')
  const port = Number(/127\.0\.0\.1:(\d{2,})/.exec(config)?.[1])
  const network = await startDelayProxy({ address: '127.0.0.1', port }, DELAY)
  await writeFile(lab.env.KUBECONFIG, config.replace(`:${port}`, `:${network.port}`))
  await given.app.configure({ hosts: [{ name: 'box', transport: 'kube', pod: 'box' }] })
  const words = ['--on', 'box', '--cwd', '~/work', ...envWords(await prepare(home, given))]
  const close = async () => {
    await network.close()
    await lab.close()
  }
  return { words, env: lab.env, work: join(home, 'work'), network, close }
}

/** The places by name; null is resolved where this machine has not what one needs. */
export const REAL_PLACES: readonly (readonly [
  name: string,
  open: (given: Given) => Promise<RealPlace | null>,
])[] = [
  ['this machine', openHere],
  ['an ssh host behind 50 ms', openSshHost],
  ['a container', openContainers],
  ['a pod', openPod],
]
