import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { createWorktrees } from '../../../src/backend/worktrees/worktrees.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { RunOrder, Runs } from '../../../src/state/runs/order.ts'
import { BRANCH, LAYOUT, PORTS } from '../../../src/state/worktrees/branch-name.ts'
import { TIME_LIMITS } from '../../../src/state/worktrees/time-limits.ts'
import type { WorktreeRow } from '../../../src/state/worktrees/worktree.ts'
import type { IterationOrder, WorktreeOrder } from '../../../src/state/worktrees/worktree-handle.ts'
import { capture, ended } from '../../lab/process.ts'
import { gitIn, makeProject } from '../workspace/project.ts'
import { moveMain } from './move-main.ts'

export const ORDER: Omit<IterationOrder, 'prompt'> = {
  ...{ permissions: 'allow', useRules: false, alone: true, timeout: 60, inactivity: 0 },
  environment: {},
}

/** A repository and what works in it on a pretend host: real git and tmux, an agent that is a function. */
export async function makeWorktreeLab(shell: readonly string[] = ['sh']) {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'fmt-')))
  const project = await makeProject()
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  project.git('switch', '-q', '-c', 'mine')
  for (const each of ['home', 'state', 'tmux', 'cache'])
    await mkdir(join(dir, each), { mode: 0o700 })
  const environment = {
    ...{ HOME: join(dir, 'home'), XDG_STATE_HOME: join(dir, 'state') },
    ...{ TMUX_TMPDIR: join(dir, 'tmux'), XDG_CACHE_HOME: join(dir, 'cache'), TMUX: '' },
    // Remotes of git@...: are directories in \`remotes\`, reached by git's own protocol.
    ...{ GIT_SSH_COMMAND: join(dir, 'ssh'), PATH: `${join(dir, 'bin')}:${process.env['PATH']}` },
    ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  }
  for (const each of ['bin', 'remotes']) await mkdir(join(dir, each))
  writeFileSync(
    join(dir, 'ssh'),
    `#!/bin/sh\nfor last; do :; done\ncd '${join(dir, 'remotes')}' && eval "$last"\n`,
    { mode: 0o755 },
  )
  const local = createLocal()
  const words = Object.entries(environment).map(([key, value]) => `${key}=${value}`)
  /** `lost`: a host that does not answer. `losesAnswer`: an agent starts, and nobody hears of it. */
  const settings = { lost: '', losesAnswer: false }
  const limits: { hookSeconds: number; setupSeconds: number } = {
    hookSeconds: TIME_LIMITS.hooks,
    setupSeconds: TIME_LIMITS.setup,
  }
  const on = (host: string): Transport => ({
    ...local,
    host,
    run(argv, options) {
      if (settings.lost === host)
        throw new FailureError({ kind: 'unreachable', host, what: 'The host does not answer.' })
      const rest = argv[0] === 'sh' ? [...shell, ...argv.slice(1)] : argv
      const state = join(dir, host === 'local' ? 'state' : host)
      return local.run(['env', ...words, `XDG_STATE_HOME=${state}`, ...rest], options)
    },
  })
  let agent: (cwd: string, order: RunOrder) => number = () => 0
  const runs = {
    async start(order: RunOrder) {
      const at = join(dir, order.host === 'local' ? 'state' : order.host, 'fleetmux/runs', order.id)
      // An agent that cannot start leaves no run behind.
      const code = agent(order.cwd ?? '', order)
      mkdirSync(at, { recursive: true })
      writeFileSync(join(at, 'keeper'), `${process.pid}\n`)
      writeFileSync(join(at, 'run.json'), '{}\n')
      writeFileSync(join(at, 'rc'), `${code}\n`)
      if (settings.losesAnswer)
        throw new FailureError({ kind: 'lost', host: order.host, what: 'The link is gone.' })
      return {}
    },
    follow: async () => null,
  }
  const worktrees = createWorktrees({
    environment,
    settings: () => ({ ...{ branch: BRANCH, layout: LAYOUT, ports: PORTS }, ...limits }),
    runs: async () => runs as unknown as Runs,
    config: name => ({ name, transport: 'local', socket: 'fmt' }),
    transport: on,
  })

  function make(name: string, more: Partial<WorktreeOrder> = {}): Promise<WorktreeRow> {
    const order = { host: 'local', repository: project.root, name, agent: 'claude' }
    return worktrees.create(
      { ...order, scriptTimeout: 20, submodules: false, ...more },
      () => {},
      async () => false,
    )
  }

  const tmux = (...args: string[]) =>
    capture('tmux', ['-L', 'fmt', ...args], { env: { ...process.env, ...environment } })
  /** Ends the tmux server, if there is one. */
  async function endTmux(): Promise<void> {
    const pid = Number(await tmux('display-message', '-p', '#{pid}').catch(() => ''))
    if (!pid) return
    await tmux('kill-server')
    await ended([pid])
  }

  return {
    ...{ dir, project, worktrees, make, settings, limits, endTmux },
    state: (host = 'local') =>
      join(dir, host === 'local' ? 'state' : host, 'fleetmux', 'worktrees'),
    /** What the agent does in the worktree; its exit code. */
    agent(does: typeof agent) {
      agent = does
    },
    again: (row: WorktreeRow) => worktrees.find(row.spec.id, [row.host]),
    async iterate(row: WorktreeRow, prompt = 'go') {
      const begun = await worktrees.iterate(row, { ...ORDER, prompt }, () => {})
      return worktrees.wait(begun)
    },
    /** Commits a file in the worktree, as a person would there. */
    commit({ spec }: WorktreeRow, path: string, text: string): string {
      writeFileSync(join(spec.worktreePath, path), text)
      gitIn(spec.worktreePath, 'add', '-A')
      gitIn(spec.worktreePath, 'commit', '-q', '-m', `Write ${path}`)
      return gitIn(spec.worktreePath, 'rev-parse', 'HEAD')
    },
    /** Moves the base by a commit that nobody has checked out. */
    move: (path: string, text: string) => moveMain(project, path, text),
    async close() {
      await endTmux()
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
      await project.remove()
    },
  }
}

export type WorktreeLab = Awaited<ReturnType<typeof makeWorktreeLab>>
