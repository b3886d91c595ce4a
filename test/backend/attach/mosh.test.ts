import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNet } from '../../flood/net.ts'
import { pathWithout } from '../../lab/path-without.ts'
import { capture, processes, until } from '../../lab/process.ts'
import { needMosh } from './need-mosh.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
const tmux = (...args: string[]) => stage.lab.tmux('lab1', ...args)

beforeAll(async () => {
  await needMosh()
  stage = await startStage({ hosts: 2 })
  await tmux('new-session', '-d', '-s', 's1', 'cat')
})
afterAll(() => stage.close())

/** pids of the terminals that are attached. */
async function terminals(): Promise<number[]> {
  const text = await tmux('list-clients', '-F', '#{client_control_mode} #{client_pid}')
  return text.split('\n').flatMap(line => (line.startsWith('0 ') ? [Number(line.slice(2))] : []))
}

const mosh = { via: 'mosh' } as const
const configOf = (name: string, more: string) => {
  const path = join(stage.dir, name)
  writeFileSync(path, `${readFileSync(stage.lab.sshConfig, 'utf8')}\nHost lab1\n${more}\n`)
  return path
}

describe('over mosh', () => {
  test('attaches, detaches, and is back', async () => {
    const { port } = stage.lab.host('lab1')
    const name = `${userInfo().username}@lab1:${port}`
    const visit = stage.start({ target: `${name}/s1`, how: mosh })
    await visit.sees('[s1] 0:')
    visit.type('over udp')
    await until('the text', async () =>
      (await tmux('capture-pane', '-p', '-t', 's1')).includes('over udp'),
    )
    visit.keys('C-b', 'd')
    expect((await visit.ended()).text).toBe(`Back from ${name}/s1.`)
    expect(await visit.sees('shell>')).not.toContain('firewall')
  })

  test('survives a cut', async () => {
    const net = await startNet(stage.lab)
    const visit = stage.start({ target: 'far/s1', how: mosh, sshConfig: net.sshConfig })
    await visit.sees('[s1] 0:')
    await net.cut()
    visit.type('typed in the dark')
    // mosh says so by itself when it has heard nothing for some seconds.
    await visit.sees('Last contact')
    await net.heal()
    await until('the text', async () =>
      (await tmux('capture-pane', '-p', '-t', 's1')).includes('typed in the dark'),
    )
    visit.keys('C-b', 'd')
    expect((await visit.ended()).text).toBe('Back from far/s1.')
    expect(net.kind).toContain(process.getuid?.() === 0 ? 'veth' : '')
  })

  test('a host that drops UDP is explained when it was left', async () => {
    const client = join(stage.dir, 'mosh-client')
    writeFileSync(
      client,
      `#!/bin/sh\n[ "$1" = -c ] || set -- "$1" "$2" 9\nexec ${(await capture('which', ['mosh-client'])).trim()} "$@"\n`,
    )
    chmodSync(client, 0o755)
    const visit = stage.start({
      target: 'lab1/s1',
      how: mosh,
      env: { PATH: `${stage.dir}:${process.env.PATH}` },
    })
    await visit.sees('Nothing received from server on UDP port')
    visit.keys('C-^', '.')
    const { failure } = await visit.ended()
    expect(failure).toMatchObject({
      kind: 'unreachable',
      host: 'lab1',
      what: 'mosh could not reach lab1/s1.',
    })
    expect(failure?.hint).toContain('--via ssh')
    expect(failure?.why).toContain('firewall')
  })

  test('a host that went silent is explained when it was left', async () => {
    const before = await terminals()
    const visit = stage.start({ target: 'lab1/s1', how: mosh })
    await visit.sees('[s1] 0:')
    const ours = (await terminals()).find(pid => !before.includes(pid))
    // tmux's client is a child of the mosh-server of this visit, and of no other.
    const server = (await processes()).find(each => each.pid === ours)?.parent ?? 0
    process.kill(server, 'SIGKILL')
    visit.keys('C-^', '.')
    expect((await visit.ended()).failure).toMatchObject({
      kind: 'lost',
      why: 'you quit mosh while the host did not answer',
    })
  })
})

describe('said before it begins', () => {
  const failure = async (start: Partial<Parameters<Stage['start']>[0]>) =>
    (await stage.start({ target: 'lab1/s1', how: mosh, ...start }).ended()).failure

  test('no mosh here', async () => {
    expect(
      await failure({ env: { PATH: pathWithout(join(stage.dir, 'no-mosh'), 'mosh') } }),
    ).toMatchObject({
      kind: 'refused',
      what: 'mosh is not installed on the machine where fleetmux runs.',
      hint: 'Install mosh on that machine, or attach with --via ssh.',
    })
  })

  test('no UTF-8 here', async () => {
    const found = await failure({ env: { LANG: 'C', LC_ALL: 'C' } })
    expect(found?.what).toBe('mosh needs a UTF-8 locale on the machine where fleetmux runs.')
    expect(found?.why).toContain('ANSI_X3.4-1968')
  })

  /** What the login shell there reads before each command. */
  async function withPath(path: string, work: () => Promise<void>): Promise<void> {
    // The login shell is asked too where a command's own PATH does not do.
    const files = ['.bashrc', '.bash_profile'].map(name => join(stage.lab.host('lab1').home, name))
    for (const file of files) writeFileSync(file, `PATH='${path}'\n`)
    await work().finally(() => {
      for (const file of files) rmSync(file)
    })
  }

  test('no mosh-server there', () =>
    withPath(pathWithout(join(stage.dir, 'no-mosh-server'), 'mosh-server'), async () => {
      const what = 'mosh-server was not found on the host.'
      expect(await failure({})).toMatchObject({ kind: 'refused', host: 'lab1', what })
    }))

  test('no UTF-8 there', async () => {
    const dir = join(stage.dir, 'locale')
    mkdirSync(dir)
    writeFileSync(join(dir, 'locale'), '#!/bin/sh\necho ISO-8859-1\n', { mode: 0o755 })
    await withPath(`${dir}:${process.env.PATH}`, async () => {
      const what = 'mosh needs a UTF-8 locale on the host.'
      const why =
        'the character set of the host is ISO-8859-1, and the host does not have the locale of the machine where fleetmux runs'
      expect(await failure({})).toMatchObject({ what, why })
    })
  })

  test('a host behind another', async () => {
    const sshConfig = configOf('jump_config', '  ProxyJump lab2')
    expect(await failure({ sshConfig })).toMatchObject({
      what: 'mosh cannot use a jump host or proxy.',
      why: 'ssh reaches the host through lab2',
    })
  })

  test('mosh to this machine', async () => {
    stage.here('new-session', '-d', '-s', 'notes', 'cat')
    expect(await failure({ target: 'notes' })).toMatchObject({ kind: 'usage' })
  })
})
