import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventSchema } from '../../../src/state/runs/event.ts'
import { runResultSchema } from '../../../src/state/runs/result-schema.ts'
import { type DelayProxy, startDelayProxy } from '../../lab/delay-proxy.ts'
import { until } from '../../lab/process.ts'
import { openRunStage, type RunStage } from './run-stage.ts'

let stage: RunStage
let proxy: DelayProxy
beforeEach(async () => {
  stage = await openRunStage()
  proxy = await startDelayProxy(stage.lab.host('lab1'), 25)
  const config = await readFile(stage.lab.sshConfig, 'utf8')
  const known = join(stage.lab.dir, 'known_hosts')
  await writeFile(stage.lab.sshConfig, config.replace(/Port \d+/, `Port ${proxy.port}`))
  await appendFile(stage.lab.sshConfig, '  HostKeyAlias lab1\n')
  await writeFile(known, (await readFile(known, 'utf8')).replace(/^\S+/, 'lab1'))
})
afterEach(async () => {
  await stage?.close()
  await proxy?.close()
})

const there = ['--on', 'lab1', '--cwd', '~']

test('behind 50 ms, cut while it asks: approved from another terminal, read on, resumed, forked', async () => {
  const live = stage.app.start(['run', 'claude', 'WRITE slow.txt', ...there, '--json'])
  await until('its question', () => live.out().includes('approval_request'))
  const id: string = JSON.parse(live.out().split('\n')[0] ?? '').runId
  proxy.cut()
  await until('the loss to be told', () => live.err().includes('The run continues on the host'))
  proxy.heal()
  await until('the host to be back', () => live.err().includes('is connected again'))
  const approved = await stage.run(['run', 'approve', id])
  expect([approved.code, approved.err]).toEqual([0, ''])
  const { out, code } = await live.ended
  const { events, result } = stage.events(out)
  for (const event of events) eventSchema.parse(event)
  expect([code, runResultSchema.parse(result).text]).toEqual([0, 'I wrote it.'])
  expect(new Set(events.map(event => event['id'])).size).toBe(events.length)
  expect(events.filter(({ type }) => type === 'approval_granted')).toHaveLength(1)
  expect(result['cost']).toMatchObject({ totalUsd: 0.00244 })
  for (const [flag, type] of [
    ['--session', 'session_resume'],
    ['--fork', 'session_fork'],
  ] as const) {
    const more = await stage.run([
      'run',
      'claude',
      'hi',
      flag,
      result['sessionId'],
      ...there,
      '--json',
    ])
    expect(stage.events(more.out).events.map(event => event['type'])).toContain(type)
    expect(more.code).toBe(0)
  }
})
