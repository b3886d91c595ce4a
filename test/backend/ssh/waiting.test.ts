import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp, toldOf } from '../../cli/app.ts'
import { type OddSshd, startOdd } from '../../lab/odd.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'

/** Hosts that let nobody in before a person has done something elsewhere: what ssh was told is passed on. */
let lab: Lab
let app: App
const odd: OddSshd[] = []
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  app = await openApp()
})
afterAll(async () => {
  await app?.close()
  await Promise.all(odd.map(each => each.close()))
  await lab?.close()
})

const URL = 'https://login.example.org/device?code=ABCD-1234'

/** ssh's configuration for a host that says this and then keeps its key command waiting. */
async function waitingHost(banner: string): Promise<string> {
  const { dir } = lab.host('lab1')
  await writeFile(join(dir, 'banner'), banner)
  const sshd = await startOdd(lab.host('lab1'), [
    `Banner ${join(dir, 'banner')}`,
    'AuthorizedKeysFile none',
    `AuthorizedKeysCommand /bin/sleep 60`,
    'AuthorizedKeysCommandUser root',
    'StrictModes no',
  ])
  odd.push(sshd)
  const config = join(lab.dir, `waiting-${sshd.port}`)
  await writeFile(
    config,
    `Host box\n  HostName ${lab.host('lab1').address}\n  Port ${sshd.port}\n  UserKnownHostsFile ${config}.known\n` +
      `  IdentityFile ${join(lab.dir, 'key/client')}\n  IdentitiesOnly yes\n`,
  )
  return config
}

// sshd runs a command for keys only where root started it.
test.skipIf(process.getuid?.() !== 0).each([
  [`Please log in:\n  ${URL}\nWaiting ...\n`, URL],
  ['Touch your token now.\n', 'Touch your token now.'],
])('a login that waits for a person is told in its words: %j', async (banner, words) => {
  const config = await waitingHost(banner)
  const listed = await toldOf(app, 'box', `the host sent: ${words}`, ['--ssh-config', config])
  expect(listed.code).not.toBe(0)
  expect(listed.err).toContain('fleetmux hosts connect box')
  const tested = await app.run(['hosts', 'test', 'box', '--ssh-config', config])
  expect(tested.out).toContain(`the host sent: ${words}`)
})
