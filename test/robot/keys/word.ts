import { expect, test } from 'vitest'
import { play, type Robot } from '../robot.ts'

async function enter(robot: Robot, text: string, shows: string | RegExp): Promise<void> {
  await robot.press(':', /^ :/m)
  robot.type(text)
  await robot.sees(` :${text}`)
  await robot.press('Enter', shows)
}

test('tab completes words, hosts and sessions', async () => {
  await play({ sessions: { first: 'cat', 'two words': 'cat' } }, async robot => {
    await robot.sees('local/first')
    await robot.press(':', /^ :/m)

    robot.type('at')
    await robot.press('Tab', / :attach /)
    robot.type('lo')
    await robot.press('Tab', / :attach local\/ .*local\/first/)
    robot.type('t')
    await robot.press('Tab', ` :attach "local/two words"`)
    robot.keys('C-c')
    await robot.misses(' :attach')
  })
})

test('every word after : does what it says', async () => {
  await play({ sessions: { first: 'cat', second: 'cat' } }, async robot => {
    await robot.sees('local/first')

    await enter(robot, 'follow local/second', 'local/second:0.0')
    await enter(robot, 'send local/second hello you', /hello you[\s\S]*hello you/)
    await enter(robot, 'sort activity', ' by activity ')
    await enter(robot, 'sort name', ' by name ')
    await enter(robot, 'filter sec', 'filter: sec  ·')
    await enter(robot, 'filter', ' first ')
    await enter(robot, 'mouse off', 'Mouse off')
    await enter(robot, 'mouse on', 'Mouse on')
    await enter(robot, 'dial local', ' 1 host up')
    await enter(robot, 'new local third -- echo it is third; exec cat', /▌○ third/)
    await robot.sees('it is third')
    await enter(robot, 'kill local/third', 'End session third on local')
    await robot.press('y', 'Ended third on local.')
    await enter(robot, 'help', '▸ Keys')
    robot.keys('Escape')
    await robot.misses('▸ Keys')
    await enter(robot, 'log', /▸ Event log[\s\S]*Ended third/)
    robot.keys('Escape')
    await robot.misses('▸ Event log')
    await enter(robot, 'benchmarks', '▸ Benchmarks')
    robot.keys('Escape')
    await robot.misses('▸ Benchmarks')
    await enter(robot, 'talk', 'You have asked no question yet')
    await enter(robot, 'attach local/first', '[first]')
    robot.bytes('\x02d')
    await robot.sees('Back from local/first.')
    await enter(robot, 'quit', /^(?!.*Pool)/)
    expect(await robot.ended()).toBe(0)
  })
})

test('a word that there is not is answered with the nearest', async () => {
  await play({ sessions: { first: 'cat' } }, async robot => {
    await robot.sees('local/first')

    await enter(robot, 'atach local/first', 'Did you mean attach?')
    await enter(robot, 'attach local/frist', 'Did you mean local/first?')
    await enter(robot, 'dial lokal', 'Did you mean local?')
  })
})
