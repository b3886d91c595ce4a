import { type ChildProcess, spawn } from 'node:child_process'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { capture, ended, signal, tree, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type Carrier, fallBehind, leftovers, local, openChannel, ssh, states } from './channel.ts'
import { type Net, startNet } from './net.ts'
import { type Flood, startFlood } from './server.ts'
import * as way from './way.ts'

/** Rounds of each way. Three see each state once (some two minutes); the record in docs/decisions is of 50. */
const rounds = Number(process.env.FLOOD_ROUNDS ?? 3)
/** Where to add a line of the table for each way. */
const report = process.env.FLOOD_REPORT

let lab: Lab
let net: Net
let flood: Flood
let master: ChildProcess | undefined

beforeAll(async () => {
  lab = await startLab({ hosts: 1 })
  flood = await startFlood(lab.host('lab1').tmuxDir)
  net = await startNet(lab)
})
afterAll(async () => {
  master?.kill('SIGKILL')
  await lab.close()
})

const socket = () => join(lab.dir, 'cm')
const options = () => [
  '-F',
  lab.sshConfig,
  '-o',
  'ServerAliveInterval=1',
  '-o',
  'ServerAliveCountMax=2',
]
const direct: Carrier = argv => ssh(options(), 'lab1')(argv)
const shared: Carrier = argv => ssh([...options(), '-S', socket()], 'lab1')(argv)
const far: Carrier = argv => ssh([...options(), '-F', net.sshConfig], 'far')(argv)
/** A node process of its own in between: the one that a person would kill. */
const held =
  (inner: Carrier): Carrier =>
  argv => [process.execPath, '-e', holder, ...inner(argv)]
const holder = `const { spawn } = require('node:child_process')
  const child = spawn(process.argv[1], process.argv.slice(2))
  process.stdin.pipe(child.stdin); child.stdout.pipe(process.stdout); child.stderr.pipe(process.stderr)`

async function openMaster(): Promise<void> {
  if (master && master.exitCode === null && master.signalCode === null) return
  await rm(socket(), { force: true })
  master = spawn('ssh', [...options(), '-M', '-N', '-S', socket(), 'lab1'], { stdio: 'ignore' })
  const check = () => capture('ssh', [...options(), '-S', socket(), '-O', 'check', 'lab1'])
  await until('the master', () =>
    check().then(
      () => true,
      () => false,
    ),
  )
}

const killMaster: way.Way = async () => {
  master?.kill('SIGKILL')
}

/** The host's end of the connection dies; its listener and the script live. */
const killSshd: way.Way = async channels => {
  const all = await tree(lab.host('lab1').pid)
  const ours = all.filter(
    each => each.command.startsWith('sshd: ') && each.pid !== lab.host('lab1').pid,
  )
  signal(
    ours.map(each => each.pid),
    'SIGKILL',
  )
  await ended(channels.map(each => each.child.pid ?? 0))
}

/** Nobody is told: ServerAlive ends ssh here, then the network heals and the host learns of it. */
const cutNetwork: way.Way = async channels => {
  signal(
    channels.flatMap(each => each.filters),
    'SIGCONT',
  )
  await net.cut()
  try {
    await ended(
      channels.map(each => each.child.pid ?? 0),
      60_000,
    )
  } finally {
    await net.heal()
  }
}

interface Case {
  readonly name: string
  readonly leave: way.Way
  readonly carrier: Carrier
  /** So many channels leave together, each of them a round. */
  readonly together?: number
}

const onHost = (carrier: Carrier): Case[] => [
  { name: 'stdin ends', leave: way.quit, carrier },
  { name: 'stdin, stdout and stderr end at once', leave: way.drop, carrier },
  { name: 'the local node process SIGKILLed', leave: way.killCarrier, carrier: held(carrier) },
  { name: 'reader frozen, thawed, then stdin ends', leave: way.freezeReader, carrier },
  { name: 'script SIGKILL', leave: way.signalScript('SIGKILL'), carrier },
  { name: 'script SIGHUP', leave: way.signalScript('SIGHUP'), carrier },
  { name: 'script SIGTERM', leave: way.signalScript('SIGTERM'), carrier },
]

