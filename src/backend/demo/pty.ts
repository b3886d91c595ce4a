import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import type { Readable } from 'node:stream'

/** The size of a terminal in character cells. 0: the client does not know it. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** The terminal of a command that was started by `ptyCommand`. */
export interface Pty {
  /** Sets a new size, which sends SIGWINCH to the foreground program. */
  resize(size: Size): void
  /** The process group of the command itself, once it runs. */
  group(): number | undefined
}

/** File descriptor on which the shell inside the pty reports its pid and tty. */
export const REPORT_FD = 3

/**
 * The command line that runs `command` (or an interactive shell) under a pty. `script` allocates the pty, because node
 * cannot do so without a native module. `script` has no option for the size, so the inner shell sets the size first.
 */
export function ptyCommand(shell: string, command: string | undefined, size: Size): string[] {
  const start =
    command === undefined ? `exec ${quote(shell)}` : `exec ${quote(shell)} -c ${quote(command)}`
  const inside = `printf "%s %s\\n" "$$" "$(tty)" >&${REPORT_FD}; exec ${REPORT_FD}>&-; stty ${words(size)}; ${start}`
  return process.platform === 'linux'
    ? ['script', '-qefc', inside, '/dev/null']
    : ['script', '-q', '/dev/null', '/bin/sh', '-c', inside]
}

/**
 * The pseudo-terminal of a command: the child reports the pid of the command and the path of the terminal on its
 * descriptor 3, which is a pipe.
 */
export function ptyOf(child: ChildProcess): Pty {
  let place: { pid: number; tty: string } | undefined
  let wanted: Size | undefined
  let busy = false
  // Run one stty at a time, for the newest size: two at once could finish in either order.
  const apply = async () => {
    if (busy || !place) return
    busy = true
    for (let next = wanted; next; next = wanted) {
      wanted = undefined
      await setSize(place.tty, next)
    }
    busy = false
  }
  report(child).then(found => {
    place = found
    return apply()
    // If the command is killed before it has reported its terminal, the failure is ignored: there is no terminal to
    // resize.
  }, Boolean)
  return {
    resize(size) {
      wanted = size
      void apply()
    },
    group: () => place?.pid,
  }
}

/**
 * Reads the command's pid and terminal, which its shell writes as the first line to descriptor 3. Does not wait for the
 * end of the descriptor, because `script` keeps it open.
 */
async function report(child: ChildProcess) {
  let line = ''
  for await (const chunk of child.stdio[REPORT_FD] as Readable) {
    line += chunk
    if (line.includes('\n')) break
  }
  const [pid, tty] = line.trim().split(' ')
  return pid && tty?.startsWith('/dev/') ? { pid: Number(pid), tty } : undefined
}

async function setSize(tty: string, size: Size): Promise<void> {
  const fd = openTty(tty)
  if (fd === undefined) return
  const stty = spawn('stty', words(size).split(' '), { stdio: [fd, 'ignore', 'ignore'] })
  closeSync(fd)
  await once(stty, 'close').catch(() => undefined)
}

/** Opens the terminal. Undefined: the command has ended, so its terminal no longer exists. */
function openTty(tty: string): number | undefined {
  try {
    // Without O_NOCTTY the terminal could become the controlling terminal of this process.
    return openSync(tty, constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return undefined
  }
}

function words(size: Size): string {
  return `rows ${size.rows} cols ${size.columns}`
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
