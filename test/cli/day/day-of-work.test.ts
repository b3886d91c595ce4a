import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFile,
  chmod,
  chown,
  copyFile,
  mkdir,
  readdir,
  readFile,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type DelayProxy, startDelayProxy } from '../../lab/delay-proxy.ts'
import { type DockerLab, startDockerLab } from '../../lab/docker.ts'
import { type KubeLab, startKubeLab } from '../../lab/kube.ts'
import { envOf } from '../../lab/kube-pod.ts'
import { capture, signal, until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { unique } from '../../lab/unique.ts'
import { startTestServer, type TestServer } from '../../server/server.ts'
import { type App, openApp } from '../app.ts'

/**
 * A day's work with the built program: two machines over sshd, `far` behind 50 ms, a container and a pod where this
 * machine can have them, and a second person with a machine of their own.
 */
let app: App
let colleague: App
let lab: Lab
let proxy: DelayProxy
let docker: DockerLab | null
let kube: KubeLab | null
let server: TestServer | null = null
let home: string
let podHome = ''
let env: Record<string, string>
const names: string[] = ['near', 'far']
/** The project of the newest playbook on `near`: each try of it has one of its own. */
let shop = 'shop'

beforeAll(async () => {
  ;[app, colleague, lab, docker, kube] = await Promise.all([
    openApp(),
    openApp(),
    startLab({ hosts: ['near', 'far'] }),
    startDockerLab(),
    startKubeLab(),
  ])
  home = lab.host('near').home
  proxy = await putBehind('far', 25)
  env = { ...docker?.env, ...kube?.env }
  const hosts: Record<string, string>[] = [{ name: 'near' }, { name: 'far' }]
  if (docker) {
    await docker.run('box')
    hosts.push({ name: 'box', transport: 'docker', container: 'box' })
  }
  if (kube) {
    const made = await kube.add('pod')
    const pod = envOf(made)
    podHome = made.home
    await capture('tmux', ['-f', '/dev/null', 'new-session', '-d', '-s', 'on-pod', 'cat'], {
      env: pod,
    })
    hosts.push({ name: 'pod', transport: 'kube', pod: 'pod' })
  }
  names.push(...hosts.slice(2).map(({ name = '' }) => name))
  const config = { sshConfig: lab.sshConfig, hosts }
  await Promise.all([app.configure(config), colleague.configure(config)])
  for (const each of [home, lab.host('far').home, podHome].filter(Boolean)) {
    const bin = join(each, '.local', 'bin')
    await mkdir(bin, { recursive: true })
    await copyFile('test/lab/agents/mock-worker.sh', join(bin, 'claude'))
    await chmod(join(bin, 'claude'), 0o755)
  }
  const talker = join(app.dir, 'talker')
  await copyFile('test/lab/agents/talker.sh', talker)
  await chmod(talker, 0o755)
  await lab.tmux('near', 'new-session', '-d', '-s', 'one', '-c', join(home), talker, 'one')
  await lab.tmux('far', 'new-session', '-d', '-s', 'two', talker, 'two')
  await lab.tmux('far', 'new-session', '-d', '-s', 'lead', talker, 'lead')
  await app.tmux('new-session', '-d', '-s', 'three', talker, 'three')
  await makeShop(home)
}, 360_000)
afterAll(async () => {
  await server?.close()
  await Promise.all([app?.close(), colleague?.close()])
  await proxy?.close()
  await Promise.all([lab?.close(), docker?.close(), kube?.close()])
})

/** Each packet to and from the host takes so many milliseconds more. */
async function putBehind(name: string, delay: number): Promise<DelayProxy> {
  const host = lab.host(name)
  const made = await startDelayProxy(host, delay)
  const config = await readFile(lab.sshConfig, 'utf8')
  const block = new RegExp(`(Host ${name}\\n(?:\\s+.*\\n)*?\\s+Port )${host.port}\\b`)
  if (!block.test(config)) throw new Error(`no port of ${name} in ${config}`)
  await writeFile(lab.sshConfig, config.replace(block, `$1${made.port}\n  HostKeyAlias ${name}`))
  const known = join(lab.dir, 'known_hosts')
  const keys = await readFile(known, 'utf8')
  const line = keys.split('\n').find(each => each.includes(`:${host.port} `)) ?? ''
  await appendFile(known, `${line.replace(/^\S+/, name)}\n`)
  return made
}

async function makeShop(at: string, name = 'shop'): Promise<void> {
  const directory = join(at, name)
  await mkdir(directory)
  await writeFile(join(directory, 'price.txt'), 'one\n')
  const tasks = ['First', 'Second', '!gate: Release it?', 'SLEEP=1 Third', 'Fourth', 'Fifth']
  await writeFile(join(directory, 'todo.md'), tasks.map(task => `- [ ] ${task}\n`).join(''))
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args])
  git('init', '-q', '-b', 'main')
  git('add', '-A')
  git('commit', '-qm', 'First')
  git('remote', 'add', 'origin', 'https://github.com/o/shop.git')
}

