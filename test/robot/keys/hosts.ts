import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play, type Robot } from '../robot.ts'
import { theLab } from './place.ts'

const PASSPHRASE = 'open sesame'

/** The second host of the lab as one that asks for a passphrase; returns the ssh_config that says so. */
function makeVault(): string {
  const { dir, sshConfig } = theLab()
  const key = join(dir, 'key/locked')
  copyFileSync(join(dir, 'key/client'), key)
  execFileSync('ssh-keygen', ['-q', '-p', '-f', key, '-P', '', '-N', PASSPHRASE])
  const known = readFileSync(sshConfig, 'utf8')
  const vault = known
    .split(/^(?=Host )/m)
    .filter(part => part.startsWith('Host lab2'))
    .map(part => part.replace('Host lab2', 'Host vault').replace('key/client', 'key/locked'))
  const once = 'NumberOfPasswordPrompts 1\nPreferredAuthentications publickey\n'
  writeFileSync(join(dir, 'vault'), `${once}${vault.join('')}${known}`)
  return join(dir, 'vault')
}

function config() {
  const hosts = [
    { name: 'lab1', tags: ['far'] },
    { name: 'vault' },
    { name: 'nowhere', address: '127.0.0.1:1' },
  ]
  return { sshConfig: makeVault(), hosts }
}

function written(robot: Robot): { hosts: readonly Record<string, unknown>[] } {
  return JSON.parse(readFileSync(join(robot.dir, 'config/fleetmux/config.json'), 'utf8'))
}

/** Each of these leaves what `opens` opens; what is behind it shows again. */
async function closes(robot: Robot, opens: string, title: string | RegExp, keys: string[]) {
  for (const key of keys) {
    await robot.press(opens, title)
    robot.keys(key)
    await robot.misses(title)
  }
}

test('H: hosts are looked at, tested, marked, switched off, logged in to, removed', async () => {
  await play({ sessions: { near: 'cat' }, config: config() }, async robot => {
    await robot.sees(/● lab1[\s\S]*✗ vault/)
    await closes(robot, 'H', '▸ Hosts 4', ['Escape', 'q', 'H', 'C-c'])
    robot.keys('h')
    await robot.press('G', /▌✗ nowhere/)
    await robot.press('c', /Connection refused[\s\S]*press Enter/)
    robot.type('\n')
    await robot.sees('▸ Pool')
    await robot.press(
      'e',
      /▌ ✗ nowhere[\s\S]*no sshd listens on this port[\s\S]*do now +Start sshd/,
    )

    for (const key of ['g', 'Down', 'Up', 'End', 'Home', 'NPage', 'PPage']) robot.keys(key)
    await robot.press('j', /▌ ● lab1/)
    await robot.press('k', /▌ ● local/)
    await robot.press('G', /▌ ✗ nowhere/)
    await robot.press('/', /^ filter:/m)
    robot.type('lab')
    await robot.press('Enter', /▸ Hosts 1 [\s\S]*▌ ● lab1/)
    await robot.press('Escape', '▸ Hosts 4')
    await closes(robot, '?', '▸ Keys: hosts', ['Escape'])
    await closes(robot, 'E', '▸ Event log', ['Escape'])

    robot.keys('g')
    await robot.press('j', /▌ ● lab1/)
    await robot.press('t', /tmux +ok +tmux[\s\S]*No check failed/)
    await robot.press('T', /(qwen|claude|codex) +(ok|warn)/)
    for (const key of ['C-d', 'C-u']) robot.keys(key)
    robot.keys('C-t')
    await robot.press('G', /One check failed/)
    await robot.press('*', /nowhere.*default/)
    await robot.press('*', /Changed nowhere[\s\S]*/)
    await robot.misses(/nowhere.*default/)
    await robot.press('r', /nowhere/)
    await robot.press('d', /⊘ nowhere[\s\S]*To enable it: `fleetmux hosts enable nowhere`/)
    await robot.press('x', /▸ Remove a host [\s\S]*Remove nowhere from/)
    robot.keys('n')
    await robot.misses('▸ Remove a host')
    await robot.press('x', '▸ Remove a host')
    await robot.press('y', /▸ Hosts 3 /)

    await robot.press('k', /▌ ● lab1/)
    await robot.press('j', /▌ ✗ vault/)
    await robot.press('c', 'Enter passphrase')
    robot.type('wrong\n')
    await robot.sees(/Permission denied[\s\S]*vault: The host refused the login[\s\S]*press Enter/)
    robot.type('\n')
    await robot.sees('▸ Hosts')
    // What was said before stands above it.
    await robot.press('c', /refused the login[\s\S]*Enter passphrase/)
    robot.type(`${PASSPHRASE}\n`)
    await robot.sees(/▌ ● vault[\s\S]*vault is up/)
    expect(written(robot).hosts.map(host => host['name'])).toEqual(['lab1', 'vault'])
  })
})

