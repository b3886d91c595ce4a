import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { unique } from '../lab/unique.ts'
import { type App, openApp } from './app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 1 })])
  const hosts = [{ name: 'lab1' }, { name: 'twin', address: 'lab1' }]
  await app.configure({ sshConfig: lab.sshConfig, hosts })
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'job', '-x', '80', '-y', '20', 'exec cat')
})
afterAll(async () => {
  await app.close()
  await lab.close()
})

/** cat repeats each line: it stands twice on the screen for each time that it was received. */
const lines = async () => (await lab.tmux('lab1', 'capture-pane', '-p', '-t', '=job:')).split('\n')
const count = async (text: string) => (await lines()).filter(line => line === text).length

test('a retry leaves out a pane that got the text under another name of its host', async () => {
  const [text, later] = [unique('once'), unique('later')]
  const to = ['lab1/job', 'twin/job', `lab1/${later}`].flatMap(target => ['--to', target])
  const first = await app.run(['send', ...to, text])
  expect([first.code, first.out]).toEqual([
    4,
    expect.stringContaining('This target is the same pane as'),
  ])
  await until('the text', async () => (await count(text)) === 2)
  await lab.tmux('lab1', 'new-session', '-d', '-s', later, '-x', '80', '-y', '20', 'exec cat')
  const again = await app.run(['send', '--retry-last'])
  expect([again.code, again.out + again.err]).toEqual([0, expect.not.stringContaining('twin')])
  expect(await count(text)).toBe(2)
})

test('what an earlier command left for the other name is refused there once the pane has it', async () => {
  const [left, text] = [`${app.dir}/left.json`, unique('twice')]
  await lab.tmux('lab1', 'copy-mode', '-t', '=job:')
  const to = ['--to', 'twin/job', '--to', 'twin/none']
  expect((await app.run(['send', ...to, '--save', left, text])).code).toBe(1)
  await lab.tmux('lab1', 'send-keys', '-t', '=job:', '-X', 'cancel')
  await lab.tmux('lab1', 'send-keys', '-t', '=job:', text, 'Enter')
  await until('the text', async () => (await count(text)) === 2)
  const target = await heard('lab1/job')
  await edit(left, kept => ({ ...kept, heard: [target] }))
  const again = await app.run(['send', '--retry', left])
  expect(again.out).toContain('same pane')
  expect(await count(text)).toBe(2)
})

/** The pane as a file for retries has it. */
async function heard(name: string): Promise<unknown> {
  const { out } = await app.run(['send', '--to', name, '--dry-run', '--json', 'x'])
  const { receipt } = JSON.parse(out.split('\n')[0] ?? '')
  return { host: receipt.host, server: receipt.server, pane: receipt.pane }
}

async function edit(path: string, by: (kept: object) => object): Promise<void> {
  await writeFile(path, JSON.stringify(by(JSON.parse(await readFile(path, 'utf8')))))
}