const run = (...args: readonly string[]) => app.run(args, { env })

test('a file is found, changed from here and there at once, and that is settled', async () => {
  const found = await run('files', 'find', 'near:shop', 'price')
  expect([found.code, found.out]).toEqual([0, expect.stringMatching(/ price\.txt\n$/)])
  const editor = join(app.dir, 'editor')
  await writeFile(
    editor,
    `#!/bin/sh\necho theirs >${join(home, 'shop/price.txt')}\necho mine >"$1"\n`,
  )
  await chmod(editor, 0o755)
  const edited = await app.start(
    ['files', 'edit', 'near:shop/price.txt', '--on-conflict', 'keep-both'],
    { env: { ...env, EDITOR: editor }, terminal: true },
  ).ended
  expect([edited.code, edited.out]).toEqual([0, expect.stringContaining('price.txt.mine')])
  expect(await readFile(join(home, 'shop/price.txt'), 'utf8')).toBe('theirs\n')
  expect(await readFile(join(home, 'shop/price.txt.mine'), 'utf8')).toBe('mine\n')
  const removed = await run('files', 'rm', 'near:shop/price.txt.mine')
  expect(removed.code).toBe(0)
})

test('an agent is asked about two files of its host; one that is not there is said', async () => {
  const text = 'Compare @shop/price.txt with @shop/todo.md and @shop/none.txt'
  const sent = await run('send', 'near/one', text, '--mentions')
  expect([sent.code, sent.err + sent.out]).toEqual([0, expect.stringContaining('none.txt')])
  const screen = () => lab.tmux('near', 'capture-pane', '-p', '-t', '=one:')
  // Codex is told plain paths: its @ opens a picker.
  await until('the text', async () =>
    (await screen()).includes('Compare shop/price.txt with shop/todo.md'),
  )
})

test('a command runs on all hosts, first on one; a failure there is the last', async () => {
  const on = names.flatMap(name => ['--on', name])
  const good = await run('run-on', ...on, '--canary', '1,all', '--', 'echo same')
  expect([good.code, good.err]).toEqual([0, expect.stringContaining('Stage 1 of 2: near')])
  expect(good.out).toContain(`(${names.length - 1} hosts)`)
  const bad = await run('run-on', ...on, '--canary', '1,all', '--', 'exit 3')
  expect([bad.code, bad.err]).toEqual([
    1,
    expect.stringContaining('The command was not run on far'),
  ])
  for (const name of names.slice(1)) expect(bad.err).toContain(name)
})

test('a playbook of five tasks outlives the laptop, waits for a colleague, and leaves a branch', async () => {
  shop = unique('shop')
  await makeShop(home, shop)
  const args = [
    'playbook',
    'run',
    'todo.md',
    '--dir',
    `near:${shop}`,
    '--yolo',
    '--shared-history',
    '--json',
  ]
  const live = app.start([...args, '--branch', 'auto/release'], { env })
  await until('the second task', () => live.out().split('task_start').length > 2)
  signal([live.child.pid ?? 0], 'SIGKILL')
  await live.ended
  await server?.close()
  server = await startTestServer([], { lab })
  const id = await until('the gate', async () => {
    const { out } = await colleague.run(['playbook', 'list', '--on', 'near'])
    return out.includes('? Release it?') ? (out.split(' ')[0] ?? '') : null
  })
  const seen = await until('the gate over the API', async () => {
    const { json } = (await server?.ask(`/api/v1/playbooks/${id}`)) ?? { json: null }
    return json?.data?.state === 'gate' ? json.data : null
  })
  expect(seen.question).toBe('Release it?')
  expect((await colleague.run(['playbook', 'answer', id, 'go', '--on', 'near'])).code).toBe(0)
  const late = await server.ask(`/api/v1/playbooks/${id}/answer`, { body: { answer: 'stop' } })
  expect(late.status).toBe(409)
  const shown = await run('playbook', 'show', id, '--on', 'near', '--follow')
  expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('5 tasks')])
  const link = 'https://github.com/o/shop/compare/main...auto/release?expand=1'
  expect(shown.out).toContain(link)
  const [, work = ''] = /fleetmux work pr ([^\s`]+)/.exec(shown.out) ?? []
  const listed = await run('work', 'list', '--host', 'near', '--json')
  expect(listed.out).toContain(work)
  const log = execFileSync('git', [
    '-C',
    join(home, shop),
    'log',
    '--format=%s',
    'main..auto/release',
  ])
  expect(log.toString().trim().split('\n')).toHaveLength(5)
})

test('a playbook on a pod outlives the laptop, and its gate is answered on the page', async ({
  skip,
}) => {
  if (!kube) return skip()
  const name = unique('shop')
  await makeShop(podHome, name)
  const args = ['playbook', 'run', 'todo.md', '--dir', `pod:${name}`, '--yolo', '--json']
  const live = app.start([...args, '--branch', 'auto/pod'], { env })
  await until('the second task', () => live.out().split('task_start').length > 2)
  signal([live.child.pid ?? 0], 'SIGKILL')
  await live.ended
  const office = await startTestServer([], {
    before: other => other.configure({ hosts: [{ name: 'pod', transport: 'kube', pod: 'pod' }] }),
    env: () => env,
  })
  const browser = await chromium.launch({
    executablePath: (await capture('sh', ['-c', 'command -v chromium'])).trim(),
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  })
  try {
    const paired = await office.ask('/api/v1/pairings', { body: { role: 'operator' } })
    const page = await browser.newPage({ viewport: { width: 360, height: 640 } })
    page.setDefaultTimeout(90_000)
    await page.goto(`${office.url}/#pair=${paired.json.data.code}`)
    await page.getByRole('link', { name: 'Playbooks' }).click()
    const card = page.getByRole('listitem').filter({ hasText: name })
    await card.getByRole('alert').filter({ hasText: 'Release it?' }).waitFor()
    await card.getByRole('button', { name: 'todo.md on pod' }).click()
    await card.getByRole('button', { name: 'Go', exact: true }).click()
    await card.locator('.told li', { hasText: '> Fifth' }).waitFor()
    await card
      .getByText(/^(done|completed)/)
      .first()
      .waitFor()
  } finally {
    await browser.close()
    await office.close()
  }
  const log = execFileSync('git', [
    ...['-C', join(podHome, name), 'log', '--format=%s', 'main..auto/pod'],
  ])
  expect(log.toString().trim().split('\n')).toHaveLength(5)
})

