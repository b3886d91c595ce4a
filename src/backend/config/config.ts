import Conf from 'conf'
import { ownDirectory } from '../../disk/own-directory.ts'
import { needOwnDirectory } from '../../disk/private-file.ts'
import { toHostConfig } from '../../state/hosts/config-entry.ts'
import { FailureError, reasonOf } from '../../state/model/failure.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import type { Settings } from '../../state/model/settings/settings.ts'
import type { RunProfile } from '../../state/runs/profile.ts'
import type { Rule } from '../../state/runs/rule-schema.ts'
import { BRANCH, LAYOUT, PORTS } from '../../state/worktrees/branch-name.ts'
import { TIME_LIMITS } from '../../state/worktrees/time-limits.ts'
import type { WrittenAgents } from '../agents/custom-schema.ts'
import { readPlainFile } from '../files/plain-file.ts'
import { type Checked, checkWritten } from './schema.ts'

/** The user's permanent settings for runs (prompts to agents without a terminal). */
export interface RunSettings {
  readonly rules: readonly Rule[]
  readonly profiles: Readonly<Record<string, RunProfile>>
}

/** Names, directories, number of ports and time limits of worktree sessions. */
export interface WorkSettings {
  readonly branch: string
  readonly layout: string
  readonly ports: number
  /** Timeout of the git hooks of a commit, in seconds. */
  readonly hookSeconds: number
  /** Timeout of the set-up command of a new worktree, in seconds. */
  readonly setupSeconds: number
}

export interface Config {
  /** All configured hosts, including disabled ones. */
  readonly hosts: readonly HostConfig[]
  readonly settings: Partial<Settings>
  /** Settings of the local machine. */
  readonly local: Omit<HostConfig, 'name' | 'transport'>
  readonly agents: WrittenAgents
  readonly runs: RunSettings
  readonly work: WorkSettings
  /** A path for `ssh -F` that replaces the user's own ssh_config. */
  readonly sshConfig?: string
  /** Warnings about unknown keys, one sentence each. */
  readonly warnings: readonly string[]
}

/** The path of the configuration: `config.json` in the XDG configuration directory. @throws FailureError */
export function configPath(): string {
  // The package conf would create this directory readable for all users. On other systems conf uses another directory,
  // and creates that itself.
  if (process.platform === 'linux')
    needOwnDirectory(ownDirectory('XDG_CONFIG_HOME', process.env), 'XDG_CONFIG_HOME')
  return new Conf({ projectName: 'fleetmux', projectSuffix: '', ...UNCHECKED }).path
}

/**
 * Disables the reading and checking of the package conf, which would read the file on every access. `readConfig` checks
 * the file instead, so that errors have a position.
 */
const UNCHECKED = { clearInvalidConfig: false, deserialize: () => ({}) } as const

/**
 * Reads and checks the file. A missing file is an empty configuration.
 * @throws FailureError with line and column of a JSON error, or the path of an invalid value.
 */
export function readConfig(path: string): Config {
  return checkConfig(readConfigText(path), path)
}

/** The text of the file, `{}` if there is no file. @throws FailureError if it cannot be read. */
export function readConfigText(path: string): string {
  return readPlainFile(path) ?? '{}\n'
}

const CORRECT = 'Correct the file.'

/** Like `readConfig`, for a text of the file. @throws FailureError with this hint, as `readConfig` does. */
export function checkConfig(text: string, path: string, hint = CORRECT): Config {
  try {
    return toConfig(check(parse(text, path), path), path)
  } catch (thrown) {
    throw thrown instanceof FailureError ? new FailureError({ ...thrown.failure, hint }) : thrown
  }
}

function parse(text: string, path: string): unknown {
  const value = toJson(text, path)
  if (isDeep(value, DEEPEST)) throw bad(path, '', 'is invalid', 'the document is nested too deeply')
  return value
}

/** Maximum nesting. Valid configurations are far less nested, and deeper recursion could overflow the stack. */
const DEEPEST = 100

function isDeep(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some(each => isDeep(each, left - 1))
}

function toJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw bad(path, place(text, error), 'is not JSON', reasonOf(error))
  }
}

function check(value: unknown, path: string): Checked {
  const checked = checkWritten(value)
  if ('written' in checked) return checked
  throw bad(path, '', `has an invalid value at ${checked.place}`, checked.why)
}

const WORK: WorkSettings = {
  ...{ branch: BRANCH, layout: LAYOUT, ports: PORTS },
  ...{ hookSeconds: TIME_LIMITS.hooks, setupSeconds: TIME_LIMITS.setup },
}

function toConfig({ written, warnings }: Checked, path: string): Config {
  const {
    hosts = [],
    local = {},
    agents = {},
    runs = {},
    work = {},
    sshConfig,
    ...settings
  } = written
  return {
    hosts: hosts.map(toHostConfig),
    settings,
    local,
    agents,
    runs: { rules: runs.rules ?? [], profiles: runs.profiles ?? {} },
    work: { ...WORK, ...work },
    ...(sshConfig !== undefined && { sshConfig }),
    warnings: warnings.map(each => `${path}: ${each}`),
  }
}

/** The line and column of the error, such as `:3:14`, from the offset in the parser's message. */
function place(text: string, error: unknown): string {
  const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
  const before = text.slice(0, at === undefined ? text.length : Number(at)).split('\n')
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`
}

function bad(path: string, where: string, what: string, why: string): FailureError {
  return new FailureError({ kind: 'usage', what: `${path}${where} ${what}.`, why })
}
