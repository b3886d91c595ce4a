import { setTimeout as wait } from 'node:timers/promises'
import { type App, openApp } from '../../cli/app.ts'
import { until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { createReadingCheck, TOLERATED, type Wrong } from './reading-check.ts'
import type { StormAgent, Tmux } from './storm-agent.ts'

export interface StormFigures {
  readonly agents: number
  readonly seconds: number
  readonly changes: number
  readonly prompts: number
  readonly questions: number
  readonly answered: number
  readonly kills: number
  /** Longer than is tolerated. */
  readonly faults: readonly Wrong[]
  /** Milliseconds, of all times in which a reading lagged. */
  readonly lag: { readonly p50: number; readonly p95: number; readonly max: number }
}

export interface Place {
  readonly host: string
  readonly session: string
  readonly tmux: Tmux
}

const HOSTS = ['lab1', 'lab2', 'lab3']

/** Agents on three hosts over ssh that work, ask, end and are killed; what fleetmux reads is held against what is so. */
export async function runStorm(
  starts: readonly ((place: Place) => Promise<StormAgent>)[],
  seconds: number,
): Promise<StormFigures> {
  const [app, lab] = await Promise.all([openApp(), startLab({ hosts: HOSTS })])
  const agents: StormAgent[] = []
  try {
    await app.configure({ sshConfig: lab.sshConfig, hosts: HOSTS.map(name => ({ name })) })
    for (const [index, start] of starts.entries()) agents.push(await start(placeOf(lab, index)))
    return await blow(app, agents, seconds)
  } finally {
    await app.close()
    await lab.close()
    for (const agent of agents) await agent.close()
  }
}

function placeOf(lab: Lab, index: number): Place {
  const host = HOSTS[index % HOSTS.length] ?? ''
  const tmux: Tmux = (...args) => lab.tmux(host, ...args)
  return { host, session: `agent-${index}`, tmux }
}

async function blow(app: App, agents: readonly StormAgent[], seconds: number) {
  const watch = app.start(['watch', '--json', ...HOSTS.flatMap(host => ['--host', host])])
  await until('the first look', () => /look|over|watching/i.test(watch.err()) || watch.err() !== '')
  const first = await statesOf(app)
  const read = (agent: StormAgent) =>
    newest(watch.out(), agent) ?? first.get(`${agent.host}/${agent.session}`) ?? 'nobody'
  const count = { prompts: 0, questions: 0, answered: 0, kills: 0 }
  const busy = new Set<StormAgent>()
  const check = createReadingCheck(
    () => agents,
    read,
    agent => busy.has(agent),
  )
  const end = Date.now() + seconds * 1000
  const looks = setInterval(check.look, 200)
  const acts = agents.map(agent => act(app, agent, count, busy, () => Date.now() > end))
  await Promise.all(acts)
  clearInterval(looks)
  watch.child.kill('SIGINT')
  await watch.ended
  const wrong = check.wrong()
  const faults = wrong.filter(({ ms }) => ms > TOLERATED)
  const times = wrong.map(({ ms }) => ms).toSorted((one, other) => one - other)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  const lag = { p50: at(0.5), p95: at(0.95), max: times.at(-1) ?? 0 }
  return { agents: agents.length, seconds, changes: check.changes(), ...count, faults, lag }
}

/** What one agent goes through until the end. */
async function act(
  app: App,
  agent: StormAgent,
  count: { prompts: number; questions: number; answered: number; kills: number },
  busy: Set<StormAgent>,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await wait(3000 + Math.random() * 3000)
    const truth = agent.truth()
    if (truth === 'waiting') {
      count.questions++
      if (await answer(app, agent)) count.answered++
    } else if (truth === 'failed' || Math.random() < 0.02) {
      count.kills++
      if (truth !== 'failed') await agent.kill()
      await wait(4000)
      busy.add(agent)
      await agent.restart()
      await wait(3000)
      busy.delete(agent)
    } else if (truth === 'idle' || agent.answer === '') {
      count.prompts++
      await agent.prompt()
    }
  }
}

/** By fleetmux itself; a player has no keys, and goes on by its next prompt. */
async function answer(app: App, agent: StormAgent): Promise<boolean> {
  if (agent.answer === '') {
    await agent.prompt()
    return true
  }
  const target = `${agent.host}/${agent.session}`
  const words = ['send', '--answer', '--keys', agent.answer, target, '--timeout', '20']
  const { code } = await app.run(words)
  await wait(2000)
  return code === 0
}

async function statesOf(app: App): Promise<ReadonlyMap<string, string>> {
  const { out } = await app.run(['ls', '--json', '--timeout', '60'])
  const { sessions } = JSON.parse(out)
  return new Map(
    sessions.map((each: { host: string; name: string; agent: { state: string } | null }) => [
      `${each.host}/${each.name}`,
      each.agent?.state ?? 'nobody',
    ]),
  )
}

/** The newest that watch has told of this agent. */
function newest(out: string, { host, session }: StormAgent): string | undefined {
  const mine = `"host":"${host}"`
  const lines = out.split('\n')
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at] ?? ''
    if (!line.includes(mine) || !line.includes(`"${session}"`) || !line.endsWith('}')) continue
    const { state } = JSON.parse(line) as { state: string | null }
    if (state) return state
  }
  return undefined
}
