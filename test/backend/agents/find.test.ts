import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { shell } from '../../../src/backend/agents/adapters/shell.ts'
import { anyCommand } from '../../../src/backend/agents/catalogue.ts'
import { findAgents, readFound } from '../../../src/backend/agents/find.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { until } from '../../lab/process.ts'

let home: string
let local: Transport

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fmf-'))
  mkdirSync(join(home, 'bin'))
  local = createLocal()
})

afterEach(async () => {
  await local.close()
  rmSync(home, { recursive: true, force: true })
})

/** This machine, as a person with that home and shell finds it. */
function asPerson(shellPath: string): Transport {
  const env = ['env', `HOME=${home}`, `SHELL=${shellPath}`, 'PATH=/usr/bin:/bin']
  return { ...local, run: (argv, options) => local.run([...env, ...argv], options) }
}

/** Nothing of what was late is left behind. */
async function ended(): Promise<void> {
  const pid = readFileSync(join(home, 'pid'), 'utf8').trim()
  await until('it to be ended', () => spawnSync('kill', ['-0', pid]).status !== 0)
}

function command(name: string, script: string): void {
  const file = join(home, 'bin', name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
}

const agents = ['fakeone', 'faketwo', 'fakelate', 'fakenot'].map(anyCommand)

test.each(['/bin/sh', '/bin/bash'])(
  'finds what the start-up files of %s put on the PATH',
  async sh => {
    writeFileSync(
      join(home, '.profile'),
      `echo welcome; echo PATH=/nowhere; echo trouble >&2\nPATH=$HOME/bin:$PATH; export PATH\necho "$-"\n`,
    )
    command('fakeone', 'echo "fakeone 1.2.3 (build 7)"')
    command('faketwo', 'echo "Warning: an update is there"; echo; echo "v0.9.1"')
    const { agents: found } = await findAgents(asPerson(sh), [...agents, shell])
    expect(found).toEqual([
      { name: 'fakeone', path: join(home, 'bin/fakeone'), version: 'fakeone 1.2.3 (build 7)' },
      { name: 'faketwo', path: join(home, 'bin/faketwo'), version: 'v0.9.1' },
    ])
  },
)

test('an agent that hangs costs its version and nothing else', async () => {
  writeFileSync(join(home, '.profile'), 'PATH=$HOME/bin:$PATH; export PATH\n')
  command('fakelate', `echo $$ >${join(home, 'pid')}; exec sleep 600`)
  command('fakeone', 'echo 1.0')
  const { agents: found } = await findAgents(asPerson('/bin/sh'), agents, 2)
  expect(found.map(({ name, version }) => [name, version])).toEqual([
    ['fakelate', null],
    ['fakeone', '1.0'],
  ])
  await ended()
})

test('a login shell that hangs or is none leaves the PATH as it is', async () => {
  writeFileSync(join(home, '.profile'), `sleep 600 & echo $! >${join(home, 'pid')}; wait\n`)
  expect((await findAgents(asPerson('/bin/sh'), agents, 1)).agents).toEqual([])
  await ended()
  expect((await findAgents(asPerson('/no/such/shell'), agents, 1)).agents).toEqual([])
})

/** As distributions ship it: nothing of it for a shell without a person. */
const STOCK = `case $- in *i*) ;; *) return;; esac
echo "Good morning"; echo PATH=/nowhere
export PATH="$HOME/bin:$PATH"
`

test('finds what .bashrc puts on the PATH of an interactive shell alone, and tells that PATH', async () => {
  writeFileSync(join(home, '.profile'), '. "$HOME/.bashrc"\n')
  writeFileSync(join(home, '.bashrc'), STOCK)
  command('fakeone', 'echo 1.0')
  const { agents: found, searchPath } = await findAgents(asPerson('/bin/bash'), agents)
  expect(found.map(({ path }) => path)).toEqual([join(home, 'bin/fakeone')])
  expect(searchPath.split(':')).toContain(join(home, 'bin'))
  expect(searchPath).not.toContain('/nowhere')
})

test('an interactive shell that asks, or never comes to its end, hides nothing that the login shell has', async () => {
  writeFileSync(
    join(home, '.bash_profile'),
    'PATH=$HOME/bin:$PATH; export PATH; . "$HOME/.bashrc"\n',
  )
  writeFileSync(
    join(home, '.bashrc'),
    `case $- in *i*) ;; *) return;; esac\nread -p 'Start tmux? ' x\nsleep 600 & echo $! >${join(home, 'pid')}; wait\n`,
  )
  command('fakeone', 'echo 1.0')
  const { agents: found } = await findAgents(asPerson('/bin/bash'), agents, 1)
  expect(found.map(({ name }) => name)).toEqual(['fakeone'])
  await ended()
})

test.each(['.local/bin', '.nvm/versions/node/v22.1.0/bin', '.local/share/mise/shims', '.bun/bin'])(
  'finds what is in ~/%s, where no shell knows of it',
  async place => {
    mkdirSync(join(home, place), { recursive: true })
    writeFileSync(join(home, place, 'fakeone'), '#!/bin/sh\necho 1.0\n', { mode: 0o755 })
    const { agents: found } = await findAgents(asPerson('/bin/bash'), agents)
    expect(found.map(({ path }) => path)).toEqual([join(home, place, 'fakeone')])
  },
)

test('an answer that was cut is none', () => {
  expect(readFound('', 'm')).toBeNull()
  expect(readFound('m claude\n/bin/claude\n1.0\n', 'm')).toBeNull()
  expect(readFound('noise\nm end\n', 'm')).toEqual([])
})
