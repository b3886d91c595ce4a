import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage({ hosts: ['lab1'], configured: [{ name: 'lab1', tier: 'm' }] })
})
afterEach(() => stage?.close())

const start = (...args: string[]) =>
  stage.run(['start', '--agent', 'fake', '--repo', stage.project.root, ...args], {
    env: { PATH: stage.pathWithoutAzlin },
  })

test('a pool of another size says what is free, and the flag that takes it does', async () => {
  const none = await start('--size', 'l', 'exit=0')
  expect([none.code, none.out]).toEqual([1, ''])
  expect(none.err).toContain('m: 2 of 2 free')
  expect(none.err).toContain('Use the free slots with --size m.')
  expect(none.err).not.toContain('give hosts of the configuration a tier')
  expect((await start('--size', 'm', 'wait=never', 'wait=never')).code).toBe(0)
  const full = await start('--size', 'm', 'exit=0')
  expect(full.err).toContain('m: 0 of 2 free')
  expect(full.err).toContain('Wait until a session ends')
})
