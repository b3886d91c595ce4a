import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** `claude` in the home's own directory of programs: its person's shell finds it there. */
export async function installAgent(home: string): Promise<void> {
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  const program = join(bin, 'claude')
  const agent = resolve('test/lab/agents/mock-claude.mjs')
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${agent} "$@"\n`)
  await chmod(program, 0o755)
}
