import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { play, type Robot, writeConfig } from './robot.ts'

const FLOOD = `i=0; while :; do i=$((i+1)); seq "$i"000000 "$i"020000; done`
/** What a hostile program prints for the user's own terminal, each with a mark of its own. */
const HOSTILE = [
  '\\033]0;TITLE-MARK\\007',
  '\\033]52;c;Q0xJUC1NQVJL\\007',
  '\\033[?1049h\\033[?1000h\\033[?2004l',
  '\\033P$q"p\\033\\\\',
  '\\033]8;;http://link.invalid/LINK-MARK\\033\\\\text of the link\\033]8;;\\033\\\\',
  '\\033[6n\\033[c\\007',
].join('')

describe('bad days on the screen', () => {
  test('a session is renamed, then ended elsewhere, while it is followed', async () => {
    await play({ sessions: { one: 'cat', two: 'cat' } }, async robot => {
      await robot.sees('local/one:0.0')
      robot.here('rename-session', '-t', '=one', 'first of all')
      await robot.sees('local/first of all:0.0')
      robot.here('kill-session', '-t', '=first of all')
      await robot.sees('Session first of all has ended.')
      robot.keys('Enter')
      await robot.sees('local/two:0.0')
    })
  })

  test('the server dies while it is followed, and another one comes', async () => {
    await play({ sessions: { one: 'cat' } }, async robot => {
      await robot.sees('local/one:0.0')
      robot.here('kill-server')
      await robot.sees(/no server running/)
      robot.here('new-session', '-d', '-s', 'reborn', 'cat')
      await robot.sees(/● reborn/, 30_000)
    })
  })

  test('names with anything in them are shown, followed and ended', async () => {
    const names = ['-rf', 'two words', '$(touch x)', '"quoted" \'too\'', '日本 ✓']
    await play({ sessions: Object.fromEntries(names.map(name => [name, 'cat'])) }, async robot => {
      for (const name of names) {
        await robot.sees(name)
        robot.keys('/')
        robot.type(name)
        await robot.sees(`local/${name}:0.0`)
        robot.keys('Enter')
        // The server ends with the last one. tmux 3.3 may sleep through that, until another program ends.
        const isEnded = () =>
          name === names.at(-1)
            ? isGone(() => robot.here('run-shell', 'true'))
            : !robot.here('list-sessions', '-F', '#{session_name}').split('\n').includes(name)
        // With the session before, tmux may have ended fleetmux's own client: it says so, and is asked again.
        await until(`${name} to end`, async () => {
          await robot.press('x', `End session ${name} on local`)
          robot.keys('y')
          await until('an answer', () => isEnded() || robot.screen().includes('try again'))
          return isEnded()
        })
        robot.keys('Escape')
        await robot.misses('End session')
      }
      await robot.sees('no server running')
    })
  })

  test('a configuration with a slip is named with its place; mended, it applies', async () => {
    await play({ sessions: { one: 'cat' }, config: { mouse: true } }, async robot => {
      await robot.sees('local/one:0.0')
      writeConfig(robot.dir, '{ "mouse": true,\n  "hosts": [ }')
      await robot.sees(/config\.json:2:\d+ is not JSON/)
      await robot.sees('local/one:0.0')
      writeConfig(robot.dir, { hosts: [{ name: 'nowhere', address: 'nowhere.invalid' }] })
      await robot.sees(/✗ nowhere|nowhere +down/, 30_000)
    })
  })

  test('nothing that a pane prints for the terminal gets there', async () => {
    const sessions = {
      hostile: `while :; do printf '${HOSTILE} shown-%s\\n' $((n+=1)); sleep 0.3; done`,
    }
    await play({ sessions }, async robot => {
      await robot.sees(/shown-5/)
      // The title is our own, and has nothing of a pane in it.
      const own = /\u001b\]2;fleetmux(?: \(\d+ needs? you\))?\u0007/g
      const written = robot.written().toString('latin1').replace(own, '')
      for (const mark of [
        'TITLE-MARK',
        'Q0xJUC1NQVJL',
        'LINK-MARK',
        '\u001bP',
        '\u001b[6n',
        '\u001b]',
        '\u0007',
      ]) {
        expect(written.includes(mark), JSON.stringify(mark)).toBe(false)
      }
      await robot.sees('text of the link shown-')
      expect(written.split('\u001b[?1049h')).toHaveLength(2)
    })
  })

  test('a pane that prints without end: keys answer, memory stays bounded', async () => {
    await play({ sessions: { calm: 'cat', flood: FLOOD } }, async robot => {
      await robot.sees('local/calm:0.0')
      robot.keys('j')
      await robot.sees('local/flood:0.0')
      const before = memory(robot)
      for (let round = 0; round < 10; round++) {
        robot.keys('k')
        await robot.sees('local/calm:0.0')
        robot.keys('j')
        await robot.sees(/local\/flood:0\.0[\s\S]*\d{7,}/)
      }
      robot.keys('?')
      await robot.sees('▸ Keys')
      robot.keys('Escape')
      await robot.misses('▸ Keys')
      process.stdout.write(`flood: ${before} MB before, ${memory(robot)} MB after\n`)
      expect(memory(robot)).toBeLessThan(300)
    })
  })
})

/** Whether tmux finds no server. Throws any other error. */
function isGone(ask: () => string): boolean {
  try {
    ask()
    return false
  } catch (thrown) {
    if (/no server running|server exited|lost server/.test(String(thrown))) return true
    throw thrown
  }
}

/** Resident memory of the program, in megabytes. */
function memory(robot: Robot): number {
  const status = readFileSync(`/proc/${robot.pid()}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}
