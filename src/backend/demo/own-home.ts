import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { homeOf } from '../../disk/own-directory.ts'
import { writePrivate } from './host-home.ts'

/** Variables that name the user's directories. In the demo, each names a directory of the demo. */
const KINDS = ['XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME'] as const

type Environment = Record<string, string | undefined>

export interface OwnHome {
  readonly environment: Environment
  /** Path of a git repository, for the form that starts agents. */
  readonly project: string
}

/**
 * Creates a home directory for fleetmux in the demo's directory, so that everything fleetmux writes is removed with the
 * demo. Theme, borders, mouse and the escape key are copied from the user's own configuration; hosts are not.
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

/**
 * Creates a git repository. If git is not installed, the project stays a plain directory, and the form that starts
 * agents reports that.
 */
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

/**
 * The theme, borders, mouse setting and escape key of the user's configuration, which the demo uses too; an empty
 * object if the configuration cannot be read.
 */
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
  const home = homeOf(environment)
  const base =
    process.platform === 'darwin'
      ? join(home, 'Library', 'Preferences')
      : environment['XDG_CONFIG_HOME'] || join(home, '.config')
  return join(base, 'fleetmux', 'config.json')
}
