import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { playbookEventSchema } from '../../../src/state/playbooks/playbook-event.ts'
import { capture, signal, until } from '../../lab/process.ts'
import { openOther, openPlaybookStage, type PlaybookStage, type Told } from './playbook-stage.ts'

let stage: PlaybookStage
beforeAll(async () => {
  stage = await openPlaybookStage()
})
afterAll(() => stage?.close())

const types = (events: readonly Told[]) => events.map(({ type }) => type)
const only = (events: readonly Told[], type: string) => events.filter(each => each['type'] === type)
const idOf = (events: readonly Told[]) => String(events[0]?.['playbook'].id)
const DOC = '.maestro/playbooks/work.md'

/** Runs a document of this machine to its end. */
async function worked(text: string, ...flags: readonly string[]) {
  const directory = await stage.project({ [DOC]: text })
  const told = await stage.told('run', 'work', '--dir', directory, ...flags)
  const end = only(told.events, 'complete').at(-1) ?? {}
  return { ...told, directory, end, document: await stage.read(`${directory}/${DOC}`) }
}

test('two tasks on a host with an odd directory, each a run with a fresh agent', async () => {
  const text =
    '# Work\n\n- [ ] First thing\n- [x] Done before\n- [ ] Second "thing" $(id) `x` \\n\n'
  const name = `-a 'shop"; $(id)`
  const directory = await stage.project({ '-my "doc".md': text }, name)
  const where = ['--on', 'lab1', `--dir=~/${name}`]
  const { code, err, events } = await stage.told('run', ...where, '--', '-my "doc".md')
  expect(err).toContain('Ctrl-C leaves it running')
  for (const { offset: _, ...event } of events) playbookEventSchema.parse(event)
  expect(types(events)).toEqual([
    ...['start', 'document_start', 'task_start', 'task_complete', 'task_start', 'task_complete'],
    ...['document_complete', 'loop_complete', 'complete'],
  ])
  expect(code).toBe(0)
  expect(await stage.read(`${directory}/-my "doc".md`)).toBe(text.replaceAll('[ ]', '[x]'))
  expect(await stage.read(`${directory}/work.txt`)).toBe(
    'First thing\nSecond "thing" $(id) `x` \\n\n',
  )
  expect(only(events, 'task_complete')[0]).toMatchObject({
    usageStats: { inputTokens: 400, outputTokens: 34, totalCostUsd: 0.25 },
    summary: 'I did: First thing',
  })
  expect(only(events, 'complete')[0]).toMatchObject({ totalTokens: 868, totalCost: 0.5 })
  const runs = await stage.app.run(['run', 'list', '--on', 'lab1'])
  expect(runs.out.match(/ended 0/g)).toHaveLength(2)
})

test('a fleetmux that is killed in a task does not matter: a gate is answered from another machine', async () => {
  const other = await openOther(stage)
  const text = '- [ ] SLEEP=2 First\n- [ ] !gate: Ship it?\n- [ ] Last\n'
  await stage.project({ 'todo.md': text }, 'gated')
  const live = stage.app.start(['playbook', 'run', 'todo.md', '--dir', 'lab1:gated', '--json'])
  await until('the first task', () => live.out().includes('task_start'))
  signal([live.child.pid ?? 0], 'SIGKILL')
  await live.ended
  const waiting = await until('the gate', async () => {
    const { out } = await other.run(['playbook', 'list', '--on', 'lab1'])
    return out.includes('? Ship it?') ? out : null
  })
  const [id = ''] = waiting.split(' ')
  const once = await other.run(['playbook', 'show', id])
  expect([once.code, once.out]).toEqual([
    11,
    expect.stringContaining(`\`fleetmux playbook answer ${id} stop\``),
  ])
  const agents = await until('the state in the list', async () => {
    const { out } = await other.run(['ls', '--host', 'lab1', '--json'])
    return out.includes('Ship it?') ? out : null
  })
  expect(agents).toContain('waiting')
  expect((await other.run(['playbook', 'answer', id, 'go'])).code).toBe(0)
  const shown = await other.run(['playbook', 'show', id, '--follow', '--json'])
  expect(shown.code).toBe(0)
  const events: Told[] = shown.out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(types(events)).toEqual([
    ...['start', 'document_start', 'task_start', 'task_complete', 'gate', 'answer'],
    ...['task_start', 'task_complete', 'document_complete', 'loop_complete', 'complete'],
  ])
  const again = await other.run(['playbook', 'answer', id, 'go'])
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('is not running.')])
  await other.close()
})

