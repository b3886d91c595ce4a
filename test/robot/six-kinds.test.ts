import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSPHRASE, type SixKinds, startSixKinds } from '../lab/six.ts'
import { play, type Robot } from './robot.ts'

/** As a new user would: from an empty configuration to hosts of every kind, live on one screen. */

let six: SixKinds | null = null
beforeAll(async () => {
  six = await startSixKinds()
}, 360_000)
afterAll(() => six?.close(), 60_000)

/** The form that is open is saved: its host is tested first, and nothing is in the way. */
async function save(robot: Robot, name: string): Promise<void> {
  robot.keys('C-s')
  await robot.sees(`Added ${name} to `, 60_000)
  await robot.misses('▸ Add a host')
}

async function field(robot: Robot, name: string, value: string): Promise<void> {
  robot.keys('Tab')
  await robot.sees(new RegExp(`▌${name} `))
  robot.type(value)
  await robot.sees(value)
}

test('six kinds of hosts are added, tested and logged in to, and all of them live', async context => {
  if (!six) return context.skip('no docker or kubectl here')
  const { env, second, sshConfig } = six
  const config = { sshConfig }
  await play({ config, env, columns: 160, rows: 45, sessions: { here: 'cat' } }, async robot => {
    await robot.sees('1 session')
    await robot.press('H', '▸ Hosts 1')

    await robot.press('i', /\[ \] vault[\s\S]*\[ \] imported/)
    await robot.press('Space', /\[✓\] inner[\s\S]*▌\[ \] vault/)
    await robot.press('Space', /\[✓\] vault[\s\S]*▌\[ \] imported/)
    await robot.press('Space', '3 selected')
    await robot.press('Enter', 'Added inner, vault, imported to ')

    await robot.press('D', /▸ Containers[\s\S]*▌ *box +1 session/)
    await robot.press('Enter', '▸ Add a host')
    await save(robot, 'box')

    await robot.press('D', '▸ Containers')
    await robot.press('Tab', /▌ *pod +1 session/)
    await robot.press('Enter', '▸ Add a host')
    await save(robot, 'pod')

    await robot.press('a', /▌name /)
    robot.type('second')
    await robot.press('Tab', /▌transport +\[ssh\]/)
    await robot.press('Right', '[ssh2]')
    await field(robot, 'host', second.address)
    await field(robot, 'port', String(second.port))
    await field(robot, 'user', '')
    await field(robot, 'key', second.key)
    await save(robot, 'second')
    await robot.sees(/authenticate +ok +logged in[\s\S]*tmux +ok/)

    await robot.press('g', /▌ ● local/)
    await robot.press('j', /▌ . inner/)
    await robot.press(
      'j',
      /▌ ✗ vault[\s\S]*Your key has a passphrase, and your ssh-agent does not have it/,
    )
    await robot.press('c', 'Enter passphrase for key')
    robot.type(PASSPHRASE)
    robot.keys('Enter')
    await robot.sees(/▌ ● vault/, 30_000)
    expect(robot.screen()).not.toContain(PASSPHRASE)

    robot.keys('Escape')
    await robot.sees('7 hosts up', 30_000)
    const names = ['here', 'on-inner', 'on-locked', 'on-imported', 'on-box', 'on-pod', 'on-second']
    for (const name of names) await robot.sees(` ${name} `)
    for (const kind of ['(ssh)', '(docker)', '(kube)', '(ssh2)']) await robot.sees(kind)

    // Each of them hears what is sent to all, and shows it.
    await robot.press('*', '7 marked')
    await robot.press('B', '▸ Compose')
    robot.type('hello to all kinds')
    await robot.press('Enter', '▸ Recipients')
    robot.keys('Enter')
    await robot.sees(/((submitted|echoed) [\s\S]*){7}/, 60_000)
  })
}, 240_000)
