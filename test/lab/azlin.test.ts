import { execFile, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AzlinLab, makeAzlin } from './azlin.ts'
import { capture, until } from './process.ts'
import { type Lab, startLab } from './sshd.ts'

let lab: Lab
let stand: AzlinLab
beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  stand = await makeAzlin(lab)
})
afterAll(async () => {
  await stand.close()
  await lab.close()
})

function azlin(...args: string[]) {
  const env = { ...process.env, ...stand.env }
  const { status, stdout, stderr } = spawnSync('azlin', args, { env, encoding: 'utf8', input: '' })
  return { status, stdout, stderr }
}

test.each([
  ['new --size Standard_E16s_v5 --name x', "invalid value 'Standard_E16s_v5'"],
  ['list --json', "unexpected argument '--json'"],
  ['ssh x -- ls', "unrecognized subcommand 'ssh'"],
  ['connect x ls', "unexpected argument 'ls'"],
  ['connect x --port 9 -- ls', "unexpected argument '--port'"],
  ['delete', 'required arguments'],
  ['list -o yaml', "invalid value 'yaml'"],
  ['tunnel opn x 22', "unrecognized subcommand 'opn'"],
])('azlin %s is refused as clap does', (line, words) => {
  const { status, stderr } = azlin(...line.split(' '))
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(words) })
})

test('a machine is made, listed, run on, and deleted only by force', async () => {
  expect(azlin('--version').stdout).toBe('azlin 2.7.3\n')
  const made = azlin('new', '--vm-size', 'Standard_D8s_v3', '--name', 'x', '--yes')
  expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining("VM 'x' created succ") })
  expect(JSON.parse(azlin('list', '-o', 'json').stdout)).toMatchObject({
    vms: [{ name: 'x', vm_size: 'Standard_D8s_v3', power_state: 'Running', ip: '10.0.0.4 (Bast)' }],
    filters: { hidden_not_running: 0 },
  })
  const home = azlin('connect', 'x', '--no-tmux', '--no-reconnect', '--', 'echo $HOME')
  expect(home.stdout).toBe(`${lab.host('lab1').home}\n`)
  const refused = azlin('kill', 'x')
  expect(refused.status).toBe(1)
  expect(refused.stderr).toContain('Confirmation required but stdin is not a terminal')
  expect(azlin('kill', 'x', '--force').status).toBe(0)
  expect(JSON.parse(azlin('list', '-o', 'json').stdout).vms).toEqual([])
})

test('a command that fails is run again and again, unless told not to', () => {
  azlin('new', '--name', 'y', '--yes')
  const failing = ['--', 'echo ran; exit 7']
  const again = azlin('connect', 'y', '--no-tmux', ...failing)
  expect(again).toMatchObject({ status: 7, stdout: 'ran\n'.repeat(4) })
  const once = azlin('connect', 'y', '--no-tmux', '--no-reconnect', ...failing)
  expect(once).toMatchObject({ status: 7, stdout: 'ran\n' })
})

test('a terminated tunnel leaves its forwarding behind; an interrupted one does not', async () => {
  const env = { ...process.env, ...stand.env }
  const forwards = async () =>
    (await capture('ps', ['-A', '-ww', '-o', 'pid=,args=']))
      .split('\n')
      .filter(line => line.includes('__forward') && line.includes(stand.dir))
  for (const [name, left] of [
    ['SIGTERM', 1],
    ['SIGINT', 0],
  ] as const) {
    const child = execFile('azlin', ['tunnel', 'open', 'y', '22', '--local-port', '0'], { env })
    await until('the forwarding', async () => (await forwards()).length === 1)
    child.kill(name)
    await new Promise(resolve => child.once('exit', resolve))
    await until('what is left', async () => (await forwards()).length === left)
    for (const line of await forwards()) process.kill(Number.parseInt(line, 10))
    await until('the end', async () => (await forwards()).length === 0)
  }
})