test('a link that is lost does not matter, and each event is told once', async () => {
  await stage.project({ 'todo.md': '- [ ] SLEEP=8 First\n- [ ] Last\n' }, 'lossy')
  const live = stage.app.start(['playbook', 'run', 'todo.md', '--dir', 'lab1:lossy', '--json'])
  await until('the first task', () => live.out().includes('task_start'))
  await stage.lab.kill('lab1')
  await until('the loss to be told', () =>
    live.err().includes('The playbook keeps running on the host'),
  )
  await stage.lab.start('lab1')
  expect((await live.ended).code).toBe(0)
  const events = live
    .out()
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(types(events)).toEqual([
    ...['start', 'document_start', 'task_start', 'task_complete', 'task_start', 'task_complete'],
    ...['document_complete', 'loop_complete', 'complete'],
  ])
})

test('a gate that is refused ends it, and resume asks again', async () => {
  const directory = await stage.project({ [DOC]: '- [ ] !gate: Sure?\n- [ ] After\n' })
  const live = stage.app.start(['playbook', 'run', 'work', '--dir', directory])
  await until('the gate', () => live.out().includes('? Sure?'))
  const [, id = ''] = /answer (\w+) /.exec(live.out()) ?? []
  await stage.playbook('answer', id, 'stop')
  expect((await live.ended).code).toBe(11)
  await stage.playbook('resume', id, '--detach')
  // In the pane itself it is typed.
  const session = await until('its pane to ask', async () => {
    const { events } = await stage.told('show', id)
    return events.at(-1)?.['type'] === 'gate'
      ? only(events, 'start').at(-1)?.['session'].name
      : null
  })
  await stage.app.tmux('send-keys', '-t', `=${session}:`, 'go', 'Enter')
  expect((await stage.playbook('show', id, '--follow')).code).toBe(0)
  expect(await stage.read(`${directory}/${DOC}`)).not.toContain('[ ]')
})

test('a halt marker of before refuses the start, and one that an agent leaves stops it', async () => {
  const stale = await worked('# A\n- [ ] One\n<!-- maestro:halt: no key -->\n')
  expect([stale.code, stale.events]).toEqual([1, []])
  expect(stale.err).toMatch(
    /^.*\/work\.md contains a halt marker in line 3, so the playbook cannot start\. \(no key\)/m,
  )
  const { code, events, end } = await worked('- [ ] HALT here\n- [ ] Never\n')
  expect([code, end['halted'], end['haltReason']]).toEqual([
    10,
    true,
    expect.stringContaining('a key is missing'),
  ])
  expect(only(events, 'halt')[0]).toMatchObject({ reason: 'a key is missing', line: '4' })
  expect(only(events, 'task_start')).toHaveLength(1)
})

test('an agent that does nothing stalls; one that fails is a failure', async () => {
  const idle = await worked('- [ ] NOTHING\n', '--stall', '2')
  expect([idle.code, idle.end['end'], idle.document]).toEqual([13, 'stalled', '- [ ] NOTHING\n'])
  expect(only(idle.events, 'task_start')).toHaveLength(2)
  const failing = await worked('- [ ] FAIL\n', '--tries', '1')
  expect([failing.code, failing.end['reason']]).toEqual([
    1,
    expect.stringContaining(
      '1 agent did not complete the task: FAIL (its agent ended with exit code 3: out of luck',
    ),
  ])
  expect(failing.end['reason']).toContain('out of luck')
})

test('an agent that ticks everything and does nothing is told, and with --strict not believed', async () => {
  const text = '- [ ] LIE-ALL\n- [ ] Two\n- [ ] Three\n'
  const told = await worked(text)
  expect([told.code, told.end['suspect']]).toEqual([0, 3])
  expect(only(told.events, 'suspect').map(({ task }) => task)).toEqual(['LIE-ALL', 'Two', 'Three'])
  const strict = await worked(text, '--strict', '--stall', '1')
  expect([strict.code, strict.document]).toEqual([13, text])
})