test('hosts are added by a form that is tested first, imported, and looked for', async () => {
  await play({ sessions: { near: 'cat' }, config: config() }, async robot => {
    await robot.sees(/● lab1[\s\S]*✗ vault/)
    await robot.press('H', '▸ Hosts 4')
    await closes(robot, 'a', '▸ Add a host', ['Escape', 'C-c'])
    await robot.press('j', /▌ ● lab1/)
    await closes(robot, 'Enter', '▸ Change lab1', ['Escape'])
    await robot.press('e', /▸ Change lab1 [\s\S]*▌host +lab1[\s\S]*user +using ssh config/)
    await robot.press('C-x', /host +127\.0\.1\.1[\s\S]*port +\d+/)
    robot.keys('Escape')
    await robot.misses('▸ Change lab1')

    await robot.press('a', /▌name/)
    robot.type('new x')
    await robot.sees('A name must not contain " "')
    for (const key of ['BSpace', 'BSpace', 'Left', 'Home', 'End', 'C-w']) robot.keys(key)
    robot.type('new')
    await robot.press('Tab', /▌transport/)
    await robot.press('Down', /▌host/)
    await robot.press('BTab', /▌transport/)
    await robot.press('Enter', /▌host/)
    robot.type('lab2')
    await robot.press('Up', /▌transport/)
    for (const _ of [1, 2, 3, 4, 5, 6]) robot.keys('Tab')
    await robot.sees(/▌environment/)
    robot.type('A=1')
    robot.keys('C-j')
    robot.type('2')
    await robot.press('M-Enter', /"2" is not NAME=value/)
    robot.keys('BSpace', 'C-u', 'BSpace')
    robot.keys('BTab')
    robot.type('/not-there')
    await robot.press(
      'C-s',
      /▸ Test new [\s\S]*not-there does not exist[\s\S]*Save the host anyway/,
    )
    for (const key of ['j', 'k', 'Down', 'Up']) robot.keys(key)
    robot.keys('t')
    await robot.misses('Save the host anyway')
    for (const key of ['n', 'e', 'q', 'Enter', 'Escape', 'C-c']) {
      robot.keys(key)
      await robot.sees('▸ Add a host')
      await robot.press('C-s', '▸ Test new')
    }
    await robot.sees(/Save the host anyway/, 40_000)
    await robot.press('y', /▸ Hosts 5 [\s\S]*▌ ● new/)
    expect(written(robot).hosts.at(-1)).toEqual({
      name: 'new',
      address: 'lab2',
      directory: '/not-there',
      environment: { A: '1' },
    })

    await closes(robot, 'i', '▸ Import from ssh config', ['q', 'Escape', 'C-c'])
    await robot.press('i', /vault .*The host vault already exists[\s\S]*\[ \] lab2/)
    for (const key of ['G', 'g', 'End', 'Home', 'j', 'k', 'Down', 'Up', 'G']) robot.keys(key)
    await robot.press('Space', '1 selected')
    await robot.press('*', '0 selected')
    await robot.press('Enter', /▸ Hosts 6 [\s\S]*● lab2/)

    await closes(robot, 'D', '▸ Containers', ['q', 'Escape', 'C-c'])
    await robot.press('D', '▸ Containers')
    for (const key of ['j', 'k', 'G', 'g']) robot.keys(key)
    await robot.press('Tab', '▸ Pods')
    await robot.press('Tab', '▸ Containers')
    await robot.sees(/docker|No container is running/)
    robot.keys('r')
    await robot.press('Enter', 'There is no host to add.')
  })
})

test('H leads to the hosts before there is anything to see', async () => {
  await play({}, async robot => {
    await robot.sees('▸ Welcome')
    await robot.press('H', /▸ Hosts 1 [\s\S]*no tmux server is running/)
    await robot.press('Escape', '▸ Welcome')
  })
})
