import { expect, test } from 'vitest'
import { readProbe } from '../../../src/backend/probe/probe-check.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'

const host: HostConfig = { name: 'a', transport: 'ssh', directory: '~/src' }

test.each([
  ['name\tgpu1', 'ok', 'gpu1'],
  ['tmux\ttmux 3.3a', 'ok', 'tmux 3.3a'],
  ['tmux\ttmux next-3.6', 'ok', 'tmux next-3.6'],
  ['tmux\ttmux master', 'ok', 'tmux master'],
  ['tmux\ttmux 3.1c', 'warn', 'tmux 3.1c'],
  ['tmux\t', 'fail', 'not found'],
  ['locale\tUTF-8', 'ok', 'UTF-8'],
  ['locale\tANSI_X3.4-1968', 'warn', 'ANSI_X3.4-1968'],
  ['mosh\t', 'ok', 'not found, and not needed'],
  ['disk\t104857600 52428800 /', 'ok', '50.0 GiB free of 100.0 GiB on /'],
  ['disk\t104857600 204800 /home', 'warn', '200 MiB free of 100.0 GiB on /home'],
  ['disk\t104857600 0 /', 'fail', '0 MiB free of 100.0 GiB on /'],
  ['disk\t', 'warn', 'not reported'],
  ['temporary\tmktemp: No space left on device', 'fail', 'mktemp: No space left on device'],
  ['directory\tfine', 'ok', '~/src'],
  ['directory\t', 'fail', '~/src does not exist, or your user may not enter it'],
  ['shell\t/bin/\x1b[31mzsh', 'ok', '/bin/ [31mzsh'],
])('%j is %s', (line, state, found) => {
  const check = readProbe(line, host)
  expect(check).toMatchObject({ state, found })
  expect(check?.hint === undefined).toBe(state === 'ok' || found === 'not reported')
})

test('mosh is needed by who attaches by it; what is no line of ours is none', () => {
  expect(readProbe('mosh\t', { ...host, attach: 'mosh' })?.state).toBe('fail')
  expect(readProbe('temporary\tfine', host)).toBeNull()
  expect(readProbe('motd: welcome', host)).toBeNull()
})

test('a tmux server that this host is not about is named, with what adds it', () => {
  const named = readProbe('server\tagents /tmp/tmux-1000/agents', host)
  expect(named?.found).toBe('/tmp/tmux-1000/agents')
  expect(named?.hint).toContain('hosts add a+agents --socket agents --host ')
  expect(readProbe('server\tx_y /run/user/1/tmux-1000/x y', host)?.hint).toContain(
    "--socket '/run/user/1/tmux-1000/x y'",
  )
  expect(readProbe('server\tdefault /tmp/tmux-1000/default', host)).toBeNull()
  const other: HostConfig = { ...host, socket: 'agents' }
  expect(readProbe('server\tagents /tmp/tmux-1000/agents', other)).toBeNull()
  expect(readProbe('server\tdefault /tmp/tmux-1000/default', other)?.hint).toContain(
    'hosts add a+default --host ',
  )
})

test('hooks that act on clients are named', () => {
  expect(readProbe('hooks\t', host)).toBeNull()
  const named = readProbe('hooks\tclient-attached client-detached ', host)
  expect(named).toMatchObject({ name: 'tmux hooks', state: 'warn' })
  expect(named?.found).toContain('client-attached, client-detached act on clients')
})
