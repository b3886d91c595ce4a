import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { capture } from '../test/lab/process.ts'
import { GROUPS } from './group.ts'
import { growthOf } from './growth-picture.ts'
import { describeMachine, load } from './machine.ts'
import { refresh } from './markdown.ts'
import { buildProgram } from './program.ts'
import { type GroupResult, keepResult, type Result, resultText } from './result.ts'
import { attempt, type Row } from './row.ts'
import { createStage, type Stage } from './stage.ts'
import { drawGrowth } from './svg.ts'
import { tableText } from './table.ts'

const HELP = `npm run bench -- [--only GROUP,...] [--long] [--markdown] [--hosts N] [--list]
  --only      these groups and no other; --list names them
  --long      also what takes half an hour
  --markdown  writes the table into docs/performance.md, and docs/growth.svg
  --hosts     the largest fleet; default 64
`

const LEGEND = `ratio: where the goal is <= Nx, fleetmux to the other; else the other to fleetmux, and more is better.
`

/** Milliseconds in which what runs may be taken down in order; then whoever keeps it ends it. */
const LEAVING = 10_000

// Ink and React look at it when they are loaded, which is when their group runs.
process.env['NODE_ENV'] ??= 'production'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    long: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    hosts: { type: 'string', default: '64' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(HELP)
else if (values.list) list()
else await main(chosen())

function list(): void {
  for (const [name, { about, long }] of Object.entries(GROUPS))
    process.stdout.write(`${name.padEnd(12)}${about}${long ? ' (--long)' : ''}\n`)
}

function chosen(): string[] {
  const all = Object.entries(GROUPS)
  if (!values.only) return all.flatMap(([name, { long }]) => (!long || values.long ? [name] : []))
  const asked = values.only.split(',')
  const unknown = asked.filter(name => !(name in GROUPS))
  if (unknown.length === 0) return asked
  process.stderr.write(`bench: no such group: ${unknown}; --list names them\n`)
  return process.exit(2)
}

async function main(names: readonly string[]): Promise<void> {
  const date = `${new Date().toISOString().slice(0, 16)}Z`
  const start = performance.now()
  const stage = createStage(await buildProgram(), Number(values.hosts))
  leaveAtSignals(stage)
  const machine = await describeMachine()
  const groups: GroupResult[] = []
  try {
    for (const name of names) groups.push(await runGroup(name, stage))
  } finally {
    await stage.close()
  }
  const seconds = (performance.now() - start) / 1000
  await finish({ date, machine, hosts: stage.kind(), seconds, groups })
}

function leaveAtSignals(stage: Stage): void {
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    process.on(name, () => {
      setTimeout(() => process.exit(128 + number), LEAVING)
      void stage.close().finally(() => process.exit(128 + number))
    })
  }
}

async function runGroup(name: string, stage: Stage): Promise<GroupResult> {
  process.stderr.write(`${name} … `)
  const [start, begin] = [performance.now(), load()]
  const rows: Row[] = []
  const tell = (row: Row) => void rows.push(row)
  await attempt(tell, name, async () => (await GROUPS[name]?.load())?.(stage, tell))
  await stage.clear()
  const seconds = (performance.now() - start) / 1000
  process.stderr.write(`${seconds.toFixed(0)} s\n`)
  return { name, seconds, load: { begin, end: load() }, rows }
}

async function finish(result: Result): Promise<void> {
  const rows = result.groups.flatMap(group => group.rows)
  const { cpu, cores, memory, node } = result.machine
  const path = await keepResult('bench/results', result)
  process.stdout.write(`\n${tableText(rows)}\n`)
  process.stdout.write(LEGEND)
  process.stdout.write(`${result.date}, ${cpu}, ${cores} cores, ${memory} MB, Node ${node}\n`)
  process.stdout.write(`${result.hosts}; ${result.seconds.toFixed(0)} s in all; ${path}\n`)
  if (values.markdown) await writePage(result)
}

/** The page, its picture, and the figures that both come from. */
async function writePage(result: Result): Promise<void> {
  const page = 'docs/performance.md'
  await writeFile(page, refresh(await readFile(page, 'utf8'), result))
  await writeFile('bench/shown.json', resultText(result))
  await capture('biome', ['format', '--write', 'bench/shown.json'])
  const curves = growthOf(result)
  if (curves.length > 0) await writeFile('docs/growth.svg', drawGrowth(curves))
}
