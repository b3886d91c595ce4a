import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, startLab } from '../lab/sshd.ts'
import { play } from './robot.ts'

/** Each host is out of order in a way of its own; what the row must say. */
const TROUBLES = {
  refused: 'The machine answers, but no sshd listens on this port.',
  nowhere: 'The host name cannot be resolved.',
  changed: "The host's key differs from the one in known_hosts",
  stranger: 'The host refused the login: it accepts none of your keys.',
  locked: 'Your key has a passphrase, and your ssh-agent does not have it.',
  bare: 'no tmux',
}

let lab: Lab
let config: string
beforeAll(async () => {
  lab = await startLab({ hosts: ['fine', 'bare'] })
  await lab.tmux('fine', 'new-session', '-d', '-s', 'works', 'cat')
  hideTmux(lab.host('bare').home)
  config = join(lab.dir, 'bad_config')
  writeFileSync(config, `${readFileSync(lab.sshConfig, 'utf8')}\n${badHosts()}`)
})
afterAll(() => lab?.close())

test('each host says what is wrong with it, and holds no other up', async () => {
  const known = readFileSync(join(lab.dir, 'wrong_hosts'), 'utf8')
  const args = ['--ssh-config', config, '--remote', ['fine', ...Object.keys(TROUBLES)].join(',')]
  await play({ columns: 200, rows: 50, args, sessions: { here: 'cat' } }, async robot => {
    await robot.sees(/▌? ?. works/)
    await robot.press('BTab', '▸ Pool')
    await robot.press('z', 'zoomed')

    for (const [host, why] of Object.entries(TROUBLES)) {
      await robot.sees(new RegExp(`${host} .*${why}`))
    }
    await robot.sees(/● fine +up \d+ ms .* 1 /)
    await robot.sees(/● bare +no tmux .* 0 /)

    // Nothing was accepted behind the person's back.
    expect(readFileSync(join(lab.dir, 'wrong_hosts'), 'utf8')).toBe(known)
    await robot.press('z', '▸ Pool')
    await robot.press('E', /▸ Event log/)
  })
})

test('without tmux nothing can be started; once it is installed, r finds it', async () => {
  const args = ['--ssh-config', config, '--remote', 'bare']
  const tmux = join(lab.host('bare').home, 'bin/tmux')
  rmSync(tmux, { force: true })
  await play({ args, sessions: { here: 'cat' } }, async robot => {
    await robot.sees('no tmux on this host')
    await robot.press(':', /^ :/m)
    robot.type('new bare thing')
    await robot.press('Enter', 'tmux is not installed on this host. Install tmux on the host.')

    link('/usr/bin/tmux', tmux)
    await robot.press('BTab', '▸ Pool')
    await robot.press('G', /▌. bare/)
    robot.keys('r')

    await robot.sees(/bare \(ssh\) +no server running/)
  })
})

/** The shell of that host finds everything but tmux. */
function hideTmux(home: string): void {
  const bin = join(home, 'bin')
  mkdirSync(bin)
  for (const dir of ['/bin', '/usr/bin']) {
    for (const name of readdirSync(dir)) if (name !== 'tmux') link(join(dir, name), join(bin, name))
  }
  for (const file of ['.bashrc', '.bash_profile'])
    writeFileSync(join(home, file), `PATH=${bin}; export PATH\n`)
}

function link(from: string, to: string): void {
  try {
    symlinkSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function badHosts(): string {
  const fine = lab.host('fine')
  const wrong = join(lab.dir, 'wrong_hosts')
  key('other', '')
  key('secret', 'a passphrase')
  const other = readFileSync(join(lab.dir, 'other.pub'), 'utf8').split(' ').slice(0, 2).join(' ')
  writeFileSync(wrong, `[${fine.address}]:${fine.port} ${other}\n`)
  const place = `HostName ${fine.address}\n  Port ${fine.port}`
  const identity = (file: string) =>
    `IdentityFile ${file}\n  IdentitiesOnly yes\n  IdentityAgent none`
  const known = `UserKnownHostsFile ${join(lab.dir, 'known_hosts')}`
  return `
Host refused
  HostName 127.0.0.1
  Port 1
Host nowhere
  HostName nowhere.invalid
Host changed
  ${place}
  ${identity(join(lab.dir, 'key', 'client'))}
  UserKnownHostsFile ${wrong}
Host stranger
  ${place}
  ${identity(join(lab.dir, 'other'))}
  ${known}
Host locked
  ${place}
  ${identity(join(lab.dir, 'secret'))}
  ${known}
`
}

function key(name: string, passphrase: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(lab.dir, name)])
}
