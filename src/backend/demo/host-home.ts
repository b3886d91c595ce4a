import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The user name on every demo host (an ssh server in this process). */
export const DEMO_USER = 'demo'

/**
 * Maximum characters of the base path; a longer one is not used: the path of a unix socket in the directory must fit
 * into 104 bytes (macOS).
 */
const LONGEST_BASE = 40

/** Creates a directory for one demo, with mode 0700 and a short path, in `parent` or the runtime directory. */
export async function newPlace(parent = shortBase()): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  return mkdtemp(join(parent, 'fmx-'))
}

function shortBase(): string {
  const bases = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp']
  return bases.find(base => base?.startsWith('/') && base.length <= LONGEST_BASE) ?? '/tmp'
}

/** Creates the home directory of one host in `dir`, which will also contain its tmux socket. */
export async function createHome(name: string, dir: string): Promise<void> {
  const { HOME, ENV } = hostEnv(name, dir)
  await mkdir(HOME, { recursive: true, mode: 0o700 })
  // `\w` in PS1 would not work in both dash and bash.
  await writePrivate(ENV, `PS1='${DEMO_USER}@${name}:\${PWD##*/}$ '\n`)
}

/**
 * The complete environment of commands on a demo host. It has nothing of the user's own tmux, home directory or ssh
 * agent.
 */
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
    // An interactive sh reads the file in ENV. A PS1 variable would be overridden by /etc/profile or root's default.
    ENV: join(dir, 'home', '.shrc'),
  }
}

/** Writes a file that only this user may read. */
export async function writePrivate(path: string, content: string): Promise<void> {
  await writeFile(path, content, { mode: 0o600 })
}
