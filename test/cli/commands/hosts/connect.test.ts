import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, until } from '../../../lab/process.ts'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

let app: App
let lab: Lab
let sshConfig = ''
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  app = await openApp()
  const key = join(lab.dir, 'key/client')
  await capture('ssh-keygen', ['-q', '-p', '-f', key, '-P', '', '-N', 'open sesame'])
  sshConfig = join(lab.dir, 'asking')
  // Nobody's desktop is asked instead of the terminal.
  await writeFile(
    sshConfig,
    `Host *\nIdentityAgent none\nPreferredAuthentications publickey\nInclude ${lab.sshConfig}\n`,
  )
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

const run = (...args: string[]) => app.run([...args, '--ssh-config', sshConfig])

/** On a terminal, with what is typed when it asks. */
async function connect(passphrases: readonly string[]) {
  const live = app.start(['hosts', 'connect', 'lab1', '--ssh-config', sshConfig], {
    terminal: true,
  })
  for (const [index, passphrase] of passphrases.entries()) {
    await until('the question', async () => live.out().split('Enter passphrase').length > index + 1)
    live.child.stdin.write(`${passphrase}\n`)
  }
  return live.ended
}

test('a key with a passphrase: told before, asked once, never again', async () => {
  const before = await run('hosts', 'test', 'lab1')
  expect([before.code, before.out]).toEqual([1, expect.stringMatching(/^fail {2}authenticate/m)])
  expect(before.out).toContain('`fleetmux hosts connect lab1`')

  const wrong = await connect(['no', 'no', 'no'])
  expect([wrong.code, wrong.out]).toEqual([
    1,
    expect.stringContaining('lab1: The host refused the login.'),
  ])

  const { code, out } = await connect(['open sesame'])
  expect([code, out]).toEqual([
    0,
    expect.stringContaining('lab1 is connected: later commands use this login.'),
  ])
  expect(out).not.toContain('open sesame')

  const after = await run('hosts', 'test', 'lab1')
  expect([after.code, after.out]).toEqual([0, expect.stringContaining('ok    authenticate')])
  expect((await run('new', '--host', 'lab1', '--name', 'inside')).out).toBe('lab1/inside\n')
  const again = await connect([])
  expect([again.code, again.out]).toEqual([0, expect.stringContaining('was connected already')])
})

test('without a terminal, and for this machine, it says what is wrong', async () => {
  const piped = await run('hosts', 'connect', 'lab1')
  expect([piped.code, piped.err]).toEqual([2, expect.stringContaining('needs a terminal')])
  const own = await app.start(['hosts', 'connect', 'local'], { terminal: true }).ended
  expect([own.code, own.out]).toEqual([1, expect.stringContaining('not an ssh host')])
})
