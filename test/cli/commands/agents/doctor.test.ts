import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'
import { command } from './stand-in.ts'

let app: App
let lab: Lab
beforeEach(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 1 })])
  await app.configure({ sshConfig: lab.sshConfig, hosts: [{ name: 'lab1' }] })
})
afterEach(async () => {
  await app.close()
  await lab.close()
})

test('doctor tells the agents of this machine, of hosts where asked, and keys by name alone', async () => {
  const home = app.environment['HOME'] ?? ''
  await mkdir(home, { recursive: true })
  await command(home, 'codex', 'echo "codex-cli 0.9.1"')
  await command(home, 'amp', 'exit 1')
  await command(lab.host('lab1').home, 'gemini', 'echo 0.61.0')
  const env = { AMP_API_KEY: 'sgamp_secret' }
  const { out } = await app.run(['doctor', '--agents'], { env })
  expect(out).toContain(`ok\tcodex\tcodex-cli 0.9.1, ${join(home, 'bin/codex')}\n`)
  expect(out).toMatch(
    /^warn\tamp\t\S+\/bin\/amp does not start\. Try .*fleetmux install amp --force/m,
  )
  expect(out).toContain('ok\tagent keys\tAMP_API_KEY set\n')
  expect(out).not.toContain('sgamp_secret')
  expect(out).toMatch(/^ok\tlab1: gemini\t0\.61\.0, \S+\/bin\/gemini$/m)
  await writeFile(join(lab.host('lab1').home, '.profile'), 'export GEMINI_API_KEY=AIza_secret\n')
  const there = await app.run(['doctor', '--on', 'lab1'], { env })
  expect(there.out).toMatch(/^ok\tlab1: gemini\t0\.61\.0/m)
  expect(there.out).toContain('ok\tlab1: agent keys\tGEMINI_API_KEY set\n')
  expect(there.out).not.toContain('AIza_secret')
  const { checks, hosts } = JSON.parse((await app.run(['doctor', '--json'])).out)
  expect(checks.map(({ name }: { name: string }) => name)).toContain('codex')
  expect(hosts.at(-1).agents).toEqual([])
})
