import { spawn } from 'node:child_process'
import xterm from '@xterm/headless'
import { alive, ended, signal, tree, until } from '../test/lab/process.ts'

/** A program in a pty of its own: the driver writes keys and sees every byte that the program writes. */
export interface Terminal {
  /** Of the program itself, not of what makes the pty. */
  readonly pid: number
  /** The moment at which the characters that were asked for as `first` came in; else 0. */
  readonly first: number
  type(keys: string): void
  /** Resolves with the moment (`performance.now()`) at which these characters came in; asked before they can. */
  heard(characters: string, deadline?: number): Promise<number>
  /** Waits until an emulator that is fed with all bytes shows it. */
  sees(what: string | RegExp, deadline?: number): Promise<string>
  /** Bytes written since the start. */
  written(): number
  /** Ends the program by SIGTERM, and waits for its end. */
  close(): Promise<void>
}

const SIZE = { columns: 200, rows: 50 }

/** util-linux's `script` makes the pty: Node cannot without a native module. It costs all programs the same. */
export async function openTerminal(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  awaited = '',
): Promise<Terminal> {
  const line = `stty rows ${SIZE.rows} cols ${SIZE.columns}; exec ${argv.map(quoted).join(' ')}`
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env: { ...env }, stdio: 'pipe' })
  // It may end before it has read its keys.
  child.stdin.on('error', () => {})
  const ear = listen()
  const heard = awaited === '' ? 0 : ear.heard(awaited)
  child.stdout.on('data', ear.take)
  child.stderr.resume()
  // Nothing else is asked of the machine before that.
  const first = await heard
  const program = await until('the program in its terminal', async () =>
    (await tree(child.pid ?? 0)).at(1),
  )
  return {
    pid: program.pid,
    first,
    type: keys => void child.stdin.write(keys),
    heard: ear.heard,
    sees: ear.sees,
    written: ear.written,
    async close() {
      signal([program.pid], 'SIGTERM')
      await ended([program.pid]).catch(() => signal([program.pid], 'SIGKILL'))
      if (child.pid && alive(child.pid)) signal([child.pid], 'SIGTERM')
    },
  }
}

interface Awaited {
  readonly characters: Buffer
  readonly resolve: (at: number) => void
}

function listen() {
  const screen = new xterm.Terminal({ cols: SIZE.columns, rows: SIZE.rows, allowProposedApi: true })
  let unread: Buffer[] = []
  let written = 0
  let awaited: Awaited | null = null

  function take(bytes: Buffer): void {
    const at = performance.now()
    written += bytes.length
    unread.push(bytes)
    // A glyph is a few bytes and comes in one piece: nothing is searched across chunks.
    if (!awaited || !bytes.includes(awaited.characters)) return
    const { resolve } = awaited
    awaited = null
    resolve(at)
  }

  /** The emulator reads only when it is asked, so that it costs nothing while something is measured. */
  async function text(): Promise<string> {
    const bytes = Buffer.concat(unread)
    unread = []
    await new Promise<void>(done => screen.write(bytes, done))
    const { active } = screen.buffer
    const rows = Array.from({ length: SIZE.rows }, (_, y) =>
      active.getLine(active.baseY + y)?.translateToString(true),
    )
    return rows.join('\n')
  }

  function heard(characters: string, deadline = 10_000): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`waited ${deadline} ms for ${characters}`))
      const timer = setTimeout(late, deadline)
      awaited = {
        characters: Buffer.from(characters),
        resolve(at) {
          clearTimeout(timer)
          resolve(at)
        },
      }
    })
  }

  async function sees(what: string | RegExp, deadline = 30_000): Promise<string> {
    let now = ''
    const shows = async () => {
      now = await text()
      return typeof what === 'string' ? now.includes(what) : what.test(now)
    }
    await until(String(what), shows, deadline).catch(thrown => {
      throw new Error(`${thrown.message}; the screen ends with ${now.trim().slice(-200)}`)
    })
    return now
  }

  return { take, heard, sees, written: () => written }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
