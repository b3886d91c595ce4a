import { execFile, spawn } from 'node:child_process'
import {
  appendFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  appendScript,
  EXITS,
  readScript,
} from '../../../src/backend/shared-history/history-scripts.ts'
import { ended, until } from '../../lab/process.ts'

/* A history in a project that others may write, too: what they have put in its place. */

let dir: string
let history: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmhs-'))
  history = join(dir, 'project', '.maestro', 'history')
  await mkdir(history, { recursive: true })
  await mkdir(join(dir, 'state'))
  await writeFile(join(dir, 'precious'), 'kept\n')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const precious = () => readFile(join(dir, 'precious'), 'utf8')
const own = () => readFile(join(history, 'history-me.jsonl'), 'utf8')

async function run(script: string, words: readonly string[], stdin = '') {
  const env = { ...process.env, XDG_STATE_HOME: join(dir, 'state') }
  const asked = promisify(execFile)('sh', ['-c', script, 'fleetmux', ...words], {
    env,
    timeout: 60_000,
  })
  // A script that refuses ends without having read it.
  asked.child.stdin?.on('error', () => {}).end(stdin)
  return asked.then(
    ({ stdout }) => ({ code: 0, out: stdout, err: '' }),
    ({ code, stdout, stderr }) => ({ code, out: String(stdout), err: String(stderr) }),
  )
}

const append = ({ rest = '', limit = 1000, before = '' } = {}) => {
  const sizes = [String(limit), String(limit / 2), '5000']
  return run(
    `${before}\n${appendScript}`,
    [join(dir, 'project'), 'me', rest, ...sizes],
    '{"id":"1"}\nrest\n',
  )
}

test('a lock that another holds on what all may read delays nobody', async () => {
  const holder = spawn('flock', [history, 'sleep', '600'], { detached: true, stdio: 'ignore' })
  const pid = holder.pid ?? 0
  await mkdir(join(history, 'history-me.jsonl.lock'))
  try {
    await until('it to be held', async () =>
      promisify(execFile)('flock', ['-n', history, 'true']).then(
        () => false,
        () => true,
      ),
    )
    expect(await append()).toMatchObject({ code: 0 })
    expect(await own()).toBe('{"id":"1"}\n')
  } finally {
    process.kill(-pid, 'SIGKILL')
    await ended([pid])
  }
})

test('a link in the place of our file is refused, and what it leads to is left as it is', async () => {
  await symlink(join(dir, 'precious'), join(history, 'history-me.jsonl'))
  expect(await append()).toMatchObject({ err: expect.stringContaining('is a link') })
  expect(await precious()).toBe('kept\n')
})

const AFTER_TAIL = 'tail() { command tail "$@"; code=$?; act; return $code; }'
const BEFORE_CD = 'cd() { case "$*" in *history) act ;; esac; command cd "$@"; }'
/** Only root can make a link of another user. */
const THEIRS: readonly [string, string, string] = [
  'link to a directory',
  BEFORE_CD,
  `mv ../history ../was; ln -s '%' ../history; chown -h 65534 ../history`,
]
test.each<readonly [string, string, string]>([
  ['link', AFTER_TAIL, `rm history-me.jsonl; ln -s '%/precious' history-me.jsonl`],
  ['pipe', AFTER_TAIL, 'rm history-me.jsonl; mkfifo history-me.jsonl'],
  ...(process.getuid?.() === 0 ? [THEIRS] : []),
])('a %s that is put there after the check is not written through', async (_, when, act) => {
  await appendFile(join(history, 'history-me.jsonl'), '{"id":"0"}\n')
  const once = `act() { [ -e '${dir}/acted' ] || ( : >'${dir}/acted'; command cd '${history}' && ${act.replaceAll('%', dir)} ); }`
  const { code } = await append({ before: `${once}\n${when}` })
  // Refused by itself, not ended after waiting.
  expect(code).toBe(EXITS.notWritten)
  expect(await precious()).toBe('kept\n')
  expect((await readdir(dir)).sort()).toEqual(['acted', 'precious', 'project', 'state'])
})

test('nothing is written through a link in the place of a long answer', async () => {
  await symlink(join(dir, 'precious'), join(history, 'answer-1.txt'))
  expect(await append({ rest: 'answer-1.txt' })).toMatchObject({
    err: expect.stringContaining('answer-1.txt cannot be written'),
  })
  expect(await precious()).toBe('kept\n')
})

test('a file is cut without writing through a link in the place of its new part', async () => {
  await appendFile(join(history, 'history-me.jsonl'), '{"id":"0"}\n'.repeat(20))
  await symlink(join(dir, 'precious'), join(history, 'history-me.jsonl.new'))
  expect(await append({ limit: 100 })).toMatchObject({ code: 0 })
  expect((await own()).length).toBeLessThan(100)
  expect((await lstat(join(history, 'history-me.jsonl'))).isFile()).toBe(true)
  expect(await precious()).toBe('kept\n')
})

test('all writers together are read no further than to the limit', async () => {
  for (let at = 0; at < 20; at++)
    await writeFile(join(history, `history-w${at}.jsonl`), `{"id":"${at}"}\n`.repeat(1000))
  const { out } = await run(readScript, ['mark', join(dir, 'project'), '5000', '8000', '20000'])
  expect(out.match(/^mark writer/gm)).toHaveLength(20)
  expect(out.length).toBeLessThan(22_000)
})
