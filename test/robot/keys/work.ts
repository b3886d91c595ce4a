import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitIn } from '../../backend/workspace/project.ts'
import { installAgent } from '../../lab/agents/install-agent.ts'
import { until } from '../../lab/process.ts'
import { play, program, type Robot } from '../robot.ts'
import { makePersonRepository } from '../work/person-repository.ts'

/** One command of the same person on the same machine, in another terminal. */
function command({ dir }: Robot, ...args: readonly string[]): string {
  const env = {
    ...{ PATH: process.env['PATH'], LANG: 'C.UTF-8', SHELL: '/bin/sh', HOME: join(dir, 'home') },
    ...{ XDG_CONFIG_HOME: join(dir, 'config'), XDG_STATE_HOME: join(dir, 'state') },
    ...{ XDG_RUNTIME_DIR: join(dir, 'run'), TMUX_TMPDIR: join(dir, 'here') },
  }
  return execFileSync(process.execPath, [program, ...args], {
    ...{ env, cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  })
}

interface Made {
  readonly id: string
  readonly branchName: string
  readonly worktreePath: string
}

/** A session of that name that changes the README. */
function make(robot: Robot, root: string, name: string): Made {
  const where = ['--repo', root, '--base', 'mine', '--script', 'exit 0']
  const made: Made = JSON.parse(command(robot, 'work', 'new', '--name', name, ...where, '--json'))
  writeFileSync(join(made.worktreePath, 'README.md'), `${name} wrote this\n`)
  gitIn(made.worktreePath, 'commit', '-qam', `Work of ${name}`)
  return made
}

/** The screen in a directory of its own: what it writes here is gone with it. */
async function open(robot: Robot): Promise<void> {
  await robot.sees('shell>')
  robot.type('$FLEETMUX')
  robot.keys('Enter')
  await robot.sees(' LIVE ', 90_000)
}

const OPTIONS = { sessions: { only: 'cat' }, columns: 150, rows: 30, inShell: true }

/** Reads all hosts again until the list shows it. */
async function lists(robot: Robot, what: RegExp): Promise<void> {
  for (let turn = 0; !what.test(robot.screen()); turn++) {
    if (turn === 60) throw new Error(`the list never showed ${what}`)
    robot.keys('r')
    await new Promise(resolve => setTimeout(resolve, 1000))
  }
}

/** Every way to edit the line that stands open, and to leave it. */
async function editsAndLeaves(robot: Robot, opens: string, line: RegExp): Promise<void> {
  for (const leave of ['Escape', 'C-c']) {
    await robot.press(opens, line)
    robot.keys('C-u')
    robot.type('some words')
    for (const key of ['Left', 'Home', 'End', 'BSpace', 'C-w', 'Up', 'Down']) robot.keys(key)
    robot.keys(leave)
    await robot.misses(line)
  }
}

const MOVES = ['j', 'Down', 'k', 'Up', 'NPage', 'C-d', 'Space', 'PPage', 'C-u', 'Home', 'End']
const WORK = /▸ Work \d/

test('worktree sessions: what is read, moved over and searched, and every way back', async () => {
  const mine = await makePersonRepository()
  try {
    await play(OPTIONS, async robot => {
      for (const name of ['first', 'second']) make(robot, mine.project.root, name)
      await open(robot)
      await robot.press('w', WORK)
      await robot.sees('first would conflict with second on local')
      for (const key of MOVES) robot.keys(key)
      await robot.press('G', /▌second/)
      await robot.press('g', /▌first/)
      for (const [key, back] of [
        ['Enter', 'Escape'],
        ['d', 'q'],
        ['d', 'Enter'],
        ['d', 'C-c'],
      ] as const) {
        await robot.press(key, '+first wrote this')
        for (const move of [...MOVES, 'G', 'g']) robot.keys(move)
        await robot.press(back, WORK)
      }
      await robot.press('p', 'The session cannot be merged yet.')
      await robot.press('q', WORK)

      await robot.press('d', '+first wrote this')
      await editsAndLeaves(robot, '/', /^ search:/m)
      await robot.press('/', /^ search:/m)
      robot.type('WROTE')
      await robot.press('Enter', /▌\+first wrote this/)
      for (const key of ['n', 'N']) await robot.press(key, /▌\+first wrote this/)
      await robot.press('q', WORK)

      await robot.press('K', '▸ Removed sessions that can be restored')
      await robot.press('q', WORK)
      await robot.press('S', 'No new session needs')
      await editsAndLeaves(robot, 'i', /^ prompt the agent:/m)
      await editsAndLeaves(robot, 'n', /^ new:/m)
      await editsAndLeaves(robot, 'u', /^ restore:/m)
      await editsAndLeaves(robot, 'X', /^ remove first on local \(\+1\/-0\) with all its work:/m)
      for (const key of ['Escape', 'q', 'w', 'C-c']) {
        robot.keys(key)
        await robot.misses(WORK)
        await robot.press('w', WORK)
      }
    })
  } finally {
    await mine.project.remove()
  }
})

test('worktree sessions: every act, from the script to what is brought back', async () => {
  const mine = await makePersonRepository()
  const before = await mine.portrait()
  try {
    mine.moveBase('.worktreesetup', 'touch set-up\n')
    await play(OPTIONS, async robot => {
      await installAgent(join(robot.dir, 'home'))
      const second = make(robot, mine.project.root, 'second')
      make(robot, mine.project.root, 'first')
      await open(robot)
      await robot.press('w', /▸ Work 2/)
      await robot.sees(/▌first/)
      await robot.press('t', 'The script of first runs in')
      await lists(robot, /▌first +local +idle +1 +pass/)
      await robot.press('i', /^ prompt the agent:/m)
      robot.type('hello')
      await robot.press('Enter', 'Iteration 2 of first is running')
      await lists(robot, /▌first +local +idle +2 /)
      await robot.press('e', /Exported first to .*work-first-\w+\.json/)
      expect(readdirSync(robot.dir).some(name => name.startsWith('work-first-'))).toBe(true)
      await robot.press('s', 'The branch is already a single commit.')
      await robot.press('b', 'Rebased first on mine.')
      robot.keys('c')
      await robot.sees('Nothing in the session first was interrupted')
      for (const [key, question] of [
        ['a', 'Stop the agent or the rebase of first?'],
        ['P', 'Push the branch of first'],
      ] as const) {
        await robot.press(key, question)
        await robot.press('n', WORK)
      }
      robot.keys('o')
      await until('how its program ended', () => {
        // tmux 3.3 may not notice it until another program ends.
        robot.here('run-shell', 'true')
        return /▌✓ work-first/.test(robot.screen())
      })
      await robot.press('w', WORK)
      // Its base is checked out and not clean: the merge is refused, and nothing is changed.
      await robot.press('m', 'Merge first into mine')
      await robot.press('y', /mine|checked out/)
      expect(await mine.portrait()).toEqual(before)
      await robot.press('g', /▌first/)
      await robot.press('x', 'Remove first, its worktree and its branch?')
      await robot.press('y', /commits? (?:is|are) not in mine/)

      await robot.press('G', /▌second/)
      await robot.press('X', /^ remove second on local/m)
      robot.type('first')
      await robot.press('Enter', 'not the name of the selected session')
      robot.keys('C-u')
      robot.type('second')
      await robot.press('Enter', /▸ Work 1/)
      expect(existsSync(second.worktreePath)).toBe(false)
      await robot.press('u', /^ restore:/m)
      robot.type(second.branchName)
      await robot.press('Enter', /▸ Work 2/)
      expect(existsSync(second.worktreePath)).toBe(true)

      for (const [answer, isRun] of [
        ['n', false],
        ['y', true],
      ] as const) {
        await robot.press('n', /^ new:/m)
        robot.keys('C-u')
        robot.type(`claude ${mine.project.root} hello ${answer}`)
        await robot.press('Enter', 'press w, then S.')
        for (const leave of isRun ? [] : ['Escape', 'q', 'C-c']) {
          await robot.press('S', '▸ Set-up command of')
          for (const move of [...MOVES, 'g', 'G']) robot.keys(move)
          await robot.press(leave, WORK)
        }
        await robot.press('S', 'touch set-up')
        await robot.press(answer, `Iteration 1 of hello ${answer} is running`)
        await lists(robot, new RegExp(`hello ${answer} +local +(idle|merged)`))
      }
      const trees = readdirSync(join(mine.project.root, '.worktrees'))
      const set = trees.filter(name =>
        existsSync(join(mine.project.root, '.worktrees', name, 'set-up')),
      )
      expect(set).toHaveLength(1)
      expect(await mine.portrait()).toEqual(before)
    })
  } finally {
    await mine.project.remove()
  }
})
