import { cp, mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { capture } from '../test/lab/process.ts'
import { startProcessGuard } from '../test/lab/process-guard.ts'

/** What a user would install, built now, and kept from whoever builds in this checkout meanwhile. */
export interface Program {
  readonly path: string
  remove(): Promise<void>
}

export async function buildProgram(): Promise<Program> {
  await capture('npm', ['run', '--silent', 'build'])
  const dir = await mkdtemp(join(tmpdir(), 'fmp-'))
  const keeper = startProcessGuard(dir)
  for (const name of ['bin', 'dist', 'package.json'])
    await cp(resolve(name), join(dir, name), { recursive: true })
  await symlink(resolve('node_modules'), join(dir, 'node_modules'))
  return {
    path: join(dir, 'bin', 'fleetmux.js'),
    remove: keeper.end,
  }
}
