import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { unique } from '../lab/unique.ts'
import { type App, openApp } from './app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 16 })])
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1', tags: ['first'] }] })
  for (const host of lab.hosts)
    await lab.tmux(host.name, 'new-session', '-d', '-s', 'job', '-x', '80', '-y', '20', 'exec cat')
})
afterAll(async () => {
  await app.close()
  await lab.close()
})

const pane = (host: string) => lab.tmux(host, 'capture-pane', '-p', '-t', '=job:')
const names = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `lab${from + index}`)
const rows = (out: string) =>
  out
    .split('\n')
    .slice(0, -1)
    .map(line => line.split('\t'))

/** A text was heard once: cat says again what was typed. */
async function heard(host: string, text: string): Promise<void> {
  const count = async () => (await pane(host)).split('\n').filter(line => line === text).length
  await until(`${text} on ${host}`, async () => (await count()) >= 2)
  expect([host, await count()]).toEqual([host, 2])
}

test('16 hosts, one frozen, one refusing, one without the session: 13 receipts, 3 reasons, and a retry', async () => {
  const all = `--remote=${names(1, 16)}`
  const file = join(app.dir, 'left.json')
  const text = unique('to all')
  await app.run(['ls', all, '--timeout', '60'])
  const first = await withThreeLost(() =>
    app.run(['send', all, '--yes', '--timeout', '8', '--save', file, 'job', text]),
  )
  expect(first.code).toBe(4)
  const word = new Map(rows(first.out).map(([name, ...rest]) => [name?.split('/')[0], rest]))
  for (const host of names(1, 13)) expect(word.get(host)?.[0]).toMatch(/delivered|echoed|submitted/)
  expect(word.get('lab14')).toEqual([
    expect.stringMatching(/refused|failed/),
    expect.stringMatching(/No answer|timed out|but no command starts on it/),
  ])
  expect(word.get('lab15')).toEqual(['refused', expect.stringContaining('copy mode')])
  expect(word.get('lab16')).toEqual([
    'refused',
    expect.stringMatching(/There is no session job\. Did you mean lab16\/jobs/),
  ])
  expect(first.err).toMatch(/Sent to 13 of 16: /)
  for (const host of names(1, 13)) await heard(host, text)
  for (const host of ['lab14', 'lab15']) expect(await pane(host)).not.toContain(text)

  const again = await app.run(['send', '--retry', file, '--timeout', '30'])
  expect([again.code, rows(again.out).map(([name]) => name)]).toEqual([
    0,
    ['lab14/job:0.0', 'lab15/job:0.0', 'lab16/job:0.0'],
  ])
  for (const host of names(1, 16)) await heard(host, text)
})

/** Runs something while one host is frozen, one refuses, and one has no session of that name. */
async function withThreeLost<T>(run: () => Promise<T>): Promise<T> {
  await lab.freeze('lab14')
  await lab.tmux('lab15', 'copy-mode', '-t', '=job:')
  await lab.tmux('lab16', 'rename-session', '-t', '=job', 'jobs')
  try {
    return await run()
  } finally {
    await lab.thaw('lab14')
    await lab.tmux('lab15', 'send-keys', '-t', '=job:', '-X', 'cancel')
    await lab.tmux('lab16', 'rename-session', '-t', '=jobs', 'job')
  }
}

test('targets of --remote count for the confirmation too; with only s10 alive, s1 is exit 3', async () => {
  const many = await app.run(['send', `--remote=${names(1, 11)}`, 'job', 'unconfirmed'])
  expect([many.code, many.err]).toEqual([
    2,
    expect.stringContaining('fleetmux would send the text to 11 targets, but cannot ask'),
  ])
  expect(await pane('lab1')).not.toContain('unconfirmed')
  await lab.tmux('lab2', 'rename-session', '-t', '=job', 's10')
  try {
    for (const to of [['s1'], ['--to', 'lab2/s1']])
      expect((await app.run(['send', '--remote=lab2', ...to, 'typed wrongly'])).code).toBe(3)
  } finally {
    await lab.tmux('lab2', 'rename-session', '-t', '=s10', 'job')
  }
  expect(await pane('lab2')).not.toContain('typed wrongly')
})

test('--select over tags and hosts; a host that cannot be asked is told, and hides nobody', async () => {
  const tagged = await app.run(['send', '--dry-run', '--remote=lab2', '--select', 'tag=first', 'x'])
  expect([tagged.code, rows(tagged.out).map(([name]) => name)]).toEqual([0, ['lab1/job:0.0']])
  await lab.whileKilled('lab3', async () => {
    const some = await app.run(['send', '--remote=lab2,lab3', '--select', 'host=lab[23]', 'x'])
    expect(some.err).toContain('No session matches')
    const asked = ['send', '--remote=lab2,lab3', '--select', 'host=lab2,lab3', 'who is there']
    const { code, out } = await app.run(asked)
    expect(code).toBe(4)
    expect(rows(out).map(([name, word]) => [name, word])).toEqual([
      ['lab2/job:0.0', expect.stringMatching(/echoed|submitted/)],
      ['lab3/*', 'refused'],
    ])
  })
})

test('--queue waits for a host that is down, says so, and sends once when it is back', async () => {
  const text = unique('in the queue')
  await app.run(['hosts', 'close'])
  const live = await lab.whileKilled('lab4', async () => {
    const sending = app.start(['send', '--queue', '--remote=lab4,lab5', 'job', text])
    await until('the wait', () =>
      sending.err().includes('The text waits until the host is reachable again.'),
    )
    await heard('lab5', text)
    return sending
  })
  const { code, out, err } = await live.ended
  expect(code).toBe(0)
  expect(err).toContain('lab4 is connected again.')
  expect(rows(out).map(([name]) => name)).toEqual(['lab4/job:0.0', 'lab5/job:0.0'])
  for (const host of ['lab4', 'lab5']) await heard(host, text)
})
