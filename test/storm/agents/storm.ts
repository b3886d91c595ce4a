import { setTimeout as wait } from 'node:timers/promises'
import { bundled } from '../../../src/backend/agents/catalogue.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { startTestServer, type TestServer } from '../../server/server.ts'
import { readScreen } from './drawn-screen.ts'
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
  /** Readings that differed for longer than is tolerated from what is so, and from what the screen showed. */
  readonly faults: readonly Wrong[]
  /** Those that differed for longer, while the screen read so: the agent drew late, or, for an eye, a rule is wrong. */
  readonly asDrawn: readonly Wrong[]
  /** Milliseconds, of all times in which a reading lagged. */
  readonly lag: { readonly p50: number; readonly p95: number; readonly max: number }
}

export interface Place {
  readonly host: string
  readonly session: string
  readonly tmux: Tmux
}

const HOSTS = ['lab1', 'lab2', 'lab3']
/** Milliseconds between two looks at what a server of fleetmux reads. */
const EVERY = 250

export interface StormLength {
  readonly seconds: number
  /** Mean time between two acts of one agent, in seconds. Twenty agents at 4.5 s are more than two cores can draw. */
  readonly pause?: number
}

/** Agents on three hosts over ssh that work, ask, end and are killed; what fleetmux reads is held against what is so. */
export async function runStorm(
  starts: readonly ((place: Place) => Promise<StormAgent>)[],
  { seconds, pause = 4.5 }: StormLength,
): Promise<StormFigures> {
  const lab = await startLab({ hosts: HOSTS })
  const agents: StormAgent[] = []
  try {
    // Two at a time: each takes seconds until its prompt is there.
    for (let at = 0; at < starts.length; at += 2) {
      const pair = starts.slice(at, at + 2).map((start, nth) => start(placeOf(lab, at + nth)))
      agents.push(...(await Promise.all(pair)))
    }
    const server = await startTestServer([], { lab })
    try {
      return await blow({ server, lab, agents, seconds, pause })
    } finally {
      await server.close()
    }
  } finally {
    await lab.close()
    for (const agent of agents) await agent.close()
  }
}

function placeOf(lab: Lab, index: number): Place {
  const host = HOSTS[index % HOSTS.length] ?? ''
  const tmux: Tmux = (...args) => lab.tmux(host, ...args)
  return { host, session: `agent-${index}`, tmux }
}

interface Storm {
  readonly server: TestServer
  readonly lab: Lab
  readonly agents: readonly StormAgent[]
  readonly seconds: number
  readonly pause: number
}

async function blow({ server, lab, agents, seconds, pause }: Storm): Promise<StormFigures> {
  const readings = new Map<string, SessionJson>()
  const count = { prompts: 0, questions: 0, answered: 0, kills: 0 }
  const busy = new Set<StormAgent>()
  const check = createReadingCheck({
    agents: () => agents,
    read: agent => readings.get(placeName(agent))?.agent?.state ?? 'nobody',
    isSettling: agent => busy.has(agent),
    screenOf: agent => readScreen(bundled, agent, words => lab.tmux(agent.host, ...words)),
  })
  const end = Date.now() + seconds * 1000
  const isOver = () => Date.now() > end
  const looks = look(server, readings, check.look, isOver)
  const acts = agents.map(agent => act({ server, readings, agent, count, busy, pause, isOver }))
  await Promise.all([looks, ...acts])
  const wrong = check.wrong()
  const long = wrong.filter(({ ms }) => ms > TOLERATED)
  const isFault = ({ ms, sinceDrawn = ms }: Wrong) => sinceDrawn > TOLERATED
  const faults = long.filter(isFault)
  const asDrawn = long.filter(each => !isFault(each))
  const times = wrong.map(({ ms }) => ms).toSorted((one, other) => one - other)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0
  const lag = { p50: at(0.5), p95: at(0.95), max: times.at(-1) ?? 0 }
  return {
    agents: agents.length,
    seconds,
    changes: check.changes(),
    ...count,
    faults,
    asDrawn,
    lag,
  }
}

/** What the server says of a session. */
interface SessionJson {
  readonly host: string
  readonly name: string
  readonly server: string
  readonly agent: {
    readonly pane: string
    readonly state: string
    readonly question: {
      readonly text: string
      readonly choices: readonly { readonly key: string }[]
    } | null
  } | null
}

const placeName = ({ host, session }: StormAgent) => `${host}/${session}`

async function look(
  server: TestServer,
  readings: Map<string, SessionJson>,
  looked: () => void,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    // A connection that the server has closed meanwhile fails once; the next look has another.
    const told = await server.ask('/api/v1/sessions').catch(() => null)
    for (const each of (told?.json.data.sessions ?? []) as SessionJson[])
      readings.set(`${each.host}/${each.name}`, each)
    looked()
    await wait(EVERY)
  }
}

interface Act {
  readonly server: TestServer
  readonly readings: ReadonlyMap<string, SessionJson>
  readonly agent: StormAgent
  readonly count: { prompts: number; questions: number; answered: number; kills: number }
  readonly busy: Set<StormAgent>
  readonly pause: number
  readonly isOver: () => boolean
}

/** What one agent goes through until the end. */
async function act(turn: Act): Promise<void> {
  const { agent, count, busy, pause, isOver } = turn
  while (!isOver()) {
    await wait(pause * 1000 * (2 / 3 + Math.random() * (2 / 3)))
    const truth = agent.truth()
    if (truth === 'waiting') {
      count.questions++
      if (await answer(turn)) count.answered++
      else await agent.leave()
    } else if (truth === 'failed' || Math.random() < 0.02) {
      count.kills++
      if (truth !== 'failed') await agent.kill()
      await wait(4000)
      busy.add(agent)
      await agent.restart()
      await wait(3000)
      busy.delete(agent)
    } else if (truth === 'idle' || agent.isPlayed) {
      count.prompts++
      await agent.prompt()
    }
  }
}

/** By the first choice that fleetmux offers; a player has no keys, and goes on by its next prompt. */
async function answer({ server, readings, agent }: Act): Promise<boolean> {
  if (agent.isPlayed) {
    await agent.prompt()
    return true
  }
  // It may have asked this moment.
  for (let turn = 0; turn < 20 && !readings.get(placeName(agent))?.agent?.question; turn++)
    await wait(EVERY)
  const { host, server: tmux, agent: read } = readings.get(placeName(agent)) ?? {}
  const [choice] = read?.question?.choices ?? []
  if (!read?.question || !choice) return false
  const pane = encodeURIComponent(`${read.pane}@${tmux}@${host}`)
  const body = { question: read.question.text, key: choice.key }
  const told = await server.ask(`/api/v1/panes/${pane}/answer`, { body }).catch(() => null)
  await wait(2000)
  return told !== null && told.status < 300
}
