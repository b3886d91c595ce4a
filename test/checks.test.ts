import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'

/** What npm prints of it, and with which code it ends. */
function npm(...args: readonly string[]): Promise<{ code: unknown; said: string }> {
  return new Promise(resolve =>
    execFile('npm', args, (error, out, err) =>
      resolve({ code: error?.code ?? 0, said: `${out}${err}`.trim() }),
    ),
  )
}

/** Milliseconds. Beside other work that takes both cores, the types take minutes. */
const HANGS = 900_000

/** Types, style and unused code, beside the tests: each takes a core for a while. */
test.concurrent.each(['check:types', 'check:lint', 'check:unused'])(
  'npm run %s',
  async name => {
    const { code, said } = await npm('run', '--silent', name)
    expect(code, said).toBe(0)
  },
  HANGS,
)
