import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The user name on every embedded host. */
export const DEMO_USER = 'demo'

/** Longer than this, and a unix socket below it would not fit into its 104 bytes (macOS). */
const LONGEST_BASE = 40

/** A new directory for one demo, 0700 and with a short path, in `parent` or the runtime directory. */
export async function newPlace(parent = shortBase()): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  return mkdtemp(join(parent, 'fmx-'))
}

function shortBase(): string {
  const bases = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp']
  return bases.find(base => base?.startsWith('/') && base.length <= LONGEST_BASE) ?? '/tmp'
}

/** Makes the home of one host in `dir`; its tmux socket will be in there too. */
export async function furnish(name: string, dir: string): Promise<void> {
  const { HOME, ENV } = hostEnv(name, dir)
  await mkdir(HOME, { recursive: true, mode: 0o700 })
  // Both dash and bash as sh expand it, and neither knows \w in it alike.
  await writePrivate(ENV, `PS1='${DEMO_USER}@${name}:\${PWD##*/}$ '\n`)
}

/** All that a command on an embedded host inherits: nothing of the user's own tmux, home or agent. */
export function hostEnv(name: string, dir: string) {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: join(dir, 'home'),
    TMUX_TMPDIR: dir,
    SHELL: '/bin/sh',
    USER: DEMO_USER,
    LOGNAME: DEMO_USER,
    HOSTNAME: name,
    LANG: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
    // What an interactive sh reads; /etc/profile and root's own default would win over a plain PS1.
    ENV: join(dir, 'home', '.shrc'),
  }
}

/** Writes a file that only this user may read. */
export async function writePrivate(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: 0o600 })
}
