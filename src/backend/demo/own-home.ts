import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { writePrivate } from './host-home.ts'

/** Whatever tells where files of the user lie; each names a directory of the demo's own instead. */
const KINDS = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'] as const

type Environment = Record<string, string | undefined>

export interface OwnHome {
  readonly environment: Environment
  /** A repository for the form that starts agents. */
  readonly project: string
}

/**
 * Makes a home in the demo's directory: what is started, recorded, remembered or configured in the demo lies there
 * and goes with it. Of the user's own configuration the looks are taken over, and no host.
 */
export async function makeOwnHome(dir: string, environment: Environment): Promise<OwnHome> {
  const home = join(dir, 'own')
  const project = join(home, 'project')
  const kinds = KINDS.map(kind => [kind, join(home, kind.toLowerCase())] as const)
  for (const each of [project, ...kinds.map(([, path]) => path)])
    await mkdir(each, { recursive: true, mode: 0o700 })
  const own = { HOME: home, ...Object.fromEntries(kinds) }
  const config = join(home, 'xdg_config_home', 'fleetmux')
  await mkdir(config, { mode: 0o700 })
  await writePrivate(join(config, 'config.json'), JSON.stringify(looksOf(environment)))
  await makeProject(project)
  return { environment: { ...own, AMPLIHACK_REMOTE_STATE: join(home, 'state.json') }, project }
}

/** Without git there it stays a plain directory, of which the form then says so. */
async function makeProject(dir: string): Promise<void> {
  await writeFile(join(dir, 'README'), 'A project of the demo. It is gone when you leave.\n')
  const name = ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost']
  const env = { PATH: process.env.PATH, HOME: dir }
  for (const words of [
    ['init', '-q', '-b', 'main'],
    ['add', 'README'],
    [...name, 'commit', '-q', '-m', 'Begin'],
  ]) {
    const { status } = spawnSync('git', words, { cwd: dir, env, stdio: 'ignore', timeout: 10_000 })
    if (status !== 0) return
  }
}

/** Keys, colours and borders as the user has them; a configuration that cannot be read has none. */
function looksOf(environment: Environment): object {
  try {
    const { theme, borders, mouse, ...more } = JSON.parse(
      readFileSync(configOf(environment), 'utf8'),
    )
    return { theme, borders, mouse, escape: more.escape }
  } catch {
    return {}
  }
}

function configOf(environment: Environment): string {
  const home = environment['HOME'] || homedir()
  const base =
    process.platform === 'darwin'
      ? join(home, 'Library', 'Preferences')
      : environment['XDG_CONFIG_HOME'] || join(home, '.config')
  return join(base, 'fleetmux', 'config.json')
}
