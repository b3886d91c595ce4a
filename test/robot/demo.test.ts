import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play } from './robot.ts'

test('what is started in the demo stands in no state of the user', async () => {
  await play({ args: ['demo'], columns: 150 }, async robot => {
    // The program's own compiled code is kept in the cache, whatever is started.
    const kept = () =>
      ['home', 'config', 'state'].map(name =>
        readdirSync(join(robot.dir, name), { encoding: 'utf8', recursive: true }).filter(
          path => !path.startsWith('.cache'),
        ),
      )
    const before = kept()
    await robot.sees(/demo-kyoto +up/)
    await robot.press('n', /repository +\S+\/own\/project/)
    robot.type('echo from the demo')
    robot.keys('Tab')
    await robot.sees('or any command')
    robot.keys('C-u')
    robot.type('shell')
    await robot.sees(/▌agent +shell/)
    robot.keys('BTab', 'Enter')
    await robot.sees('1 started, 0 failed')
    robot.keys('Escape')
    // Escape and the next key at once are one key: alt-q.
    await robot.misses('1 started, 0 failed')
    await robot.sees(/echo from t/)
    robot.keys('q')
    expect(await robot.ended()).toBe(0)
    expect(kept()).toEqual(before)
  })
})
