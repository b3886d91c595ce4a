import { expect, test } from 'vitest'
import { switchedOff } from '../../../src/state/hosts/host.ts'
import { makeFailure, sentence, toFailure } from '../../../src/state/model/failure.ts'

const told = (host: string, what: string) => sentence(makeFailure({ kind: 'remote', host, what }))

test('a sentence begins with the host, even if it is called like the first word', () => {
  expect(told('gpu1', 'The file is gone.')).toBe('gpu1: The file is gone.')
  expect(told('The', 'The file is gone.')).toBe('The: The file is gone.')
  expect(told('tmux', 'tmux is not installed.')).toBe('tmux: tmux is not installed.')
})

test('a text that names the host is not preceded by its name, only by that of another host', () => {
  const failure = switchedOff('gpu1')
  expect(sentence(failure)).toMatch(/^gpu1 is disabled in the configuration\. /)
  expect(sentence({ ...failure, host: 'gpu' })).toMatch(/^gpu: gpu1 is disabled/)
  const what = 'The copy of gpu1:a.txt is damaged.'
  expect(sentence(makeFailure({ kind: 'lost', host: 'gpu1', namesHost: true, what }))).toBe(what)
})

test('a current directory that was removed is no bug of fleetmux', () => {
  const thrown = Object.assign(new Error('ENOENT: process.cwd failed'), { syscall: 'uv_cwd' })
  expect(toFailure(thrown)).toMatchObject({
    kind: 'missing',
    what: 'The current directory does not exist any more.',
  })
})

test('an error of the operating system says that it is one, and what to do', () => {
  const thrown = (code: string) =>
    Object.assign(new Error(`${code}: no luck, open '/x'`), { code, syscall: 'open' })
  expect(sentence(toFailure(thrown('ENOSPC')))).toBe(
    "An operation on the machine where fleetmux runs failed. (ENOSPC: no luck, open '/x') Free disk space on that machine, and try again.",
  )
  expect(toFailure(thrown('EACCES'), 'gpu1')).toMatchObject({
    kind: 'bug',
    host: 'gpu1',
    hint: expect.stringContaining('Check that your user may read and write'),
  })
  expect(toFailure(thrown('EIO')).hint).toBe('Check what the reason names, and try again.')
})
