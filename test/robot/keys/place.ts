import { afterAll, beforeAll } from 'vitest'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { play, type Robot, type RobotOptions } from '../robot.ts'

let lab: Lab | undefined
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  await lab.tmux('lab1', 'new-session', '-d', '-s', 'far', 'cat')
  await lab.tmux('lab2', 'new-session', '-d', '-s', 'away', 'cat')
})
afterAll(() => lab?.close())

/** The two hosts that the scenarios of the keys share. */
export function theLab(): Lab {
  if (!lab) throw new Error('the lab is not up')
  return lab
}

/** A scenario on this machine and both hosts, all of them up. */
export function playFleet(
  options: RobotOptions,
  scenario: (robot: Robot) => Promise<void>,
): Promise<void> {
  const args = ['--ssh-config', theLab().sshConfig, '--remote', 'lab1,lab2']
  return play({ ...options, args }, async robot => {
    await robot.sees(/far[\s\S]*away/)
    await scenario(robot)
  })
}