test('three agents on three hosts talk, led by one that is far away', async () => {
  const to = ['near/one', 'far/two', 'local/three'].flatMap(target => ['--to', target])
  const asked = await run('ask', ...to, '--moderator', 'far/lead', '--yes', 'why do they differ?')
  expect([asked.code, asked.out]).toEqual([0, expect.stringContaining('== Summary')])
  expect(asked.out).toContain('near/one (codex')
  expect(asked.err).toContain('@nobody')
  const all = await run('ask', ...to, '--yes', 'who are you?')
  expect(all.code).toBe(0)
  for (const name of ['one', 'two', 'three'])
    expect(all.out).toContain(`${name} heard: who are you?`)
})

test('the history of the project is read by another person on another machine', async () => {
  const moved = unique('moved the data to /srv')
  const sharing = await run('history', 'add', `near:${shop}`, moved)
  expect(sharing.code).toBe(0)
  const words = ['history', `near:${shop}`, '--json']
  const read = process.getuid?.() === 0 ? await asNobody(words) : await colleague.run(words)
  expect([read.code, read.err]).toEqual([0, ''])
  const { entries } = JSON.parse(read.out)
  const texts = entries.map(({ summary }: { summary: string }) => summary)
  expect(texts.filter((text: string) => !text.startsWith('moved') || text === moved)).toEqual([
    ...[moved, 'Fifth', 'Fourth', 'SLEEP=1 Third', 'Second', 'First'],
  ])
  const files = await readdir(join(home, shop, '.maestro/history'))
  expect(files.filter(name => name.endsWith('.jsonl'))).toHaveLength(1)
})

/** The same program for the user nobody, with a home, a key and a configuration of its own. */
async function asNobody(args: readonly string[]) {
  const NOBODY = 65_534
  const dir = join('/tmp', `fmn-${process.pid}`)
  const key = join(dir, 'key')
  const sshConfig = join(dir, 'ssh_config')
  await mkdir(join(dir, 'fleetmux'), { recursive: true, mode: 0o700 })
  await copyFile(join(lab.dir, 'key', 'client'), key)
  const text = await readFile(lab.sshConfig, 'utf8')
  const known = join(dir, 'known_hosts')
  await copyFile(join(lab.dir, 'known_hosts'), known)
  await writeFile(
    sshConfig,
    text
      .replaceAll(join(lab.dir, 'key', 'client'), key)
      .replaceAll(join(lab.dir, 'known_hosts'), known),
  )
  const config = { sshConfig, hosts: [{ name: 'near' }] }
  await writeFile(join(dir, 'fleetmux', 'config.json'), JSON.stringify(config))
  await chmod(key, 0o600)
  for (const path of [dir, key, sshConfig, known, join(dir, 'fleetmux')])
    await chown(path, NOBODY, NOBODY)
  const program = [process.execPath, resolve('dist/main.js'), ...args]
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const ran = spawnSync('setpriv', [...user, ...program], {
    env: {
      ...{ PATH: process.env['PATH'], HOME: dir, XDG_CONFIG_HOME: dir, LANG: 'C.UTF-8' },
      ...{ XDG_STATE_HOME: join(dir, 'state'), XDG_RUNTIME_DIR: dir, TMUX_TMPDIR: dirname(key) },
    },
    encoding: 'utf8',
    timeout: 120_000,
  })
  await capture('rm', ['-rf', dir])
  return { code: ran.status, out: ran.stdout, err: ran.stderr }
}
