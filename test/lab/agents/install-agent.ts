import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

/** An agent for benchmarks under these names, in the same place. */
export async function installBencher(home: string, names: readonly string[]): Promise<void> {
  for (const name of names) await installAs(home, name, 'mock-bencher.mjs')
}

/** `claude` in the home's own directory of programs: its person's shell finds it there. */
export function installAgent(home: string): Promise<void> {
  return installAs(home, 'claude', 'mock-claude.mjs')
}

async function installAs(home: string, name: string, file: string): Promise<void> {
  const bin = join(home, '.local', 'bin')
  await mkdir(bin, { recursive: true })
  const program = join(bin, name)
  const agent = resolve('test/lab/agents', file)
  await writeFile(program, `#!/bin/sh\nexec ${process.execPath} ${agent} "$@"\n`)
  await chmod(program, 0o755)
}
