import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { start } from '../../../src/backend/process.ts'
import { explainSshError } from '../../../src/backend/ssh/hint.ts'
import { badKeys } from '../../../src/backend/ssh/key-file.ts'
import { parseSshSettings } from '../../../src/backend/ssh/ssh-settings.ts'
import { credentials } from '../../../src/backend/ssh2/credentials.ts'
import { readProcessTable, treeSizes } from '../../../src/backend/track/process-table.ts'
import { collect, collectOutput } from '../../../src/backend/transport/collect-output.ts'
import { exitCodeOf } from '../../../src/backend/transport/exit-code.ts'
import { readExitStatusTrailer } from '../../../src/backend/transport/exit-status-trailer.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { skipPreamble } from '../../../src/backend/transport/skip-preamble.ts'
import { parseAddress } from '../../../src/state/hosts/address.ts'
import { toFailure } from '../../../src/state/model/failure.ts'
import { failureOf } from '../state-file/place.ts'

describe('what prints without an end', () => {
  test('is ended, and told by host, command and limit', async () => {
    const local = createLocal({ name: 'gpu1', deadline: 60_000 })
    const failure = await failureOf(local.run(['yes']))
    expect(failure).toMatchObject({ kind: 'remote', host: 'gpu1' })
    expect(failure.what).toBe('`yes` printed more than 64 MiB, so it was killed.')
    await local.close()
  })

  test('is ended by its process, too', async () => {
    const child = start({ file: 'yes', args: [] })
    const options = { command: 'yes', limit: 1000 }
    const never = new AbortController().signal
    expect((await failureOf(collectOutput(child, undefined, never, options))).kind).toBe('remote')
    expect((await child.exited).code).toBeGreaterThan(0)
  })

  test('in front of a marker is told', async () => {
    const flood = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 << 10, 'x')
      })(),
    )
    expect((await failureOf(skipPreamble(Buffer.from('mark'), flood).done)).what).toContain(
      'more than 4 MiB before the command started',
    )
    flood.destroy()
  })

  test('is kept by its begin or by its end', async () => {
    const keeps = async (keep: 'begin' | 'end') => {
      const stream = new PassThrough()
      const kept = collect(stream, { limit: 4, keep })
      for (const each of ['ab', 'cd', 'ef', 'gh', 'ij']) stream.write(each)
      stream.end()
      await kept.ended
      return `${kept.bytes()} ${kept.size()}`
    }
    expect(await keeps('begin')).toBe('abcd 10')
    expect(await keeps('end')).toBe('ghij 10')
  })
})

test.each([256, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32])(
  '%d is no exit code, and no success',
  told => expect(exitCodeOf(told)).toBe(255),
)

test('an exit code of many digits is none', async () => {
  const source = new PassThrough()
  const marked = readExitStatusTrailer(source, 'n')
  marked.stream.resume()
  source.end(`fleetmux-end:n:${'9'.repeat(400)};fleetmux-end:n:999;`)
  await marked.rest()
  expect(marked.code()).toBe(255)
})

test('parents in a circle count once, and rubbish counts for nothing', () => {
  const lines = [
    '1 3 10',
    '2 1 10',
    '3 2 10',
    '4 4 10',
    'x',
    '5 1 NaN',
    '6 1 -5',
    '7 1 1e9',
    '8 1 1',
  ]
  const sizeOf = treeSizes(readProcessTable(lines.join('\n')))
  expect([1, 2, 4, 8, 99].map(sizeOf)).toEqual([31, 31, 10, 1, 0].map(kib => kib * 1024))
  const chain = Array.from({ length: 100_000 }, (_, at) => `${at + 2} ${at + 1} 1`).join('\n')
  expect(treeSizes(readProcessTable(chain))(1)).toBe(100_000 * 1024)
})

describe('an ssh-agent that hangs', () => {
  let dir: string
  let socket: string
  const server = createServer(() => {})
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'fmag-'))
    socket = join(dir, 'agent')
    await new Promise<void>(resolve => server.listen(socket, () => resolve()))
  })
  afterAll(async () => {
    server.close()
    await rm(dir, { recursive: true })
  })

  test('leaves the advice of ssh, and is no failure of ours', async () => {
    const key = join(dir, 'key')
    await writeFile(key, '-----BEGIN ENCRYPTED PRIVATE KEY-----\n')
    await chmod(key, 0o600)
    const config = parseSshSettings(`identityfile ${key}\nidentityagent ${socket}\n`)
    const bad = await badKeys(config)
    expect(bad).toEqual({ locked: [key], absent: [], certificates: [], isAgentSilent: true })
    const stderr = 'me@h: Permission denied (publickey).'
    const failure = explainSshError({
      host: 'h',
      address: parseAddress('h'),
      config,
      stderr,
      ...bad,
    })
    expect(failure).toMatchObject({ needsPerson: true, why: stderr })
    expect(failure.what).toContain('your ssh-agent does not answer')
  })

  test('counts as empty for ssh in this process', async () => {
    vi.stubEnv('HOME', dir)
    try {
      const { methods } = await credentials('h', 'me', undefined, socket)
      const [method] = methods
      if (method?.type !== 'agent' || typeof method.agent === 'string') throw new Error('no agent')
      const { agent } = method
      const keys = await new Promise(resolve => agent.getIdentities((_, all) => resolve(all)))
      expect(keys).toEqual([])
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

test('a wait that is over is no bug of ours', async () => {
  const over = AbortSignal.timeout(1)
  await vi.waitFor(() => expect(over.aborted).toBe(true))
  const off = AbortSignal.abort()
  for (const { reason } of [over, off]) expect(toFailure(reason, 'h').kind).toBe('late')
  expect(toFailure(new TypeError('x')).kind).toBe('bug')
})