const cases: Readonly<Record<string, readonly Case[]>> = {
  local: [
    ...onHost(local),
    // Over ssh this end's outputs never break on the host: there it is only an end that does not read.
    { name: 'outputs broken, stdin open', leave: way.breakOutputs, carrier: local },
    { name: 'the user detaches our clients', leave: way.detached, carrier: local },
    { name: 'the user ends a session', leave: way.killSession, carrier: local },
    { name: 'our clients SIGTERM', leave: way.signalClients('SIGTERM'), carrier: local },
    { name: 'our clients SIGKILL', leave: way.signalClients('SIGKILL'), carrier: local },
    { name: 'filters SIGKILLed, then stdin ends', leave: way.killFilters, carrier: local },
    { name: 'all our processes SIGKILL', leave: way.killAll, carrier: local },
    { name: 'all our processes SIGHUP', leave: way.signalAll('SIGHUP'), carrier: local },
    { name: 'all our processes SIGTERM', leave: way.signalAll('SIGTERM'), carrier: local },
  ],
  'ssh, one connection each': [
    { name: 'ssh SIGKILLed', leave: way.killCarrier, carrier: direct },
    { name: 'sshd of the connection SIGKILLed', leave: killSshd, carrier: direct },
    {
      name: 'network cut, ServerAlive ends ssh, healed',
      leave: cutNetwork,
      carrier: far,
      together: 5,
    },
  ],
  'ssh over a ControlMaster': [
    ...onHost(shared),
    { name: 'ssh SIGKILLed', leave: way.killCarrier, carrier: shared },
    { name: 'ControlMaster SIGKILLed', leave: killMaster, carrier: shared },
  ],
}

describe.each(Object.entries(cases))('%s', (transport, all) => {
  test.each(all)('$name', { timeout: rounds * 60_000 }, async each => {
    const result = { channels: 0, dead: 0, left: [] as string[] }
    for (let round = 0; result.channels < rounds; round++) {
      if (transport.includes('ControlMaster')) await openMaster()
      result.left.push(...(await leaveOnce(each, round)))
      result.dead += (await flood.check()) ? 0 : 1
      result.channels += each.together ?? 1
    }
    const { channels, dead, left } = result
    const line = `| ${transport} | ${each.name} | ${channels} | ${dead} | ${left.length} |\n`
    if (report) await appendFile(report, line)
    expect({ dead, left }).toEqual({ dead: 0, left: [] })
  })
})

/** Opens, falls behind, leaves; returns what is left of it. */
async function leaveOnce({ leave, carrier, together = 1 }: Case, round: number): Promise<string[]> {
  const open = Array.from({ length: together }, () => openChannel(flood, carrier))
  const channels = await Promise.all(open)
  const state = states[round % states.length] ?? 'running'
  // Up to some seconds of flood, so that some rounds leave with their panes already paused.
  const undo = await fallBehind(flood, channels, state, (1 + (round % 5) * 2) << 20)
  try {
    await leave(channels, flood).finally(undo)
    return await leftovers(flood, channels)
  } finally {
    // A way that failed must not leave its channel to the next.
    for (const each of channels) each.child.kill('SIGKILL')
  }
}

// Not part of every run: it kills servers (private ones) on purpose.
test.runIf(process.env.FLOOD_DANGER)(
  'the harness sees a server die',
  { timeout: rounds * 60_000 },
  async () => {
    let dead = 0
    for (let round = 0; round < rounds; round++) {
      await way.leavePlainClients(flood, '')
      if (!(await flood.check())) dead++
    }
    const name = 'KNOWN DANGER: four plain clients on one channel, stdin ends'
    if (report) await appendFile(report, `| local | ${name} | ${rounds} | ${dead} | - |\n`)
    expect(dead).toBeGreaterThan(0)
  },
)
