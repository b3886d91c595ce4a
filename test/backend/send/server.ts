import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../../lab/process.ts'

const READER = fileURLToPath(new URL('reader.ts', import.meta.url))

/** How a terminal is set up before the program in it starts. */
export const TERMINAL = { raw: 'raw -echo', silent: '-echo', plain: 'sane' } as const

/** One private tmux server whose panes write down what they read. */
export interface TestServer {
  readonly socket: string
  tmux(...args: string[]): string
  /** Starts a reader as a session of that name; resolves when it reads. */
  reader(name: string, terminal: keyof typeof TERMINAL, ...words: string[]): Promise<void>
  /** What the reader of that session has got so far. */
  got(name: string): Buffer
  /** Resolves when the session has printed nothing for so long that its next output is an answer. */
  quiet(name: string): Promise<void>
  close(): void
}

export function startServer(): TestServer {
  const dir = mkdtempSync(join(tmpdir(), 'fms-'))
  const socket = join(dir, 's')
  const file = (name: string) => join(dir, `${name}.got`)
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-S', socket, '-f', '/dev/null', ...args], { maxBuffer: 64 << 20 }).toString().trim()

  return {
    socket,
    tmux,
    async reader(name, terminal, ...words) {
      const program = [process.execPath, READER, file(name), ...words].join(' ')
      tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '24', `stty ${TERMINAL[terminal]}; exec ${program}`)
      await until(`${name} to read`, () => existsSync(file(name)) && tmux('capture-pane', '-p', '-t', `=${name}:`).includes(words[0] === 'flood' ? 'flood' : 'ready'))
    },
    got: name => readFileSync(file(name)),
    quiet: async name =>
      void (await until(`${name} to be quiet`, () => {
        const [now = 0, last = 0] = tmux('display-message', '-p', '-t', `=${name}:`, '%s #{window_activity}').split(' ').map(Number)
        return now - last >= 3
      })),
    close() {
      if (spawnSync('tmux', ['-S', socket, 'list-sessions']).status === 0) tmux('kill-server')
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}
