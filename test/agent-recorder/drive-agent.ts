import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ModelService, startModelService } from '../lab/services/model-service.ts'
import type { Program } from './install.ts'
import { type AgentPane, openPane } from './pane.ts'
import type { RecordedAgent, Step } from './recorded-agent.ts'
import { type Scene, STOP } from './scenes.ts'
import type { Look, SceneSet } from './scenes-fifth.ts'
import type { Screen } from './screen.ts'

/** Milliseconds in which a model's first words are drawn. */
const SOON = 3000
/** Milliseconds between characters and an Enter that is not taken for a part of them. */
const PASTE = 500

/** Milliseconds in which what is animated has changed. */
const MOMENT = 1200

interface Drive {
  readonly agent: RecordedAgent
  readonly program: Program
  readonly pane: AgentPane
  readonly service: ModelService
  readonly look: Look
}

/** As tmux shows itself to a program, in a terminal of a usual size. */
const USUAL: Look = { name: '', size: [100, 32], term: 'screen', env: {} }

/** One run of an agent, from its first screen through all scenes to its end. */
export async function driveAgent(
  agent: RecordedAgent,
  program: Program,
  { scenes, look = USUAL, mcp }: SceneSet,
  only?: readonly string[],
): Promise<readonly Screen[]> {
  const service = await startModelService()
  const home = mkdtempSync(join(tmpdir(), 'fmr-home-'))
  const { files = {}, env = {} } = agent.home(service.url)
  furnish(join(home, 'dev'), { ...files, ...(mcp && mcpFiles()) })
  const pane = openPane(home, { ...look, env: { ...env, ...look.env } }, [
    program.path,
    ...(agent.args ?? []),
    ...((mcp && agent.mcp) ?? []),
  ])
  const drive = { agent, program, pane, service, look }
  try {
    const screens = await begin(drive)
    for (const scene of agent.begin ? scenes : []) {
      if (only && !only.includes(scene.name)) continue
      if (pane.shoot().dead) break
      screens.push(await play(drive, scene))
    }
    if (!only || only.includes('killed')) screens.push(await kill(drive))
    if (agent.resume && (!only || only.includes('resumed')))
      screens.push(await resume(drive, agent.resume))
    return screens
  } finally {
    pane.close()
    await service.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** A project of two files, and what points the agent at the stand-in. */
function furnish(home: string, files: Readonly<Record<string, string>>): void {
  const all = {
    'project/README.md': '# A parser\n',
    'project/parser.py': 'print("parser")\n',
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  execFileSync('git', ['init', '-q', join(home, 'project')])
}

/** What offers the tools of a server: in files of the project for some agents, for others in one that they are given. */
function mcpFiles(): Record<string, string> {
  const path = '/home/dev/mcp-server.mjs'
  const notes = { command: 'node', args: [path] }
  const servers = JSON.stringify({ mcpServers: { notes } })
  const opencode = {
    mcp: { notes: { type: 'local', command: ['node', path] } },
    // It asks for nothing by itself.
    permission: { bash: 'ask', edit: 'ask', webfetch: 'ask', 'notes_*': 'ask' },
  }
  return {
    'mcp-server.mjs': readFileSync(new URL('./mcp-server.mjs', import.meta.url), 'utf8'),
    'mcp.json': servers,
    'mcp-local.json': JSON.stringify({
      mcpServers: { notes: { type: 'local', tools: ['*'], ...notes } },
    }),
    'project/.gemini/settings.json': servers,
    'project/.qwen/settings.json': servers,
    'project/opencode.json': JSON.stringify(opencode),
  }
}

/** What comes before its prompt. */
async function begin(drive: Drive): Promise<Screen[]> {
  const { agent, pane, look } = drive
  const screens: Screen[] = []
  for (const step of agent.begin ?? [{ sees: /\S/ }]) {
    await take(pane, step)
    if (!('sees' in step)) continue
    await pane.rest()
    const name = screens.length === 0 ? 'start' : `start-${screens.length + 1}`
    const shows = agent.shows?.[name] ?? 'unknown'
    screens.push(shoot(drive, { name: name + look.name, shows, how: 'it starts' }))
  }
  return screens
}

async function take(pane: AgentPane, step: Step): Promise<void> {
  if ('sees' in step) await pane.sees(step.sees, 120_000)
  else if ('key' in step) pane.key(step.key)
  else pane.type(step.type)
}

async function play(drive: Drive, scene: Scene): Promise<Screen> {
  const { agent, pane, service, look } = drive
  const stop = agent.stop ?? ['Escape']
  for (const step of agent.before?.[scene.name] ?? []) {
    await take(pane, step)
    await wait(PASTE)
  }
  if (scene.size) pane.resize(...scene.size)
  await pane.rest(800, 5000)
  const before = service.asked.length
  service.hold(scene.held === true)
  if (scene.prompt) await submit(pane, scene.prompt)
  for (let turn = 0; scene.prompt && turn < 40 && service.asked.length === before; turn++)
    await wait(250)
  if (!scene.during) await settled(service, pane)
  else await wait(SOON)
  for (const key of scene.keys ?? []) await press(pane, key === STOP ? stop : [key])
  if (scene.keys) await (scene.shows === 'working' ? wait(SOON) : pane.rest())
  if (scene.types) pane.type(scene.types)
  if (scene.types) await pane.rest(1000, 3000)
  const shot = shoot(drive, { ...scene, shows: shown(drive, scene) })
  const screen = { ...shot, moves: await changes(pane) }
  service.hold(false)
  await finish(drive, scene)
  if (scene.size) pane.resize(...look.size)
  await pane.rest(1000, 10_000)
  return screen
}

async function changes(pane: AgentPane): Promise<boolean> {
  const before = pane.shoot().text
  await wait(MOMENT)
  return pane.shoot().text !== before
}

/** The service has answered, and the screen rests. */
async function settled(service: ModelService, pane: AgentPane): Promise<void> {
  for (let turn = 0; turn < 80 && service.doing() === 'working'; turn++) await wait(250)
  await pane.rest()
}

/** Back to its empty prompt: what is typed would be taken for the next prompt, and work would hold it up. */
async function finish({ agent, pane, service }: Drive, scene: Scene): Promise<void> {
  if (scene.types) await press(pane, agent.clear ?? ['C-u'])
  for (let turn = 0; turn < 4; turn++) {
    await press(pane, agent.stop ?? ['Escape'])
    await wait(PASTE)
    if (service.doing() !== 'working') break
  }
}

async function press(pane: AgentPane, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    pane.key(key)
    await wait(PASTE)
  }
}

async function submit(pane: AgentPane, prompt: string): Promise<void> {
  pane.type(prompt)
  await wait(PASTE)
  pane.key('Enter')
}

/** The stand-in knows what the agent does: one that was told to use a tool, and did, has asked nobody. */
function shown({ agent, service }: Drive, scene: Scene): string {
  const own = agent.shows?.[scene.name]
  if (own !== undefined) return own
  // It has answered at once, or what an earlier scene has begun in the background goes on.
  const doing = service.doing()
  if (scene.shows === 'working' && doing === 'idle') return 'idle'
  if (scene.shows === 'idle' && doing === 'working') return 'working'
  const isAsked = scene.shows.startsWith('waiting') && scene.prompt?.startsWith('do ')
  const isOver = doing === 'idle' && (isAsked || scene.held)
  return isOver ? 'idle' : scene.shows
}

async function kill(drive: Drive): Promise<Screen> {
  drive.pane.kill()
  await wait(1500)
  // A process that it has started may keep the terminal for a while.
  for (let turn = 0; turn < 40 && !drive.pane.shoot().dead; turn++) await wait(250)
  return shoot(drive, { name: `killed${drive.look.name}`, shows: 'failed', how: 'it was killed' })
}

async function resume(drive: Drive, words: readonly string[]): Promise<Screen> {
  const { agent, program, pane } = drive
  pane.kill()
  await wait(1500)
  pane.start([program.path, ...(agent.args ?? []), ...words])
  const last = (agent.begin ?? []).findLast(step => 'sees' in step)
  // Some draw their last conversation instead of what a new one begins with.
  if (last) await pane.sees(last.sees, 30_000)
  await pane.rest(3000)
  return shoot(drive, {
    name: `resumed${drive.look.name}`,
    shows: 'idle',
    how: 'its last session was taken up again',
  })
}

function shoot(
  { agent, program, pane }: Drive,
  scene: Pick<Scene, 'name' | 'shows' | 'how'>,
): Screen {
  const shot = pane.shoot()
  const { name, shows, how } = scene
  const foreground = shot.foreground.map(args =>
    args.replaceAll(program.dir, '/usr/lib').replaceAll(process.execPath, '/usr/bin/node'),
  )
  // Nothing of this machine is kept, and no column moves.
  const text = shot.text
    .replaceAll(program.dir, '/agent'.padEnd(program.dir.length, 's'))
    .replaceAll('127.0.0.1', 'localhost')
  const dead = shot.dead ? { command: agent.name } : {}
  return {
    ...{ ...shot, ...dead, foreground, text },
    ...{ agent: agent.name, version: program.version, scene: name, shows, how },
  }
}
