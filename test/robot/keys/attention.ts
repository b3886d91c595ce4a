import { expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { play, type Robot } from '../robot.ts'

// What a pane said of its agent counts for nothing where a shell is.
const CAT = 'exec cat'
const FOUR = { asks: CAT, broke: CAT, other: CAT, quiet: CAT }

/** What an agent says of itself, by the user option of its pane. */
function say(robot: Robot, session: string, state: string): void {
  robot.here('set-option', '-p', '-t', `=${session}:`, '@fleetmux_agent', 'claude')
  robot.here('set-option', '-p', '-t', `=${session}:`, '@fleetmux_state', state)
}

/** Two that wait, the second a moment later than the first. */
async function ask(robot: Robot): Promise<void> {
  await robot.sees(/▌. asks /)
  await robot.press('G', /▌. quiet /)
  say(robot, 'other', 'waiting: Deploy it?')
  await robot.sees(/Needs you {2}1[\s\S]*! local\/other .*Deploy it\?/)
  say(robot, 'asks', 'waiting: Which name?')
  await robot.sees(/Needs you {2}2 [\s\S]*! local\/other [\s\S]*! local\/asks [\s\S]*2 need you/)
}

test('. goes to each that needs somebody, round, and the title counts them', async () => {
  await play({ sessions: FOUR, columns: 160 }, async robot => {
    await ask(robot)
    await robot.sees(/▌. quiet /)

    await robot.press('.', /▌! local\/other /)
    await robot.press('.', /▌! local\/asks /)
    await robot.press('.', /▌! local\/other /)

    const title = () => robot.terminal('display-message', '-p', '-t', 'robot', '#{pane_title}')
    expect(title()).toBe('fleetmux (2 need you)')
    say(robot, 'other', 'working')
    say(robot, 'asks', 'working')
    await robot.misses('Needs you')
    expect(title()).toBe('fleetmux')
    expect(robot.written().includes(7)).toBe(true)
  })
})

test('D puts away what has finished, and nothing that asks or has failed', async () => {
  await play({ sessions: FOUR, columns: 160 }, async robot => {
    await ask(robot)
    say(robot, 'asks', 'done: 0')
    await robot.sees(/Needs you {2}2 [\s\S]*✓ local\/asks /)
    await robot.press('D', 'Removed 1 from the sessions that need you')
    await robot.sees(/Needs you {2}1 [\s\S]*! local\/other /)
    expect(robot.screen()).toMatch(/✓ asks /)
    await robot.press('D', 'You have already seen every agent that has finished.')
  })
})

test('A shows one question after the other; words reach the pane once, and no other', async () => {
  await play({ sessions: FOUR, columns: 160 }, async robot => {
    await ask(robot)

    await robot.press('A', /▸ Answer 1 of 2 [\s\S]*local\/other[\s\S]*Deploy it\?[\s\S]*ANSWERING/)
    for (const key of ['y', 'n', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
      await robot.press(key, new RegExp(`in words [\\s\\S]*answer: ${key} `))
      await robot.press('Escape', /▸ Answer 1 of 2 ━/)
    }
    await robot.press('Enter', 'This question needs a typed answer')
    robot.type('ye x')
    await robot.sees('answer: ye x')
    await robot.press('C-w', /answer: ye +┃/)
    await robot.press('BSpace', /answer: ye +┃/)
    await robot.press('Left', /answer: ye +┃/)
    robot.keys('End')
    robot.type('p')
    await robot.sees('answer: yep')

    await robot.press('Enter', /Answered local\/other: yep/)

    await robot.sees(/▸ Answer 2 of 2 [\s\S]*Which name\?/)
    const heard = () => robot.here('capture-pane', '-p', '-t', '=other:').trim()
    await until('the words and their echo', () => heard() === 'yep\nyep')
    await robot.press('C-c', /^(?![\s\S]*▸ Answer)/)
    // It has not been seen to go on, and is not asked twice.
    await robot.press('A', /▸ Answer 1 of 1 [\s\S]*Which name\?/)
    robot.type('b')
    await robot.sees('answer: b')
    say(robot, 'asks', 'working')
    await robot.press('C-c', 'The agent no longer asks this question.')
    await robot.press('Escape', /^(?![\s\S]*▸ Answer)/)
    expect(robot.here('capture-pane', '-p', '-t', '=asks:').trim()).toBe('')
    expect(heard()).toBe('yep\nyep')
  })
})

test('tab and s leave a question open', async () => {
  await play({ sessions: FOUR, columns: 160 }, async robot => {
    await ask(robot)

    await robot.press('A', '▸ Answer 1 of 2')
    await robot.press('Tab', /▸ Answer 2 of 2 [\s\S]*Which name\?/)
    await robot.press('s', 'answer: s')
    await robot.press('Tab', '2 agents still wait for an answer.')
  })
})

test('e explains which rule saw what, and closes by all its keys', async () => {
  await play({ sessions: FOUR, rows: 12, columns: 160 }, async robot => {
    await ask(robot)
    await robot.press('.', /▌! local\/other /)

    for (const key of ['Escape', 'q', 'e', 'Enter', 'C-c']) {
      await robot.press('e', /▸ Explain local\/other:0\.0 [\s\S]*agent +claude[\s\S]*waiting/)
      robot.keys(key)
      await robot.misses('▸ Explain')
    }
    await robot.press('e', '▸ Explain')
    await robot.press('G', /> said +@fleetmux_state|▸ Explain/)
    for (const key of ['g', 'j', 'k', 'NPage', 'PPage']) robot.keys(key)
    await robot.sees(/agent +claude/)
  })
})
