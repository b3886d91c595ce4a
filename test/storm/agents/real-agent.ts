import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Program } from '../../agent-recorder/install.ts'
import type { RecordedAgent, Step } from '../../agent-recorder/recorded-agent.ts'
import { capture, inhabitants, signal } from '../../lab/process.ts'
import { type ModelService, startModelService } from '../../lab/services/model-service.ts'
import type { StormAgent, Tmux, Truth } from './storm-agent.ts'

/** What is asked of it, in turn. A command that writes is asked about. */
const PROMPTS = [
  'do %slow(6)',
  'do %run(touch made.txt)',
  'do %say(hello)',
  'do %ask(Which?|One|Two)',
]
/** Milliseconds between characters and an Enter that is not a part of them. */
const PASTE = 500

export async function startRealAgent(
  agent: RecordedAgent,
  program: Program,
  place: { readonly host: string; readonly session: string; readonly tmux: Tmux },
): Promise<StormAgent> {
  const service = await startModelService()
  const home = await mkdtemp(join(tmpdir(), 'fms-home-'))
  const { files = {}, env = {} } = agent.home(service.url)
  for (const [path, text] of Object.entries({ 'project/README.md': '# A parser\n', ...files })) {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), text.replaceAll('/home/dev', home))
  }
  await capture('git', ['init', '-q', join(home, 'project')])
  const { host, session, tmux } = place
  const target = `=${session}:`
  const args = (agent.args ?? []).map(word => word.replaceAll('/home/dev', home))
  const command = `exec ${[program.path, ...args].join(' ')}`
  const variables = Object.entries({ ...env, HOME: home }).flatMap(([key, value]) => [
    '-e',
    `${key}=${value}`,
  ])
  const where = ['-c', join(home, 'project'), ...variables]
  let isKilled = false
  let turn = Math.floor(Math.random() * PROMPTS.length)

  const screen = () => tmux('capture-pane', '-p', '-t', target)
  async function take(step: Step): Promise<void> {
    if ('key' in step) await tmux('send-keys', '-t', target, step.key)
    else if ('type' in step) await tmux('send-keys', '-l', '-t', target, step.type)
    else for (let at = 0; at < 240 && !step.sees.test(await screen()); at++) await wait(500)
    await wait(PASTE)
  }
  async function begin(): Promise<void> {
    for (const step of agent.begin ?? []) await take(step)
    await wait(2000)
  }
  await tmux('new-session', '-d', '-s', session, '-x', '100', '-y', '32', ...where, command)
  await tmux('set-option', '-w', '-t', target, 'remain-on-exit', 'on')
  await begin()
  return {
    ...{ kind: agent.name, host, session, isPlayed: false },
    truth: () => truthOf(service, isKilled),
    async prompt() {
      await tmux('send-keys', '-l', '-t', target, PROMPTS[turn++ % PROMPTS.length] ?? '')
      await wait(PASTE)
      await tmux('send-keys', '-t', target, 'Enter')
    },
    async kill() {
      const pid = (await tmux('display-message', '-p', '-t', target, '#{pane_pid}')).trim()
      process.kill(-Number(pid), 'SIGKILL')
      isKilled = true
    },
    async restart() {
      await tmux('respawn-pane', '-k', '-t', target, ...where, command)
      service.forget()
      isKilled = false
      // The folder is trusted by now.
      for (const step of (agent.begin ?? []).filter(each => 'sees' in each).slice(-1))
        await take(step)
      await wait(2000)
    },
    async leave() {
      for (const key of agent.stop ?? ['Escape']) await take({ key })
      // Some tell their service only with the next prompt that a tool was not used.
      service.forget()
    },
    async close() {
      await service.close()
      // Some ignore that their terminal is gone, or leave a daemon.
      signal(
        inhabitants(home).map(({ pid }) => pid),
        'SIGKILL',
      )
      await rm(home, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

function truthOf(service: ModelService, isKilled: boolean): Truth {
  if (isKilled) return 'failed'
  const doing = service.doing()
  return doing === 'called' ? 'waiting' : doing
}
