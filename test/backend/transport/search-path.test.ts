import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { searchPathScript } from '../../../src/backend/transport/search-path.ts'
import { isInstalled } from '../../lab/installed-program.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fms-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function write(path: string, text: string, mode = 0o644): string {
  const file = join(home, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode })
  return file
}

/** A program that says where it was found. */
const program = (place: string) => write(`${place}/wanted`, '#!/bin/sh\necho "$0"\n', 0o755)

/** What a script says with the rule in front of it, as this person, in this shell. */
function say(script: string, more: Record<string, string> = {}, sh = ['/bin/sh']): string {
  const [file = '', ...words] = sh
  const env = { HOME: home, PATH: '/usr/bin:/bin', SHELL: '/bin/sh', ...more }
  const { stdout, stderr } = spawnSync(file, [...words, '-c', `${searchPathScript} ${script}`], {
    env,
    input: 'what a start-up file would read',
    encoding: 'utf8',
    timeout: 60_000,
  })
  return `${stdout}${stderr}`.trim()
}

/** What a row of a table begins with is a shell: without it the row is left out (`test/setup.ts` warns). */
const isThere = ([shell = '']: readonly string[]) => isInstalled(shell)

const SEEK = 'if seek wanted; then wanted; else echo nowhere; fi'

test.each([['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['mksh'], ['ksh']].filter(isThere))(
  'in %s, what is on the PATH is found without asking any shell',
  (...sh) => {
    const at = program('on the path')
    const shell = write('shell', `#!/bin/sh\n: >${home}/asked\n`, 0o755)
    expect(say(SEEK, { PATH: `${dirname(at)}:/usr/bin:/bin`, SHELL: shell }, sh)).toBe(at)
    expect(existsSync(join(home, 'asked'))).toBe(false)
    expect(say('seek sh; echo $PATH', { SHELL: shell }, sh)).toBe('/usr/bin:/bin')
    expect(say('seek never; command -v sed', { SHELL: shell }, sh)).toBe('/usr/bin/sed')
    expect(existsSync(join(home, 'asked'))).toBe(true)
  },
)

test.each([
  ['.local/bin', ''],
  ['.nvm/versions/node/v22.3.0/bin', '.nvm/versions/node/v18.1.0/bin'],
  ['.asdf/shims', ''],
  ['.volta/bin', ''],
  ['.nix-profile/bin', ''],
])('the usual directories: ~/%s', (place, older) => {
  if (older) program(older)
  const at = program(place)
  expect(say(SEEK)).toBe(at)
})

test.each(
  [
    ['bash', '.bash_profile', 'export PATH="$PATH:$HOME/my bin"'],
    ['dash', '.profile', 'export PATH="$PATH:$HOME/my bin"'],
    ['ksh', '.profile', 'export PATH="$PATH:$HOME/my bin"'],
    ['zsh', '.zprofile', 'path+=("$HOME/my bin")'],
    ['fish', '.config/fish/config.fish', 'set -gx PATH $PATH "$HOME/my bin"'],
    ['tcsh', '.login', 'setenv PATH "${PATH}:${HOME}/my bin"'],
  ].filter(isThere),
)('the login shell %s, whatever its start-up file prints', (shell, file, line) => {
  write(file, `echo hello; echo /nowhere\n${line}\necho PATH=/nowhere\n`)
  const at = program('my bin')
  expect(say(SEEK, { SHELL: `/usr/bin/${shell}` })).toBe(at)
})

test.each(
  [
    ['bash', '.bash_profile', 'case $- in *i*) PATH=$PATH:$HOME/mine;; esac'],
    ['zsh', '.zshrc', 'PATH=$PATH:$HOME/mine'],
    ['fish', '.config/fish/config.fish', 'if status is-interactive; fish_add_path $HOME/mine; end'],
  ].filter(isThere),
)('the interactive login shell %s', (shell, file, line) => {
  write(file, `${line}\n`)
  const at = program('mine')
  expect(say(SEEK, { SHELL: `/usr/bin/${shell}` })).toBe(at)
})

test('a start-up file that never comes to its end costs its deadline', () => {
  write('.profile', 'sleep 600\n')
  const start = Date.now()
  expect(say(SEEK)).toBe('nowhere')
  expect(Date.now() - start).toBeLessThan(30_000)
})

test('what a start-up file exports does not change our scripts', () => {
  const bash = ['/bin/bash', '--posix']
  const odd = { TMOUT: '1', CDPATH: '/usr', SHELLOPTS: 'errexit:noclobber', IFS: '/' }
  const script = 'false; : >$HOME/twice; echo new >$HOME/twice; cd bin; cd /; echo [$unset] $TMOUT'
  expect(say(script, odd, bash)).toBe('[]')
})
