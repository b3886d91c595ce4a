import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Running, Transport } from '../../../src/backend/transport/transport.ts'
import { until } from '../../lab/process.ts'
import { unique } from '../../lab/unique.ts'
import { failureOf } from '../ssh/ssh-lab.ts'

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i))

function sha(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function firstLine(running: Running): Promise<string> {
  let seen = ''
  running.stdout.on('data', bytes => {
    seen += bytes
  })
  await until('a line', () => seen.includes('\n'))
  return seen
}

/** What a transport of any kind does. `home` is seen by both sides, and by `dir` both mean the same. */
export interface Subject {
  readonly make: () => Transport
  readonly home: () => string
}

export function holdsContract(kind: Transport['kind'], { make, home }: Subject): void {
  let transport: Transport
  let dir: string
  beforeAll(async () => {
    // Not in /tmp itself, which a container has of its own.
    dir = await mkdtemp(join(home(), 'fmt-'))
    transport = make()
  })
  afterAll(async () => {
    await transport.close()
    await rm(dir, { recursive: true, maxRetries: 10 })
  })
  const sh = (script: string, ...args: string[]) => ['sh', '-c', script, 'sh', ...args]

  test('says what it is', () => {
    expect(transport.kind).toBe(kind)
  })

  test('run keeps stdout and stderr apart, and the exit code', async () => {
    const result = await transport.run(sh('printf out; printf err >&2; exit 7'))
    expect(result).toEqual({ code: 7, stdout: Buffer.from('out'), stderr: Buffer.from('err') })
  })

  test.each([255, 128, 1])('run resolves with exit code %i', async code => {
    expect((await transport.run(sh(`exit ${code}`))).code).toBe(code)
  })

  test('a signal is 128 plus its number', async () => {
    expect((await transport.run(sh('kill -9 $$'))).code).toBe(137)
  })

  test('a command that is not there ends with 127', async () => {
    const result = await transport.run(['no-such-command-at-all'])
    expect(result.code).toBe(127)
    expect(result.stderr.toString()).toContain('no-such-command-at-all')
  })

  test('no shell reads the words', async () => {
    const words = ["it's", '$HOME', '`id`', '!!', '\\n', 'a\nb', '', '*', '~/x', '-n', 'é 漢']
    const { stdout } = await transport.run(sh('printf "[%s]" "$@"', ...words))
    expect(stdout.toString()).toBe(words.map(word => `[${word}]`).join(''))
  })

  test.each([[[]], [['']], [['a\0b']]])('refuses %j as a command', async argv => {
    expect(await failureOf(transport.run(argv))).toMatchObject({ kind: 'usage' })
    expect(await failureOf(transport.open(argv))).toMatchObject({ kind: 'usage' })
  })

  test('stdin may be text, bytes, a stream or nothing', async () => {
    expect((await transport.run(['cat'], { stdin: 'é' })).stdout.toString()).toBe('é')
    expect((await transport.run(['cat'], { stdin: everyByte })).stdout).toEqual(everyByte)
    const stream = Readable.from([Buffer.from('a'), Buffer.from('b')])
    expect((await transport.run(['cat'], { stdin: stream })).stdout.toString()).toBe('ab')
    expect((await transport.run(['cat'])).stdout.length).toBe(0)
  })

  test('a command need not read its stdin', async () => {
    const { stdout } = await transport.run(['echo', 'done'], { stdin: Buffer.alloc(4 << 20) })
    expect(stdout.toString()).toBe('done\n')
  })

  test('a stdin that fails half way fails the run', async () => {
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('half')
        throw new Error('the disk broke')
      })(),
    )
    await expect(transport.run(['cat'], { stdin: broken })).rejects.toThrow('the disk broke')
  })

  test('a stdin that fails before the command begins fails the run, and nothing else', async () => {
    const broken = new Readable({ read() {} })
    const work = transport.run(['cat'], { stdin: broken })
    broken.destroy(new Error('the disk broke'))
    await expect(work).rejects.toThrow('the disk broke')
  })

  test('past its deadline it is late', async () => {
    // On a busy machine a command may not have begun in this time. It is the command that shall be late.
    const deadlines = [300, 1000, 3000, 9000]
    const failure = await until('a command that has begun, and is late', async () => {
      const deadline = deadlines.shift() ?? 9000
      const late = await failureOf(transport.run(['sleep', '60'], { deadline }))
      expect(late).toMatchObject({ kind: 'late', host: transport.host })
      return late.what.includes(`took longer than ${deadline / 1000} s`) ? late : null
    })
    expect(failure.what).toMatch(/`sleep` took longer than [\d.]+ s/)
  })

  test('a signal calls it off', async () => {
    const off = new AbortController()
    const work = transport.run(['sleep', '60'], { signal: off.signal })
    off.abort()
    expect(await failureOf(work)).toMatchObject({ kind: 'refused' })
  })

  test('what stays behind and holds the output open keeps nobody waiting', async () => {
    if (kind === 'ssh' || kind === 'ssh2') return // sshd itself waits for it; the deadline is for that
    const { stdout } = await transport.run(sh('sleep 3 & echo done'))
    expect(stdout.toString()).toBe('done\n')
  })

  test('open is byte-clean both ways, by megabytes, for a reader that comes late', async () => {
    const running = await transport.open(['cat'])
    const sent = Buffer.concat([everyByte, randomBytes(8 << 20), everyByte])
    running.stdin.end(sent)
    await new Promise(resolve => setImmediate(() => setImmediate(resolve)))
    const got: Buffer[] = []
    for await (const chunk of running.stdout) got.push(chunk)
    expect(sha(Buffer.concat(got))).toBe(sha(sent))
    expect(await running.ended).toEqual({ code: 0, lost: false })
  })

  test('a reader that stops holds the command back', async () => {
    const counter = join(dir, `count-${kind}`)
    const script = 'while head -c 65536 /dev/zero; do printf x >>"$1"; done'
    const running = await transport.open(sh(script, counter))
    const size = () => stat(counter).then(found => found.size)
    let before = -1
    await until('the writer to stand still', async () => {
      const same = (await size().catch(() => -1)) === before && before >= 0
      before = await size().catch(() => -1)
      await new Promise(resolve => setTimeout(resolve, 300))
      return same
    })
    expect(before * 65_536).toBeLessThan(16 << 20)
    await running.kill()
  })

  test('open talks back and forth, and stderr is apart', async () => {
    const running = await transport.open(
      sh('while read -r x; do echo "got $x"; echo "err $x" >&2; done; exit 5'),
    )
    const err = text(running.stderr)
    running.stdin.write('one\n')
    expect(await firstLine(running)).toBe('got one\n')
    running.stdin.end('two\n')
    expect(await running.ended).toEqual({ code: 5, lost: false })
    expect(await err).toBe('err one\nerr two\n')
  })

  test('kill ends it here; later writes hurt nobody', async () => {
    const running = await transport.open(['cat'])
    await running.kill()
    expect((await running.ended).lost).toBe(false)
    running.stdin.write('into the void')
    running.stdin.end()
  })

  test('a pty has its size and one stream', async () => {
    const running = await transport.open(sh('stty size; tty >&2; exit 3'), {
      pty: { columns: 91, rows: 17 },
    })
    const out = await text(running.stdout)
    expect(out).toMatch(/17 91\r\n\/dev\/\S+\r\n/)
    expect(await running.ended).toEqual({ code: 3, lost: false })
  })

  test('terminal is a command line that runs it', async () => {
    const line = await transport.terminal(sh('printf "<%s>" "$1"; exit 4', "it's $HOME"))
    const pty = { columns: 80, rows: 24 }
    const set = Object.entries(line.env ?? {}).map(([name, value]) => `${name}=${value}`)
    const running = await createLocal().open(['env', ...set, line.file, ...line.args], { pty })
    expect(await text(running.stdout)).toContain("<it's $HOME>")
    expect((await running.ended).code).toBe(4)
  })

  test('put writes the whole file with its mode, get reads it back', async () => {
    const path = join(dir, `${kind} it's a file`)
    await transport.put(everyByte, path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await transport.put(Readable.from([everyByte, everyByte]), path, { mode: 0o755 })
    expect((await stat(path)).mode & 0o777).toBe(0o755)
    expect(await transport.get(path)).toEqual(Buffer.concat([everyByte, everyByte]))
  })

  test('~/ is the home directory there', async () => {
    const name = `.fleetmux-test-${kind}-${process.pid}`
    await transport.put(Buffer.from('x'), `~/${name}`)
    expect(await readFile(join(home(), name), 'utf8')).toBe('x')
    expect((await transport.get(`~/${name}`)).toString()).toBe('x')
    await rm(join(home(), name))
  })

  test('a put that fails half way leaves the old file, and nothing beside it', async () => {
    const own = join(dir, unique(`half-${kind}`))
    await mkdir(own)
    await writeFile(join(own, 'f'), 'old')
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('new')
        await until('the first half', async () => (await readdir(own)).length > 1)
        throw new Error('the disk broke')
      })(),
    )
    await expect(transport.put(broken, join(own, 'f'))).rejects.toThrow('the disk broke')
    await until('the rest to go', async () => (await readdir(own)).length === 1)
    expect(await readFile(join(own, 'f'), 'utf8')).toBe('old')
  })

  test('files that cannot be written or read say why', async () => {
    const nowhere = await failureOf(transport.put(everyByte, '/no/such/directory/f'))
    expect(nowhere).toMatchObject({ kind: 'remote', host: transport.host })
    expect(nowhere.why).toMatch(/no such|nonexistent/i)
    expect(await failureOf(transport.put(everyByte, dir))).toMatchObject({ kind: 'remote' })
    const missing = await failureOf(transport.get(join(dir, 'none')))
    expect(missing).toMatchObject({ kind: 'remote', why: expect.stringContaining('No such file') })
  })

  test('close ends what runs, and what is asked later is refused', async () => {
    const other = make()
    const running = await other.open(['cat'])
    const long = failureOf(other.run(['sleep', '60']))
    await other.close()
    await running.ended
    expect(await long).toMatchObject({ kind: 'lost' })
    expect(await failureOf(other.run(['true']))).toMatchObject({ kind: 'lost' })
  })
}
