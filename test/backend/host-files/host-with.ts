import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHostFiles } from '../../../src/backend/host-files/host-files.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import type { FilePlace, HostFiles } from '../../../src/state/files/host-files.ts'
import { pathWithout } from '../../lab/path-without.ts'
import { capture } from '../../lab/process.ts'

/** Kinds of hosts by what is on them. */
export const KINDS = ['dash', 'bash', 'busybox', 'mksh', 'no-stat', 'no-sha'] as const
export type Kind = (typeof KINDS)[number]

/** A host of this machine with a home of its own, and the programs of its kind alone. */
export interface HostWith {
  readonly home: string
  readonly files: HostFiles
  readonly at: (path: string) => FilePlace
  /** In a directory of the host. */
  readonly sh: (script: string) => Promise<string>
  close(): Promise<void>
}

export interface HostWithOptions {
  /** Before each command, as the words of another: `setpriv ...`. */
  readonly wrap?: readonly string[]
  /** Runs before each script, in the same shell. */
  readonly before?: string
  readonly home?: string
  readonly transport?: (inner: Transport) => Transport
}

export async function hostWith(kind: Kind, options: HostWithOptions = {}): Promise<HostWith> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'fmf-')))
  const home = options.home ?? join(dir, 'home')
  mkdirSync(home, { recursive: true })
  const path = await pathOf(kind, dir)
  const inner = createLocal({ deadline: 60_000 })
  const env = ['/usr/bin/env', '-i', `HOME=${home}`, `PATH=${path}`, 'LANG=C.UTF-8']
  const wrapped = (argv: readonly string[]) => [
    ...(options.wrap ?? []),
    ...env,
    ...withBefore(argv, options.before),
  ]
  const plain: Transport = {
    ...inner,
    run: (argv, how) => inner.run(wrapped(argv), how),
    open: (argv, how) => inner.open(wrapped(argv), how),
  }
  const transport = options.transport?.(plain) ?? plain
  const ways = {
    config: () => ({ name: 'h', transport: 'local' as const }),
    to: () => transport,
    own: () => transport,
    tmux: () => [],
  }
  return {
    home,
    files: createHostFiles({ ways, env: { HOME: home }, lend: run => run() }),
    at: path => ({ host: 'h', path }),
    sh: script => capture('sh', ['-c', `cd '${home}' && { ${script}\n}`]),
    async close() {
      await inner.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

function withBefore(argv: readonly string[], before: string | undefined): readonly string[] {
  const [sh = '', c = '', script = '', ...rest] = argv
  return before === undefined ? argv : [sh, c, `${before}; ${script}`, ...rest]
}

async function pathOf(kind: Kind, dir: string): Promise<string> {
  const path = join(dir, 'bin')
  if (kind === 'busybox') {
    mkdirSync(path)
    const applets = (await capture('busybox', ['--list'])).trim().split('\n')
    for (const name of applets) symlinkSync('/usr/bin/busybox', join(path, name))
    symlinkSync('/usr/bin/git', join(path, 'git'))
    return path
  }
  const sh = kind === 'bash' || kind === 'mksh' ? kind : 'dash'
  const missing =
    kind === 'no-stat' ? ['stat'] : kind === 'no-sha' ? ['sha256sum', 'shasum', 'openssl'] : []
  pathWithout(path, 'sh', ...missing)
  symlinkSync(`/usr/bin/${sh}`, join(path, 'sh'))
  return path
}
