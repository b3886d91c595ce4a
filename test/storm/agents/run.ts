import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RECORDED_AGENTS } from '../../agent-recorder/agents.ts'
import { installed } from '../../agent-recorder/install.ts'
import { startRealAgent } from './real-agent.ts'
import { type Place, runStorm } from './storm.ts'

/**
 * A storm of real agents against stand-ins of their services, on three hosts. Prints its figures.
 * Usage: run.ts [--agents 20] [--minutes 30] [--pause 4.5] [KIND...]. --pause: seconds between acts of one agent. FLEETMUX_AGENTS: where agents are installed.
 */
const KINDS = ['claude', 'codex', 'gemini', 'opencode', 'qwen', 'copilot', 'kimi', 'cline', 'pi']
const DIR = process.env['FLEETMUX_AGENTS'] ?? join(tmpdir(), 'fleetmux-agents')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    agents: { type: 'string', default: '20' },
    minutes: { type: 'string', default: '30' },
    pause: { type: 'string', default: '4.5' },
  },
})

const wanted = positionals.length > 0 ? positionals : KINDS
const known = RECORDED_AGENTS.filter(each => wanted.includes(each.name)).map(agent => {
  const program = installed(DIR, agent)
  if (typeof program === 'string') throw new Error(`${agent.name}: ${program}`)
  return { agent, program }
})
const starts = Array.from({ length: Number(values.agents) }, (_, index) => {
  const one = known[index % known.length]
  if (!one) throw new Error('None of these agents is known.')
  return (place: Place) => startRealAgent(one.agent, one.program, place)
})
const figures = await runStorm(starts, {
  seconds: Number(values.minutes) * 60,
  pause: Number(values.pause),
})
process.stdout.write(`${JSON.stringify(figures, null, 1)}\n`)
process.exitCode = figures.faults.length > 0 ? 1 : 0
