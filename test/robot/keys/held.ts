import { expect, test } from 'vitest'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { play, type Robot } from '../robot.ts'

async function hold(robot: Robot, text: string): Promise<void> {
  await robot.press('B', '▸ Compose')
  robot.type(text)
  await robot.press('C-l', 'held if a host is down')
  await robot.press('Enter', /▸ Recipients[\s\S]*held: /)
  await robot.press('Enter', /waiting +lab2\/work:0\.0 +Held: /)
}

async function close(robot: Robot): Promise<void> {
  robot.keys('Escape')
  await robot.misses('▸ Delivery report')
}

test('a text for a host that is down waits for it, visibly, and arrives once', async () => {
  const lab: Lab = await startLab({ hosts: 2 })
  try {
    for (const { name } of lab.hosts) await lab.tmux(name, 'new-session', '-d', '-s', 'work', 'cat')
    const args = ['--ssh-config', lab.sshConfig, '--remote', 'lab1,lab2']
    await play({ args, columns: 120, rows: 40, sessions: { here: 'cat' } }, async robot => {
      await robot.sees('3 hosts up', 60_000)
      await robot.sees('3 sessions')
      await robot.press('*', '3 marked')
      await lab.kill('lab2')
      await robot.sees(/lab2 +down/, 30_000)

      await hold(robot, 'never')
      await robot.press('x', 'The send was cancelled before the host was reachable aga')
      await close(robot)
      await hold(robot, 'when you are back')
      await close(robot)
      await robot.press('q', 'Quit? 1 pane still waits for its text (host down).')
      await robot.press('n', '1 held')

      await lab.start('lab2')
      await robot.press('R', '▸ Delivery report')
      await robot.sees(/(submitted|echoed) +lab2\/work:0\.0/, 60_000)
      const heard = await lab.tmux('lab2', 'capture-pane', '-p', '-t', '=work:')
      expect(heard.trim().split('\n')).toEqual(['when you are back', 'when you are back'])
    })
  } finally {
    await lab.close()
  }
})
