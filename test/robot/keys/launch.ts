import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play, type Robot } from '../robot.ts'

/** A repository of its own, and a command that stands for an agent. */
function makeProject(): string {
  const dir = mkdtempSync('/tmp/fmp-')
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: dir })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(dir, 'file'), 'content\n')
  git('add', '.')
  git('commit', '-q', '-m', 'first')
  return dir
}

async function fill(robot: Robot, label: string, text: string): Promise<void> {
  await robot.sees(new RegExp(`▌${label}`))
  robot.keys('C-u')
  robot.type(text)
  await robot.sees(new RegExp(`▌${label} +${text}`))
}

test('n starts agents with a prompt, several copies, and L shows how far they are', async () => {
  const project = makeProject()
  const config = {
    local: { capacity: 4 },
    agents: {
      echo: { command: ['sh', '-c', 'printf "<%s>\\n" "$1"; exec cat', 'echo', '{prompt}'] },
    },
  }
  try {
    await play({ sessions: { near: 'cat' }, columns: 140, rows: 30, config }, async robot => {
      await robot.sees(/▌. near /)
      await robot.press('n', /▸ Start agents [\s\S]*what the agent should do/)
      robot.type('say $(hello)')
      await robot.press('C-j', /say \$\(hello\)/)
      await robot.press('M-Enter', /say/)
      await robot.press('BSpace', /say/)
      robot.type('twice x')
      await robot.press('C-w', /twice +/)
      await robot.press('Left', /twice/)
      await robot.press('Home', /twice/)
      await robot.press('Up', /twice/)
      await robot.press('Up', /▌copies/)
      await fill(robot, 'copies', '99')
      await robot.press('Enter', /what the agent should do/)
      await robot.press('Enter', /▌copies +99.* A number from 1 to 32/)
      await fill(robot, 'copies', '2')
      await robot.press('BTab', /▌turns +10/)
      await robot.press('BTab', /▌mode +auto/)
      await robot.press('BTab', /▌repository/)
      await fill(robot, 'repository', project)
      await robot.press('BTab', /▌size +l/)
      await robot.press('BTab', /▌host/)
      await robot.press('BTab', /▌agent +amplihack/)
      await fill(robot, 'agent', 'echo')
      for (const _ of Array(6)) robot.keys('Tab')
      await robot.press('Down', /what the agent should do/)

      await robot.press('Enter', /▸ Starting [\s\S]*say \$\(hello\)/)
      await robot.sees(/2 started, 0 failed/, 30_000)
      for (const key of ['j', 'k', 'NPage', 'PPage', 'C-d', 'C-u', 'Space', 'G', 'g'])
        robot.keys(key)
      for (const key of ['Enter', 'q', 'L', 'Escape', 'o', 'C-c']) {
        robot.keys(key)
        await robot.misses('▸ Starting')
        await robot.press('L', '▸ Starting')
      }
      robot.keys('q')
      await robot.misses('▸ Starting')
      const [session = ''] = robot
        .here('list-sessions', '-F', '#S')
        .split('\n')
        .filter(name => name.startsWith('sess-'))
      expect(robot.here('capture-pane', '-p', '-t', `=${session}:`)).toContain(
        '<say $(hello)\ntwice',
      )
    })
  } finally {
    rmSync(project, { recursive: true, force: true })
  }
})

test('the dialogs that start something lead to each other, and leave without doing it', async () => {
  await play({ sessions: { near: 'cat' } }, async robot => {
    await robot.sees(/▌. near /)
    await robot.press('n', '▸ Start agents')
    await robot.press('C-t', '▸ New session')
    await robot.press('C-t', '▸ Start agents')
    robot.keys('Escape')
    await robot.misses('▸ Start agents')
    await robot.press('n', '▸ Start agents')
    robot.keys('C-c')
    await robot.misses('▸ Start agents')
    await robot.press('L', 'No session was started from this screen.')
    expect(robot.here('list-sessions', '-F', '#S')).toBe('near')
  })
})
