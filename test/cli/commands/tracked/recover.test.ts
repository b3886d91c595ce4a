import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idsIn, openStage, type Stage } from '../../stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ hosts: ['lab1', 'lab2'], configured: [] })
})
afterAll(() => stage?.close())

let machines = 0
/** Another machine of the same person, which knows no session yet, with these hosts in its configuration. */
async function elsewhere(...hosts: object[]): Promise<Record<string, string>> {
  const name = `other${++machines}`
  const env = await stage.elsewhere(name)
  const path = join(stage.app.dir, name, 'config', 'fleetmux', 'config.json')
  const config = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...config, hosts }))
  return env
}

async function start(args: readonly string[], env: Record<string, string> = {}) {
  const { root } = stage.project
  return stage.run(['start', '--agent', 'fake', '--repo', root, ...args], { env })
}

const listed = async (env: Record<string, string>) =>
  idsIn((await stage.run(['list'], { env })).out)

test('the machines that azlin lists are asked, too', async () => {
  const ran = await start(['--size', 's', 'wait=never'])
  expect([ran.code, ran.err]).toEqual([0, expect.any(String)])
  const env = await elsewhere()
  const recovered = await stage.run(['recover'], { env })
  expect([recovered.code, recovered.err]).toEqual([
    0,
    expect.stringContaining('Recovered 1 session from 2 hosts.'),
  ])
  expect(await listed(env)).toEqual(idsIn(ran.out))
  await stage.azlin.change(state => Object.assign(state, { vms: [] }))
})

test('names that only ssh knows are told, and taken', async () => {
  const [id = ''] = idsIn((await start(['--host', 'lab2', 'wait=never'])).out)
  const env = await elsewhere()
  const alone = await stage.run(['recover'], { env })
  expect(alone.code).toBe(4)
  expect(alone.err).toMatch(/Recovered 0 sessions from 1 host\. .*fleetmux recover .*lab2/)
  const named = await stage.run(['recover', 'lab2'], { env })
  expect([named.code, named.err]).toEqual([0, expect.stringContaining('1 session from 1 host')])
  expect(await listed(env)).toEqual([id])
})

test('a host that is down is told, and makes it 4; where no other is asked, 1', async () => {
  const env = await elsewhere({ name: 'away', address: 'nobody@127.0.0.1:1' })
  const all = await stage.run(['recover'], { env })
  expect([all.code, all.err]).toEqual([4, expect.stringContaining('1 host could not be reached')])
  expect(all.err).toContain('away: ')
  const one = await stage.run(['recover', 'away'], { env })
  expect([one.code, one.err]).toEqual([
    1,
    expect.stringContaining(
      'Nothing was recovered: 1 host could not be reached. Start or connect the host. `fleetmux recover` asks all known hosts.',
    ),
  ])
})

test('a start takes over no session of another machine, says so, and counts their places', async () => {
  const host = { name: 'lab2', capacity: 2 }
  const env = await elsewhere(host)
  const ran = await start(['--host', 'lab2', 'wait=never'], env)
  expect([ran.code, ran.err]).toEqual([
    0,
    expect.stringContaining(
      '1 session that was started on another machine; `fleetmux recover lab2`',
    ),
  ])
  expect(await listed(env)).toEqual(idsIn(ran.out))
  const full = await start(['--host', 'lab2', 'wait=never'], env)
  expect([full.code, full.err]).toEqual([1, expect.stringContaining('2 of 2 slots are taken')])
})
