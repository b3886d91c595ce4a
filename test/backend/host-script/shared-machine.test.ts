import { spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createHostScriptReader,
  type HostScriptEvent,
  lookMessage,
} from '../../../src/backend/host-script/host-script.ts'
import { hostScript } from '../../../src/backend/host-script/script.ts'
import { type SentScript, sendScript } from '../../../src/backend/transport/sent-script.ts'
import { ended, until } from '../../lab/process.ts'

/*
 * A machine that several people use: another one puts into TMPDIR, which anybody may write, whatever could make
 * our script wait, read or write. The other is a real user; without root there is none.
 */

const OTHER = 65534
const uid = process.getuid?.() ?? 0
const mayBeOther = uid === 0

let dir = ''
let home = ''
let shared = ''
let pids: number[] = []

beforeEach(async () => {
  dir = await mkdtemp('/tmp/fmo-')
  home = join(dir, 'home')
  shared = join(dir, 'shared')
  await mkdir(home, { mode: 0o700 })
  await mkdir(shared)
  await chmod(dir, 0o755)
  await chmod(shared, 0o1777)
  pids = []
})
afterEach(async () => {
  await ended(pids)
  await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})

/** The script without /tmp, which is not ours to fill: TMPDIR stands for it. */
function startScript(nonce: string): SentScript {
  const places = '"$TMPDIR" /tmp;'
  expect(hostScript).toContain(places)
  return sendScript(hostScript.replace(places, '"$TMPDIR";'), 'fleetmux', [nonce, 'one'])
}

/** As the other user, in the directory that both may write. */
function asOther(script: string): void {
  const words = ['--reuid', String(OTHER), '--regid', String(OTHER), '--clear-groups', 'sh', '-c']
  const { status, stderr } = spawnSync('setpriv', [...words, script], { cwd: shared })
  expect(stderr.toString()).toBe('')
  expect(status).toBe(0)
}

/** What the script says first, its end, and where its directory was meanwhile. */
async function channel(env: Readonly<Record<string, string>> = { TMPDIR: shared }) {
  const nonce = randomBytes(8).toString('hex')
  const { argv, first } = startScript(nonce)
  const [file = '', ...args] = argv
  const child = spawn(file, args, {
    env: { PATH: process.env.PATH ?? '', HOME: home, TMUX_TMPDIR: dir, LC_ALL: 'C', ...env },
  })
  pids.push(child.pid ?? 0)
  child.stdin.on('error', () => {})
  const reader = createHostScriptReader(nonce)
  const events: HostScriptEvent[] = []
  child.stderr.on('data', chunk => events.push(...reader.stderr(chunk)))
  child.stdin.write(`${first}${lookMessage()}`)
  const event = await until(`a look, after ${JSON.stringify(events)}`, () =>
    events.find(each => each.type === 'looked' || each.type === 'failed'),
  )
  const found = (await places()).filter(path => path.includes(nonce))
  child.stdin.end()
  await ended([child.pid ?? 0])
  expect((await places()).filter(path => path.includes(nonce))).toEqual([])
  return { event, places: found.map(path => path.slice(dir.length + 1)), nonce }
}

async function places(): Promise<string[]> {
  // What an earlier channel left may be removed while it is listed.
  const all = await until('a listing', () =>
    readdir(dir, { recursive: true, withFileTypes: true }).catch(thrown => {
      if (thrown.code !== 'ENOENT') throw thrown
      return null
    }),
  )
  return all.filter(each => each.isDirectory()).map(each => join(each.parentPath, each.name))
}

const ours = `shared/fleetmux-channels-${uid}`
const atHome = 'home/.cache/fleetmux-channels'

test('its directory is in one of ours, where the next finds what was left', async () => {
  await mkdir(join(dir, ours, 'c.0123456789abcdef'), { recursive: true, mode: 0o700 })
  await chmod(join(dir, ours), 0o700)
  const dead = spawnSync('sh', ['-c', 'echo $$']).stdout.toString().trim()
  const host = spawnSync('uname', ['-n']).stdout.toString().trim()
  await writeFile(join(dir, ours, 'c.0123456789abcdef', 'k'), `${dead} ${host}\n`)
  const { places: found, nonce } = await channel()
  expect(found).toEqual([`${ours}/c.${nonce}`])
  await until('the leftover to go', () => !existsSync(join(dir, ours, 'c.0123456789abcdef')))
})

describe.runIf(mayBeOther)('another user', () => {
  test.each([
    ['a pipe where a pid is looked for', 'mkdir fleetmux-x; mkfifo fleetmux-x/k'],
    ['a pipe in the name of our directory', `mkfifo fleetmux-channels-${uid}`],
    ['a file', `touch fleetmux-channels-${uid}`],
    ['a link to a directory of theirs', `mkdir x; ln -s x fleetmux-channels-${uid}`],
    ['a link to a directory of ours', `ln -s ${'$'}HOME fleetmux-channels-${uid}`],
    ['a link that leads nowhere', `ln -s none fleetmux-channels-${uid}`],
    [
      'our directory, made by them, full of pipes',
      `umask 0; mkdir -p fleetmux-channels-${uid}/c.0; mkfifo fleetmux-channels-${uid}/c.0/k`,
    ],
    ['one that cannot be read', `mkdir -m 0 fleetmux-channels-${uid}`],
    ['names with newlines', 'mkdir "fleetmux-\nx"; mkfifo "fleetmux-\nx/k"'],
  ])('%s: nobody waits', async (_, script) => {
    asOther(script)
    const { event, places: found, nonce } = await channel()
    expect(event.type).toBe('looked')
    expect(found).toEqual([`${script.includes('channels') ? atHome : ours}/c.${nonce}`])
  })

  test('names without number cost no look at any of them', async () => {
    asOther('seq 400 | xargs -I% echo fleetmux-% | xargs mkdir')
    const trace = join(dir, 'trace')
    const { argv, first } = startScript(randomBytes(8).toString('hex'))
    const { error } = spawnSync('strace', ['-f', '-e', 'trace=%file', '-o', trace, ...argv], {
      input: first,
      timeout: 30_000,
      env: { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: shared, TMUX_TMPDIR: dir },
    })
    // strace is not everywhere.
    if (error) return
    const text = await readFile(trace, 'utf8')
    expect(text).toContain(`shared/fleetmux-channels-${uid}`)
    expect(text).not.toMatch(/shared\/fleetmux-[0-9]/)
  })

  test('a directory that they can put another in the place of is not used', async () => {
    await chmod(shared, 0o777)
    const { places: found, nonce } = await channel()
    expect(found).toEqual([`${atHome}/c.${nonce}`])
  })

  test('where no place is safe, the channel says so at once', async () => {
    asOther(`touch fleetmux-channels-${uid}`)
    await writeFile(join(home, '.cache'), '')
    const { event } = await channel()
    expect(event.type === 'failed' && event.message).toMatch(
      /^fleetmux cannot make a private directory for its pipes in \$XDG_RUNTIME_DIR, \$TMPDIR, \/tmp or \//,
    )
  })
})
