import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { gitIn, makeProject, type Project } from '../backend/workspace/project.ts'
import { capture, until } from '../lab/process.ts'
import { idsIn, openStage, type Stage, workspacesOf } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.close())

/** Whatever went wrong: nothing here that waits, holds a slot, or lies about. */
afterEach(async () => {
  expect(await stage.scraps()).toEqual([])
  const text = await readFile(stage.statePath(), 'utf8').catch(() => '{}')
  const { sessions = {}, vm_pool: pool = {} } = JSON.parse(text)
  expect(Object.values<{ status: string }>(sessions).map(each => each.status)).not.toContain(
    'pending',
  )
  const running = new Set(idsOf(sessions, 'running'))
  const held = Object.values<{ active_sessions: string[] }>(pool).flatMap(
    each => each.active_sessions,
  )
  expect(held.filter(id => !running.has(id))).toEqual([])
})

function idsOf(sessions: Record<string, { status: string }>, status: string): string[] {
  return Object.keys(sessions).filter(id => sessions[id]?.status === status)
}

const mayMount = process.getuid?.() === 0 && process.platform === 'linux'
if (!mayMount) process.stderr.write('\n!!! not root: the full disk of a host is not tried\n')

const start = (...args: string[]) =>
  stage.run(['start', '--agent', 'fake', '--repo', stage.project.root, ...args])

async function endAll(): Promise<void> {
  for (const id of idsOf((await stage.state()).sessions, 'running')) await stage.run(['kill', id])
}

const nothingThere = async () => {
  expect(await stage.workspaces('lab1')).toEqual([])
  expect(await stage.workspaces('lab2')).toEqual([])
}

describe('said wrongly', () => {
  test.each([
    [['--size', 'xxl', 'x'], 'Unknown size "xxl". Use s, m, l or xl.'],
    [['--max-turns', '0', 'x'], '--max-turns is a whole number from 1 to 50, not "0".'],
    [['--max-turns', '51', 'x'], '--max-turns is a whole number from 1 to 50, not "51".'],
    [['--command', 'dance', 'x'], 'Unknown command mode "dance".'],
    [[''], 'A prompt is empty.'],
    [['good', ' \n'], 'A prompt is empty.'],
    [[], 'start: missing prompt.'],
  ])('start %j', async (args, words) => {
    const ran = await start(...args)
    expect([ran.code, ran.out, ran.err]).toEqual([2, '', expect.stringContaining(words)])
  })

  test.each(['output', 'kill', 'fetch'])('%s of an id that there is not', async word => {
    const id = 'sess-20260502-203014-4f2a'
    const ran = await stage.run([word, id])
    expect([ran.code, ran.out]).toEqual([3, ''])
    expect(ran.err).toBe(
      `Error: Session '${id}' not found.\nUse 'fleetmux list' to see available sessions.\n`,
    )
  })

  test('no status of that name', async () => {
    expect((await stage.run(['list', '--status', 'asleep'])).code).toBe(2)
  })
})

