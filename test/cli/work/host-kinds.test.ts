import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDockerLab } from '../../lab/docker.ts'
import { startKubeLab } from '../../lab/kube.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { type App, openApp } from '../app.ts'

const docker = await startDockerLab()
const kube = await startKubeLab()

/** A way to run a shell line where the host's files are, and the home there. */
interface Place {
  readonly home: string
  sh(line: string): Promise<string>
}

let lab: Lab
let app: App
const places = new Map<string, Place>()

/** Runs it here: the files of pods and of the lab's hosts are this machine's. */
const here = (home: string): Place => ({
  home,
  sh: async line => execFileSync('sh', ['-ec', line], { cwd: home, encoding: 'utf8' }).trim(),
})

beforeAll(async () => {
  lab = await startLab({ hosts: ['second'] })
  app = await openApp()
  const { home, address, port } = lab.host('second')
  const key = join(lab.dir, 'key', 'client')
  places.set('second', here(home))
  const hosts: object[] = [
    { name: 'second', transport: 'ssh2', address: `${address}:${port}`, key },
  ]
  if (docker) {
    await docker.run('box')
    const at = join(docker.dir, 'box')
    places.set('box', {
      home: at,
      sh: async line => (await docker.docker('exec', '-w', at, 'box', 'sh', '-ec', line)).trim(),
    })
    hosts.push({ name: 'box', transport: 'docker', container: 'box' })
  }
  if (kube) {
    const pod = await kube.add('pod')
    places.set('pod', here(pod.home))
    hosts.push({ name: 'pod', transport: 'kube', pod: 'pod' })
  }
  await app.configure({ hosts })
}, 200_000)
afterAll(async () => {
  await app?.close()
  await lab?.close()
  await docker?.close()
  await kube?.close()
})

const kinds = ['second', ...(docker ? ['box'] : []), ...(kube ? ['pod'] : [])]

describe.each(kinds)('a worktree session on %s', host => {
  test('is made, its script runs, it is merged, removed and brought back', async () => {
    const place = places.get(host)
    if (!place) throw new Error('there is no such place')
    const { home, sh } = place
    mkdirSync(home, { recursive: true })
    const say = 'git -c user.name=A -c user.email=a@b.c'
    await sh(`git init -q -b main shop; cd shop; echo one >a.txt; git add .; ${say} commit -qm First
      git switch -qc mine; echo open >>a.txt`)
    const env = { ...docker?.env, ...kube?.env }
    const work = async (code: number, ...args: string[]) => {
      const ran = await app.run(['work', ...args, '--json'], { env })
      if (ran.code !== code) expect([ran.code, ran.err, ran.out]).toEqual([code])
      return JSON.parse(ran.out)
    }
    const where = ['--host', host, '--repo', '~/shop', '--script', 'cat b.txt']
    const made = await work(0, 'new', '--name', `on ${host}`, ...where)
    expect(made.worktreePath).toBe(`${home}/shop/.worktrees/${made.id}`)
    await sh(`cd '${made.worktreePath}'; echo two >b.txt; git add .; ${say} commit -qm Second`)
    const ran = await work(0, 'run', made.id)
    expect(ran.iteration).toMatchObject({ end: 'no_agent', testResult: 'pass', testOutput: 'two' })
    await work(0, 'merge', made.id)
    expect(await sh('cd shop; git show main:b.txt; git status --porcelain')).toBe('two\n M a.txt')
    await work(0, 'clean', made.id)
    expect(await sh(`[ -e '${made.worktreePath}' ] || echo gone`)).toBe('gone')
    const restored = await app.run(['work', 'restore', made.id, '--host', host], { env })
    expect([restored.code, restored.err]).toEqual([
      0,
      expect.stringContaining('Restored the worktree'),
    ])
    expect(await sh(`cat '${made.worktreePath}/b.txt'`)).toBe('two')
  })
})