test('a check has the last word: it opens a box again, and ticks one', async () => {
  const failing = await worked('- [ ] One\n', '--verify', 'echo broken; exit 3', '--tries', '2')
  expect([failing.code, failing.document]).toEqual([13, '- [ ] One\n'])
  expect(only(failing.events, 'verify')[0]).toMatchObject({ exitCode: 3, output: 'broken' })
  const passing = await worked('- [ ] HALF\n', '--verify', 'test -f work.txt')
  expect([passing.code, passing.document]).toEqual([0, '- [x] HALF\n'])
})

test('what is edited meanwhile is worked off, and nothing of it is lost', async () => {
  const directory = await stage.project({ [DOC]: '- [ ] SLEEP=2 One\n- [ ] EDIT\n' })
  const live = stage.app.start(['playbook', 'run', 'work', '--dir', directory])
  await until('the first task', () => live.out().includes('-> SLEEP=2 One'))
  await appendFile(`${directory}/${DOC}`, '- [ ] Of a person\n')
  expect((await live.ended).code).toBe(0)
  expect(await stage.read(`${directory}/${DOC}`)).toBe(
    '- [x] SLEEP=2 One\n- [x] EDIT\n- [x] Of a person\n- [x] Added meanwhile\n',
  )
})

test('stop ends the agent with all that it has started', async () => {
  const nap = `SLEEP=98${process.pid}`
  const directory = await stage.project({ [DOC]: `- [ ] ${nap}\n` })
  const live = stage.app.start(['playbook', 'run', 'work', '--dir', directory, '--json'])
  await until('its sleep', () => running(nap.replace('=', ' ').toLowerCase()))
  const id = idOf(
    live
      .out()
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line)),
  )
  const second = await stage.playbook('run', 'work', '--dir', directory)
  expect([second.code, second.err]).toEqual([1, expect.stringContaining('works on one of these')])
  await stage.playbook('stop', id)
  expect((await live.ended).code).toBe(14)
  expect(await running(nap.replace('=', ' ').toLowerCase())).toBe(false)
})

test('a loop that died is told, and taken up again: the agent of before is waited for', async () => {
  const directory = await stage.project({ [DOC]: '- [ ] SLEEP=3 One\n- [ ] Two\n' })
  const { out } = await stage.playbook('run', 'work', '--dir', directory, '--detach')
  const id = out.trim()
  const keep = `${stage.app.dir}/state/fleetmux/playbooks/${id}`
  await until('its agent', () => existsSync(`${stage.app.dir}/state/fleetmux/runs/${id}.1/pid`))
  signal([Number(await stage.read(`${keep}/keeper`))], 'SIGKILL')
  expect((await stage.playbook('show', id, '--follow')).code).toBe(15)
  const { code, events } = await stage.told('resume', id)
  expect(code).toBe(0)
  expect(only(events, 'task_start').map(({ task }) => task)).toEqual(['SLEEP=3 One', 'Two'])
  expect(only(events, 'task_complete').map(({ success }) => success)).toEqual([true, true])
})

test('budgets: time, agents and money; a resume with more goes on', async () => {
  const late = await worked('- [ ] SLEEP=60\n- [ ] Two\n', '--max-time', '3s')
  expect([late.code, late.end['end']]).toEqual([12, 'budget'])
  const { code, events, end, document } = await worked(
    '- [ ] One\n- [ ] Two\n',
    '--max-cost',
    '0.2',
  )
  expect([code, end['reason'], document]).toEqual([
    12,
    'the cost limit was reached: 0.250000 of 0.2 dollars',
    '- [x] One\n- [ ] Two\n',
  ])
  const more = await stage.told('resume', idOf(events), '--max-cost', '5')
  expect([more.code, only(more.events, 'complete').at(-1)?.['totalTasksCompleted']]).toEqual([0, 2])
})

