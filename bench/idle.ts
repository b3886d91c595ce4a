import { setTimeout as sleep } from 'node:timers/promises'
import { crowdOf, openCrowd, openTally, type Tally } from './crowd.ts'
import type { Home } from './home.ts'
import { costOf, MODELS } from './model.ts'
import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { childrenOf, cpuOf, memoryOf, startedHere } from './usage.ts'

/** A fleet in which nothing happens, on the screen: what it costs to watch it. */
const WATCHED = 20_000
/** What came up goes to rest: first looks for agents, and ages, which step from `now` to a minute. */
const REST = 75_000

export async function benchIdle(stage: Stage, tell: Tell): Promise<void> {
  const { home, sessions, made, terminal, tally } = await openIdle(stage)
  await sleep(Math.max(0, made + REST - performance.now()))
  const watched = await watch(terminal, tally)
  const where = `idle, ${sessions} sessions, ${stage.size} hosts`
  await tellCpu(tell, where, watched, home, stage, sessions)
  tell({
    what: `${where}: bytes`,
    unit: 'B',
    ours: watched.bytes,
    goal: { kind: 'most', value: 0 },
  })
  const most = { kind: 'most', value: 250 } as const
  const ssh = { name: 'its ssh clients', figure: watched.sshMemory }
  tell({
    what: `${where}: memory`,
    unit: 'MB',
    ours: watched.memory,
    other: ssh,
    goal: most,
  })
}

/** The screen with a crowd of idle sessions, all of them listed. */
export async function openIdle(stage: Stage) {
  const hosts = await stage.hosts()
  const home = await stage.home({ masters: true })
  const sessions = crowdOf(stage.size)
  stage.later(await openCrowd(hosts, hosts.names, sessions))
  const made = performance.now()
  await home.configure(hosts.names)
  const tally = await openTally(home)
  const terminal = await openTerminal(home.program, { ...home.env, PATH: tally.path })
  stage.later(terminal.close)
  await terminal.sees(new RegExp(`Sessions ${sessions}\\b`), 120_000)
  return { home, sessions, made, terminal, tally }
}

async function watch(terminal: Terminal, tally: Tally) {
  const ssh = await childrenOf(terminal.pid)
  const before = {
    cpu: cpuOf([terminal.pid]),
    ssh: cpuOf(ssh),
    bytes: terminal.written(),
    started: await tally.count(),
    here: startedHere(),
  }
  if (before.started === 0) throw new Error('the count of started processes counts nothing')
  await sleep(WATCHED)
  const share = (ms: number) => (ms / WATCHED) * 100
  const aMinute = (count: number) => (count * 60_000) / WATCHED
  return {
    cpu: share(cpuOf([terminal.pid]) - before.cpu),
    sshCpu: share(cpuOf(ssh) - before.ssh),
    bytes: terminal.written() - before.bytes,
    startedBefore: before.started,
    started: aMinute((await tally.count()) - before.started),
    /** Of the whole machine, hosts and all: somebody else's count too. */
    here: aMinute(startedHere() - before.here),
    memory: memoryOf([terminal.pid]),
    sshMemory: memoryOf(ssh),
  }
}

async function tellCpu(
  tell: Tell,
  where: string,
  watched: Awaited<ReturnType<typeof watch>>,
  home: Home,
  stage: Stage,
  sessions: number,
): Promise<void> {
  const costs = await modelCosts(home, (await stage.hosts()).names[0] ?? '')
  const models = MODELS.map(model => {
    const rate = model.rate(stage.size, sessions)
    return { ...model, rate, cpu: (rate * costs[model.starts]) / 10 }
  })
  const raw = {
    ssh: [watched.sshCpu],
    'ms of a capture': [costs.capture],
    'ms of an ssh': [costs.ssh],
  }
  const cpu = { what: `${where}: CPU`, unit: '%', ours: watched.cpu } as const
  tell({ ...cpu, goal: { kind: 'most', value: 1 }, raw })
  for (const { name, cpu: figure } of models) tell({ ...cpu, other: { name, figure } })
  const started = {
    what: `${where}: processes`,
    unit: '/min',
    ours: watched.started,
  } as const
  tell({
    ...started,
    goal: { kind: 'most', value: 0 },
    raw: { 'of the whole machine': [watched.here], 'until all were up': [watched.startedBefore] },
  })
  for (const { name, rate } of models) tell({ ...started, other: { name, figure: rate * 60 } })
}

async function modelCosts(home: Home, host: string) {
  const look = "tmux capture-pane -p -e -J -t '=idle-0:'"
  // On a server of its own here: its sessions are local.
  await home.run(['tmux', '-f', '/dev/null', 'new-session', '-d', '-s', 'idle-0', 'exec cat'])
  try {
    return {
      capture: await costOf(look, home.run),
      ssh: await costOf(`ssh -F ${home.sshConfig} ${host} "${look}"`, home.run),
    }
  } finally {
    await home.run(['tmux', 'kill-server'])
  }
}