describe('before anything is packed', () => {
  afterEach(nothingThere)

  test('no key', async () => {
    const ran = await stage.run(['start', '--repo', stage.project.root, 'x'])
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toContain('ANTHROPIC_API_KEY is missing.')
    expect(ran.err).toContain('export ANTHROPIC_API_KEY=')
    const blank = await stage.run(['start', '--agent', 'fake', 'x'], { env: { FAKE_KEY: ' ' } })
    expect([blank.code, blank.err]).toEqual([1, expect.stringContaining('FAKE_KEY is missing.')])
  })

  test('no repository', async () => {
    const ran = await stage.start(['start', '--agent', 'fake', 'x']).ended
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('not a git repository')])
  })

  test('a dirty submodule', async () => {
    const [own, other] = await Promise.all([makeProject(), makeProject('inner')])
    try {
      await other.write('file', 'one\n')
      other.commit('First')
      await own.write('file', 'one\n')
      const allow = ['-c', 'protocol.file.allow=always']
      own.git(...allow, 'submodule', '--quiet', 'add', other.root, 'sub')
      own.commit('First')
      await writeFile(join(own.root, 'sub', 'file'), 'two\n')
      const ran = await stage.run(['start', '--agent', 'fake', '--repo', own.root, 'x'])
      expect([ran.code, ran.err]).toEqual([1, expect.stringMatching(/inside a submodule.*sub/)])
    } finally {
      await own.remove()
      await other.remove()
    }
  })

  test('an agent that nobody has installed', async () => {
    const ran = await stage.run(['start', '--agent', 'codex', '--repo', stage.project.root, 'x'])
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toContain('The agent codex is not installed on the host.')
    expect(ran.err).toMatch(
      /Install the agent: `fleetmux install codex --on (lab[12])`\. Or choose an agent that \1 has: .*fake/,
    )
    expect(ran.err).not.toContain('Sending')
  })
})

describe('a secret in the tree', () => {
  let project: Project
  beforeAll(async () => {
    project = await makeProject()
    await project.write('src/conf.py', `a = 1\nkey = "ghp_${'a1B2'.repeat(9)}"\n`)
    project.commit('First')
  })
  afterAll(() => project.remove())
  const begin = () => stage.run(['start', '--agent', 'fake', '--repo', project.root, 'exit=0'])

  test('is named and not shown, and sent when somebody accepts it', async () => {
    const ran = await begin()
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toContain('src/conf.py:2 (')
    expect(ran.err).toContain('fleetmux secrets accept PATH:LINE')
    expect(ran.err).not.toContain('a1B2a1B2')

    const accept = (...places: string[]) =>
      stage.run(['secrets', 'accept', '--repo', project.root, ...places])
    const wrong = await accept('src/conf.py:2', 'src/conf.py:1')
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining('These lines look like secrets: src/conf.py:2.'),
    ])
    expect((await begin()).code).toBe(1)
    expect((await accept('conf.py')).code).toBe(2)

    expect((await accept('src/conf.py:2')).err).toBe('Accepted as harmless: src/conf.py:2.\n')
    expect((await begin()).code).toBe(0)
    await until('its end', async () => idsOf(await listed(), 'running').length === 0)
  })
})

async function listed(): Promise<Record<string, { status: string }>> {
  const rows = JSON.parse((await stage.run(['list', '--json'])).out)
  return Object.fromEntries(
    rows.map((each: { session_id: string; status: string }) => [each.session_id, each]),
  )
}

describe('prompts', () => {
  test.each([
    [
      'quotes',
      `exit=0 "double" 'single' \`backtick\` $(touch /tmp/never) \${HOME} #{pane_id} %s \\n \\`,
    ],
    ['lines', 'exit=0\nline two\n\n  indented\ttab\n\n'],
    ['marks', 'exit=0 {prompt} {fleetmux:prompt} -- --flag = ; & | > < * ? ~ ! 日本 👩‍💻'],
    ['a hundred kilobytes', `exit=0\n${'0123456789 "\'$(`) ü\n'.repeat(5000)}`],
  ])('%s arrive byte for byte', async (_, prompt) => {
    const ran = await start('--host', 'lab1', prompt)
    expect([ran.code, ran.err]).toEqual([0, expect.any(String)])
    const [id = ''] = idsIn(ran.out)
    const { workspace } = (await stage.state()).sessions[id] ?? {}
    const heard = await until('the agent', () =>
      readFile(join(workspace ?? '', '.git', 'heard'), 'utf8').catch(() => ''),
    )
    expect(heard).toBe(prompt)
    await until('its end', async () => (await listed())[id]?.status === 'completed')
    const rows = JSON.parse((await stage.run(['list', '--json'])).out)
    expect(rows.find((each: { session_id: string }) => each.session_id === id).prompt).toBe(prompt)
    const files = await stage.workspaces('lab1')
    expect(files.filter(name => name.startsWith('.'))).toEqual([])
  })
})

