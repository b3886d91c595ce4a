import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { RECORDED_AGENTS } from './agents.ts'
import { type Compared, compare, toTable } from './compare.ts'
import { driveAgent } from './drive-agent.ts'
import { installed } from './install.ts'
import { SCENES } from './scenes.ts'
import { FIFTH, type SceneSet } from './scenes-fifth.ts'
import { FOURTH } from './scenes-fourth.ts'
import { SEVENTH } from './scenes-seventh.ts'
import { SIXTH } from './scenes-sixth.ts'
import { THIRD } from './scenes-third.ts'
import { type Screen, toText } from './screen.ts'

/**
 * Installs the newest of each agent, drives it through the scenes against a stand-in of its service, and says which
 * screens are read otherwise than they should. Usage: record.ts [--keep] [--set sixth] [--scenes A,B] [--out DIR]
 * [AGENT...]
 *
 * --keep writes the screens to test/fixtures/agent/newest. FLEETMUX_AGENTS: where agents are installed.
 */
const DIR = process.env['FLEETMUX_AGENTS'] ?? join(tmpdir(), 'fleetmux-agents')
const FIXTURES = new URL('../fixtures/agent/newest/', import.meta.url).pathname

const SETS: Readonly<Record<string, readonly SceneSet[]>> = {
  third: [{ scenes: THIRD }],
  fourth: [{ scenes: FOURTH }],
  fifth: FIFTH,
  sixth: SIXTH,
  seventh: SEVENTH,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keep: { type: 'boolean', default: false },
    scenes: { type: 'string' },
    set: { type: 'string', default: 'first' },
    out: { type: 'string' },
  },
})

const out = values.keep ? FIXTURES : (values.out ?? join(DIR, 'screens'))
const compared: Compared[] = []
for (const agent of RECORDED_AGENTS) {
  if (positionals.length > 0 && !positionals.includes(agent.name)) continue
  const program = installed(DIR, agent)
  if (typeof program === 'string') {
    process.stderr.write(`${agent.name}: ${program}\n`)
    continue
  }
  const sets = SETS[values.set] ?? [{ scenes: SCENES }]
  const runs = sets.map(set => driveAgent(agent, program, set, values.scenes?.split(',')))
  for (const screen of (await Promise.all(runs)).flat()) keep(screen)
}
process.stdout.write(toTable(compared))
process.exitCode = compared.some(({ isRight }) => !isRight) ? 1 : 0

function keep(screen: Screen): void {
  compared.push(compare(screen, FIXTURES))
  const file = join(out, screen.agent, `${screen.scene}.screen`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, toText(screen))
}