test('a branch is pushed and its pull request opened by gh, wherever a login shell finds it', async () => {
  const { home } = stage.lab.host('lab1')
  const directory = await stage.project({ 'work.md': '- [ ] One\n' }, 'pushed')
  const origin = join(home, 'origin.git')
  await capture('git', ['init', '-q', '--bare', origin])
  await capture('git', ['-C', directory, 'remote', 'add', 'origin', origin])
  const gh = join(home, '.local', 'bin', 'gh')
  await writeFile(gh, '#!/bin/sh\necho "$@" >"$HOME/gh.log"; echo https://forge/o/pull/7\n')
  await chmod(gh, 0o755)
  const { code, events } = await stage.told(
    ...['run', 'work', '--dir', 'lab1:pushed', '--branch', 'release', '--pr'],
  )
  expect([code, only(events, 'pull_request')]).toEqual([
    0,
    [expect.objectContaining({ success: true, url: 'https://forge/o/pull/7', message: '' })],
  ])
  expect(await stage.read(join(home, 'gh.log'))).toBe(
    'pr create --fill --head release --base main\n',
  )
  const pushed = await capture('git', ['-C', origin, 'log', '--format=%s', 'release'])
  expect(pushed.split('\n')[0]).toBe('One')
  await rm(gh)
})

test("Maestro's playbook: loops, documents that are reset, a branch of its own", async () => {
  const playbook = {
    ...{ id: 'p1', name: 'Weekly check', createdAt: 1, updatedAt: 2 },
    documents: [
      { filename: 'first', resetOnCompletion: true },
      { filename: 'second.md', resetOnCompletion: false },
    ],
    ...{ loopEnabled: true, maxLoops: 2, taskSelectionMode: 'document' },
    prompt: 'You are {{AGENT_NAME}}, loop {{LOOP_NUMBER}} of {{DOCUMENT_NAME}} {{KEPT}}.',
    worktreeSettings: { branchNameTemplate: 'auto/{{PLAYBOOK_NAME}}', createPROnCompletion: true },
  }
  const many = Array.from({ length: 1000 }, (_, at) => `- [ ] Task ${at}\n`).join('')
  const directory = await stage.project({
    '.maestro/playbooks/p.json': JSON.stringify(playbook),
    '.maestro/playbooks/first.md': '- [ ] Again\n',
    '.maestro/playbooks/second.md': many,
  })
  const git = (...args: string[]) => execFileSync('git', ['-C', directory, ...args]).toString()
  git('remote', 'add', 'origin', 'https://secret@github.com/o/shop.git')
  const { code, out } = await stage.playbook('run', 'Weekly check', '--dir', directory)
  expect(code).toBe(0)
  expect(out).toContain('https://github.com/o/shop/compare/main...auto/Weekly-check?expand=1')
  expect(out).toContain('1002 tasks')
  expect(await stage.read(`${directory}/.maestro/playbooks/first.md`)).toBe('- [ ] Again\n')
  expect(await stage.read(`${directory}/.maestro/playbooks/second.md`)).not.toContain('[ ]')
  expect(git('log', '--format=%s', 'main..auto/Weekly-check').trim().split('\n')).toHaveLength(3)
  expect(git('status', '--short', '--', 'work.txt')).toBe('')
})

test('a document without tasks is done; what cannot be run is told', async () => {
  const none = await worked('# Nothing\n- [x] Done\n')
  expect([none.code, none.end['totalTasksCompleted']]).toEqual([0, 0])
  const checked = await stage.playbook('check', 'nowhere', '--dir', none.directory)
  expect([checked.code, checked.err]).toEqual([
    1,
    expect.stringMatching(
      /the document was not found in the directory \/\S+, its \.maestro\/playbooks or its Auto Run Docs/,
    ),
  ])
  const outside = await stage.playbook('check', '../../x.md', '--dir', none.directory)
  expect(outside.code).toBe(1)
  const names = await stage.playbook('list', '--dir', none.directory)
  expect(names.out).toBe('work.md\n')
})

async function running(command: string): Promise<boolean> {
  const all = await capture('ps', ['-A', '-o', 'args='])
  return all.split('\n').some(line => line.trim() === command)
}
