import { execFile, spawn } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alive, ended, tree, until } from './process.ts'
import { type Lab, startLab } from './sshd.ts'

const run = promisify(execFile)
let lab: Lab
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
})
afterAll(() => lab.close())

/** Runs a command on a host. `seconds`: what a host that answers nothing may take; a busy one takes longer. */
async function ssh(name: string, command: string, seconds = 60): Promise<string> {
  const options = ['-F', lab.sshConfig, '-o', 'BatchMode=yes', '-o', `ConnectTimeout=${seconds}`]
  const { stdout } = await run('ssh', [...options, name, command], { timeout: 120_000 })
  return stdout.trim()
}

test('every host has a home and a tmux server of its own', async () => {
  await ssh('lab1', 'tmux new-session -d -s here')
  expect(await ssh('lab1', 'echo $HOME')).toBe(lab.host('lab1').home)
  expect(await lab.tmux('lab1', 'list-sessions', '-F', '#{session_name}')).toBe('here\n')
  await expect(ssh('lab2', 'tmux list-sessions')).rejects.toThrow(/no server|No such file/)
})

test('a killed host refuses, keeps its tmux server and comes back', async () => {
  await lab.tmux('lab2', 'new-session', '-d', '-s', 'kept')
  await lab.whileKilled('lab2', () => expect(ssh('lab2', 'true')).rejects.toThrow(/refused/))
  expect(await ssh('lab2', 'tmux list-sessions -F "#{session_name}"')).toBe('kept')
})

test('a frozen host answers nothing, connections and all, until it is thawed', async () => {
  const child = spawn('ssh', ['-F', lab.sshConfig, '-o', 'BatchMode=yes', 'lab1', 'cat'])
  const heard: string[] = []
  child.stdout.on('data', bytes => heard.push(String(bytes)))
  child.stdin.write('one ')
  await until('the echo', () => heard.join('') === 'one ')
  await lab.whileFrozen('lab1', async () => {
    const states = (await tree(lab.host('lab1').pid)).filter(each => each.command.includes('sshd'))
    expect(states.length).toBeGreaterThan(1)
    expect(states.every(each => each.state.startsWith('T'))).toBe(true)
    await expect(ssh('lab1', 'true', 2)).rejects.toThrow(/timed out/)
    child.stdin.end('two')
  })
  await until('the second echo', () => heard.join('') === 'one two')
})

test('two labs live side by side; close ends sshd and tmux by pid and takes the files along', async () => {
  const other = await startLab({ hosts: ['a'] })
  await other.tmux('a', 'new-session', '-d')
  const server = Number(await other.tmux('a', 'display-message', '-p', '#{pid}'))
  expect(alive(server)).toBe(true)
  await other.close()
  await ended([server, other.host('a').pid])
  await expect(access(other.dir)).rejects.toThrow(/ENOENT/)
  expect(await ssh('lab1', 'echo still')).toBe('still')
})

test('a test run that is killed leaves nothing', async () => {
  const code = `import { startLab } from '${new URL('./sshd.ts', import.meta.url).href}'
    const lab = await startLab({ hosts: 1 })
    await lab.tmux('lab1', 'new-session', '-d')
    console.log(lab.dir, lab.hosts[0].pid, await lab.tmux('lab1', 'display-message', '-p', '#{pid}'))
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code])
  let text = ''
  child.stdout.on('data', bytes => {
    text += bytes
  })
  await until('the lab', () => text.includes('\n'))
  const [dir = '', sshd = '', server = ''] = text.trim().split(' ')
  child.kill('SIGKILL')
  await ended([Number(sshd), Number(server)])
  await until('the files to go', () =>
    access(dir).then(
      () => false,
      () => true,
    ),
  )
})
