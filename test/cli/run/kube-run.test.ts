import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { makeProject } from '../../backend/workspace/project.ts'
import { installAgent } from '../../lab/agents/install-agent.ts'
import { startKubeLab } from '../../lab/kube.ts'
import { processes, signal, until } from '../../lab/process.ts'
import { type App, openApp } from '../app.ts'
import type { Told } from './run-stage.ts'

const lab = await startKubeLab()

describe.skipIf(!lab)('a run in a pod of its own', () => {
  const cluster = lab ?? (null as never)
  let app: App
  beforeAll(async () => {
    app = await openApp()
    cluster.prepare = pod => installAgent(pod.home)
  })
  afterEach(() => {
    cluster.next = {}
    cluster.forbidden.splice(0)
    // A test that failed leaves its pod: the others, and its own retry, must not meet it.
    for (const name of cluster.pods.keys()) if (name.includes('-run-')) cluster.pods.delete(name)
    rmSync(join(app.dir, records), { recursive: true, force: true })
  })
  afterAll(async () => {
    await app?.close()
    await lab?.close()
  })

  const fleetmux = (args: readonly string[]) => app.run(args, { env: cluster.env })
  const words = (prompt: string, ...more: readonly string[]) => [
    ...['run', 'claude', prompt, '--on', 'kube:agents/claude:1', '--cwd', '~'],
    ...more,
  ]

  function told(out: string): { readonly events: readonly Told[]; readonly result: Told } {
    const values: Told[] = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    return { events: values.slice(0, -1), result: values.at(-1) ?? {} }
  }

  async function started(prompt: string, ...more: readonly string[]): Promise<string> {
    const ran = await fleetmux(words(prompt, '--detach', ...more))
    expect([ran.code, ran.err]).toEqual([0, ''])
    return ran.out.trim()
  }

  const podOf = (id: string) => cluster.pods.get(`fleetmux-run-${id.toLowerCase()}`)
  const records = join('state', 'fleetmux', 'run-places')
  const recorded = () => {
    const directory = join(app.dir, records)
    return existsSync(directory) ? readdirSync(directory) : []
  }
  const shown = (id: string, text: string) =>
    until(text, async () => (await fleetmux(['run', 'show', id, '--json'])).out.includes(text))
  async function allGone(): Promise<void> {
    await until('no pod', () => [...cluster.pods.keys()].every(name => !name.includes('-run-')))
    expect(recorded()).toEqual([])
  }

  test('ends, and leaves neither a pod nor a record', async () => {
    const ran = await fleetmux(words('hello', '--json'))
    expect([ran.code, told(ran.out).result]).toEqual([
      0,
      expect.objectContaining({ exitReason: 'completed', text: 'You said: hello' }),
    ])
    await allGone()
  })

  test('asks for what was ordered, and for no secret', async () => {
    const limits = ['--limits', 'cpu=1,memory=1Gi', '--service-account', 'agent']
    const secret = ['--env', 'SECRET_KEY=k3y-of-nobody', '--timeout', '10m']
    const id = await started('ENV SECRET_KEY', ...limits, ...secret)
    const manifest = podOf(id)?.manifest
    expect(manifest).toMatchObject({
      metadata: { labels: { 'fleetmux.run': id } },
      spec: {
        ...{ restartPolicy: 'Never', activeDeadlineSeconds: 1620, serviceAccountName: 'agent' },
        containers: [
          { image: 'agents/claude:1', resources: { limits: { cpu: '1', memory: '1Gi' } } },
        ],
      },
    })
    expect(JSON.stringify(manifest)).not.toContain('k3y')
    expect((await processes()).map(each => each.command).join('\n')).not.toContain('k3y')
    const { out } = await fleetmux(['run', 'follow', id, '--json'])
    expect(told(out).result['text']).toBe('k3y-of-nobody')
    await allGone()
  })

  test('is listed, asked and answered by its id alone', async () => {
    const id = await started('WRITE asked.txt')
    const home = podOf(id)?.home ?? ''
    const path = join(app.dir, records, `${id}.json`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
      ...{ kind: 'kube', context: 'lab', namespace: 'default' },
      pod: `fleetmux-run-${id.toLowerCase()}`,
    })
    await shown(id, 'approval_request')
    expect((await fleetmux(['run', 'list'])).out).toContain(id)
    expect(await fleetmux(['run', 'approve', id])).toMatchObject({ code: 0 })
    const { out, code } = await fleetmux(['run', 'follow', id, '--json'])
    expect([code, told(out).result['text']]).toEqual([0, 'I wrote it.'])
    expect(home).not.toBe('')
    await allGone()
  })

  test('is deleted when it is stopped', async () => {
    const id = await started('SILENT')
    await shown(id, 'now silent')
    expect(await fleetmux(['run', 'stop', id])).toMatchObject({ code: 0 })
    await allGone()
  })

  test('goes on when the fleetmux that began it is killed, and is read on', async () => {
    const id = 'outlives'
    const live = app.start(words('COUNT 12 EVERY 500', '--run-id', id), { env: cluster.env })
    await until('it to count', () => live.out().includes('number 2.'))
    signal([live.child.pid ?? -1], 'SIGKILL')
    await live.ended
    const { out, code } = await fleetmux(['run', 'follow', id, '--json'])
    expect([code, told(out).result['exitReason']]).toEqual([0, 'completed'])
    expect(out).toContain('number 12.')
    await allGone()
  })

  test('whose pod is gone is said to be, and cleaned', async () => {
    const id = await started('hello')
    await cluster.remove(`fleetmux-run-${id.toLowerCase()}`)
    expect((await fleetmux(['run', 'list'])).out).toMatch(new RegExp(`${id} +gone`))
    expect(await fleetmux(['run', 'clean', id])).toMatchObject({ code: 0 })
    await allGone()
  })

  test('brings its commits home before its pod is deleted', async () => {
    const project = await makeProject()
    await project.write('README.md', 'A project.\n')
    project.commit('First')
    const { prepare } = cluster
    cluster.prepare = pod => installCommitter(pod.home)
    const home = process.cwd()
    process.chdir(project.root)
    try {
      const ran = await fleetmux(['run', 'amp', 'go', '--yolo', '--on', 'kube:x:1'])
      expect([ran.code, ran.err]).toEqual([0, expect.stringContaining('git merge fleetmux/')])
      expect(project.git('log', '--all', '--format=%s')).toContain('Done there')
    } finally {
      cluster.prepare = prepare
      process.chdir(home)
      await project.remove()
    }
    await allGone()
  })

  test.each([
    [{ unscheduled: '0/3 nodes are available: 3 Insufficient memory.' }, '3 Insufficient memory'],
    [{ waiting: 'ImagePullBackOff' }, 'ImagePullBackOff'],
  ])('that waits for %o says so, and is deleted in the end', async (next, why) => {
    cluster.next = next
    const ran = await fleetmux(words('hi', '--start-deadline', '10s'))
    expect(ran.code).toBeGreaterThan(0)
    expect(ran.err).toMatch(new RegExp(`The pod waits: .*${why}`))
    expect(ran.err).toContain(
      'The pod of the run was not ready within 10 s, so the run was not started.',
    )
    await allGone()
  })

  test('is deleted when the person does not wait for it', async () => {
    cluster.next = { unscheduled: 'no room' }
    const live = app.start(words('hi'), { env: cluster.env })
    await until('it to wait', () => live.err().includes('The pod waits: Unschedulable: no room'))
    signal([live.child.pid ?? -1], 'SIGINT')
    await live.ended
    await allGone()
  })

  test('is not waited for where no waiting helps', async () => {
    cluster.next = { waiting: 'InvalidImageName' }
    const ran = await fleetmux(words('hi'))
    expect(ran.err).toContain(
      'The pod of the run cannot start, so the run was not started. (InvalidImageName)',
    )
    await allGone()
  })

  test('its agent must be in the image', async () => {
    const { prepare } = cluster
    cluster.prepare = async () => {}
    const ran = await fleetmux(['run', 'amp', 'hi', '--yolo', '--on', 'kube:x:1', '--cwd', '~'])
    cluster.prepare = prepare
    expect([ran.code, ran.err]).toEqual([
      4,
      expect.stringContaining('The agent amp is not installed'),
    ])
    await allGone()
  })

  test('of a namespace in which one may make none, or that is not there', async () => {
    cluster.forbidden.push(/pods$/)
    const closed = await fleetmux(words('hi', '--namespace', 'default'))
    expect(closed.err).toContain('You are not allowed to create pods in the namespace default.')
    expect(closed.err).toContain('kubectl -n default auth can-i create pods')
    cluster.forbidden.splice(0)
    const none = await fleetmux(words('hi', '--namespace', 'nix'))
    expect(none.err).toContain('There is no namespace nix.')
    const dead = await fleetmux(words('hi', '--context', 'dead'))
    expect(dead.err).toContain('The cluster does not answer.')
    await allGone()
  })

  test.each([
    [['--limits', 'cpu'], '--limits must be NAME=QUANTITY'],
    [['--network', 'none'], '--network can only be used with --on docker:IMAGE'],
  ])('%s is refused', async (more, message) => {
    const ran = await fleetmux(words('hi', ...more))
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(message)])
  })
})

/** An agent that only commits. */
async function installCommitter(home: string): Promise<void> {
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  const commit = "git -c user.name=a -c user.email=a@b commit -qm 'Done there'"
  const end =
    '{"type":"result","subtype":"success","is_error":false,"result":"ok","num_turns":1,"session_id":"T-1"}'
  const lines = ['cat >/dev/null', 'echo new >new.txt', 'git add new.txt', commit, `echo '${end}'`]
  await writeFile(join(bin, 'amp'), `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 })
}
