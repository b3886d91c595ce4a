import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { makeProject } from '../../backend/workspace/project.ts'
import { installBencher } from '../../lab/agents/install-agent.ts'
import { play } from '../robot.ts'

const file = (repo: string, name: string, prompt: string) => `
version: 1
name: ${name}
models: { default: {} }
suites:
  - id: s
    cases:
      - { id: one, repo: ${repo}, prompt: "case=one ${prompt}", script_command: "test -f solve.txt" }
`

const LIST = '▸ Benchmarks'
const LINE = /^ benchmark:/m

test('benchmarks: a file is run, its matrix shown; one is stopped and gone on with', async () => {
  const project = await makeProject()
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  try {
    await play({ sessions: { only: 'cat' }, columns: 120, rows: 30 }, async robot => {
      await installBencher(join(robot.dir, 'home'), ['amp'])
      const write = (name: string, prompt: string) => {
        const path = join(robot.dir, `${name}.yaml`)
        writeFileSync(path, file(project.root, name, prompt))
        return path
      }
      await robot.sees(' LIVE ')
      await robot.press('M', LIST)
      await robot.press('x', 'No benchmark is selected.')
      for (const leave of ['Escape', 'C-c']) {
        await robot.press('s', LINE)
        robot.type('some words')
        for (const key of ['Left', 'Home', 'End', 'BSpace', 'C-w', 'C-k']) robot.keys(key)
        for (const key of ['Up', 'Down', leave]) robot.keys(key)
        await robot.misses(LINE)
      }
      await robot.press('s', LINE)
      robot.type(write('quick', 'solves=1'))
      robot.keys('Enter')
      await robot.sees(/quick +ended +1\/1 attempts, 1 passed/, 120_000)
      await robot.press('Enter', /▸ quick/)
      await robot.press('Escape', LIST)
      await robot.press('s', LINE)
      robot.type(write('slow', 'solves=1 wait=600000'))
      robot.keys('Enter')
      await robot.sees(/slow +running +0\/1/, 120_000)
      for (const key of ['j', 'Down', 'k', 'Up', 'NPage', 'C-d', 'Space', 'PPage', 'C-u'])
        robot.keys(key)
      for (const key of ['G', 'g', 'End', 'Home']) robot.keys(key)
      // The newest comes first.
      await robot.press('G', /▌quick/)
      await robot.press('g', /▌slow/)
      await robot.press('x', 'Stop the benchmark slow?')
      await robot.press('y', /slow +(ended|left) +\d\/1/)
      await robot.press('R', /slow +running/)
      await robot.press('x', 'Stop the benchmark slow?')
      await robot.press('y', /slow +(ended|left) +\d\/1/)
      for (const key of ['Escape', 'q', 'M', 'C-c']) {
        robot.keys(key)
        await robot.misses(LIST)
        await robot.press('M', LIST)
      }
    })
  } finally {
    await project.remove()
  }
})
