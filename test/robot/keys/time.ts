import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play, type Robot } from '../robot.ts'

function say(robot: Robot, session: string, text: string): void {
  robot.here('send-keys', '-t', session, text, 'Enter')
}

test('what a pane showed is gone back to, while it goes on', async () => {
  await play({ sessions: { work: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    await robot.press('Enter', '▸ local/work')
    say(robot, 'work', 'early')
    await robot.sees(/early\s[\s\S]*early/)
    say(robot, 'work', 'late')
    await robot.sees(/late\s[\s\S]*late/)

    await robot.press('<', ' AS OF ')
    await robot.press('{', 'No older output is stored.')
    await robot.misses('late')
    say(robot, 'work', 'later')
    await robot.press('>', ' AS OF ')
    await robot.press('f', /later[\s\S]* LIVE |LIVE [\s\S]*later/)
    await robot.press('{', 'No older output is stored.')
    await robot.press('}', ' LIVE ')
  })
})

test('what is new since one last looked is marked, and one key goes there', async () => {
  const sessions = { away: 'cat', work: 'sh' }
  await play({ sessions }, async robot => {
    await robot.sees('2 sessions')
    await robot.press('End', /local\/work:0/)
    // Whoever only passes by has not looked: the pane itself says when it was seen for long enough.
    say(robot, 'work', 'sleep 2; echo rest""ed')
    await robot.sees('rested')
    await robot.press('Home', /local\/away:0/)
    say(robot, 'work', 'seq 101 200')
    await robot.press('End', / new lines since you looked at /)
    await robot.press("'", 'PAUSED')
    expect(robot.screen()).toContain('▸ local/work')
    await robot.press('f', ' LIVE ')
  })
})

test('a pane is recorded until the key is pressed again, and the past is kept', async () => {
  await play({ sessions: { work: 'cat' } }, async robot => {
    await robot.sees(' LIVE ')
    await robot.press('C-r', 'REC 1')
    say(robot, 'work', 'for the record')
    await robot.sees('for the record')
    await robot.press('Enter', '▸ local/work')
    await robot.press('C-r', 'Recorded local/work:0.0 in ')
    await robot.misses('REC 1')
    await robot.press(':', /^ :/m)
    robot.type('record past')
    await robot.sees(':record past')
    await robot.press('Enter', 'Saved the last minutes of local/work:0.0 to ')

    const directory = join(robot.dir, 'home/.local/share/fleetmux/recordings')
    const casts = readdirSync(directory).filter(name => name.endsWith('.cast'))
    expect(casts).toHaveLength(2)
    for (const name of casts) {
      const text = readFileSync(join(directory, name), 'utf8')
      expect(text).toContain('for the record')
    }
  })
})