describe('one of several', () => {
  test('that fails costs only itself', async () => {
    const agent = join(stage.lab.host('lab2').home, 'bin', 'fake-agent')
    const before = await stage.workspaces('lab2')
    await rename(agent, `${agent}.away`)
    try {
      const ran = await start('exit=0 one', 'exit=0 two', 'exit=0 three')
      expect(ran.code).toBe(4)
      expect(ran.out).toMatch(/^Successfully started [12] session\(s\):\n/)
      expect(ran.err).toMatch(/"exit=0 \w+": lab2: The agent fake is not installed on the host./)
      expect(await stage.workspaces('lab2')).toEqual(before)
    } finally {
      await rename(`${agent}.away`, agent)
    }
    await until('all ends', async () => idsOf(await listed(), 'running').length === 0)
  })

  test('whose program cannot be run there is told, with its last words', async () => {
    const agent = join(stage.lab.host('lab1').home, 'bin', 'fake-agent')
    const text = await readFile(agent, 'utf8')
    await writeFile(agent, '#!/usr/bin/env no-such-node\n')
    try {
      const ran = await start('--host', 'lab1', 'x')
      expect([ran.code, ran.out]).toEqual([1, ''])
      expect(ran.err).toContain('could not be run in it')
      // tmux may lose the output of a program that ends at once; its exit code is told then.
      expect(ran.err).toMatch(/no-such-node|it ended with exit code 127/)
    } finally {
      await writeFile(agent, text)
    }
    await until('its end', async () => idsOf(await listed(), 'running').length === 0)
  })

  test('more than there is room for', async () => {
    const ran = await start('--host', 'lab1', 'wait=a', 'wait=b', 'wait=c')
    expect([ran.code, ran.out]).toEqual([1, ''])
    expect(ran.err).toContain('the host has room for 2 of 3 sessions')
  })
})

describe('the host', () => {
  test.skipIf(!mayMount && !process.env['CI'])('has a full disk', async () => {
    const disk = workspacesOf(stage.lab.host('lab1').home)
    await mkdir(disk, { recursive: true })
    await capture('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'fleetmux-test', disk])
    const big = join(stage.project.root, 'big')
    await writeFile(big, randomBytes(2_000_000))
    try {
      const ran = await start('--host', 'lab1', 'x')
      expect([ran.code, ran.err]).toEqual([
        1,
        expect.stringMatching(/lab1: .*disk of the host is full|disk is full/),
      ])
      expect(await stage.workspaces('lab1')).toEqual([])
    } finally {
      await rm(big)
      await capture('umount', [disk])
    }
  })

  test('is lost between packing and launch', async () => {
    const agent = join(stage.lab.host('lab1').home, 'bin', 'fake-agent')
    const text = await readFile(agent, 'utf8')
    const before = await stage.workspaces('lab1')
    // Whoever looks for the agent waits for it: that is the moment.
    await writeFile(agent, `#!/bin/sh\nexec sleep 5\n`)
    await chmod(agent, 0o755)
    try {
      const running = stage.start([
        'start',
        '--agent',
        'fake',
        '--repo',
        stage.project.root,
        '--host',
        'lab1',
        '--timeout',
        '3',
        'x',
      ])
      await until('the look', () => running.err().includes('looking for fake'))
      await stage.lab.kill('lab1')
      const ran = await running.ended
      expect([ran.code, ran.out]).toEqual([1, ''])
      expect(ran.err).toContain('lab1: ')
    } finally {
      await writeFile(agent, text)
      await stage.lab.start('lab1')
    }
    expect(await stage.workspaces('lab1')).toEqual(before)
  })
})

test('what runs is ended as it was asked', async () => {
  await endAll()
  expect(gitIn(stage.project.root, 'status', '--porcelain')).toBe('')
})
