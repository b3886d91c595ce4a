import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { newKey } from '../../../src/backend/demo/host-key.ts'

test('OpenSSH reads the key and finds the same public half', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fmx-key-'))
  try {
    const key = newKey('a comment')
    await writeFile(join(dir, 'key'), key.secret, { mode: 0o600 })
    const { stdout } = await execa('ssh-keygen', ['-y', '-f', join(dir, 'key')])
    expect(stdout).toBe(`${key.line} a comment`)
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('every key of a thousand signs and verifies', () => {
  const bytes = Buffer.from('challenge')
  for (let n = 0; n < 1000; n += 1) {
    const key = newKey('x')
    const secret = ssh2.utils.parseKey(key.secret)
    const open = ssh2.utils.parseKey(key.line)
    if (secret instanceof Error || open instanceof Error) throw new Error(key.secret)
    expect(open.verify(bytes, secret.sign(bytes))).toBe(true)
  }
})
