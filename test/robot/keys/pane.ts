import { expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { play, type Robot, still } from '../robot.ts'
import { playFleet, theLab } from './place.ts'

test('s sends a line as it stands, and Enter after it', async () => {
  await play(
    { sessions: { ear: 'stty -echo; while read -r line; do echo "<$line>"; done' } },
    async robot => {
      await robot.sees('local/ear:0.0')
      await robot.press('s', / send to local\/ear:/)
      await robot.press('Tab', 'completes a path after')

      robot.type(`a 'b' "c" $(d) é日 C-c -x`)
      robot.keys('Enter')

      await robot.sees(`<a 'b' "c" $(d) é日 C-c -x>`)
      await robot.sees('Sent to local/ear:0.0.')
    },
  )
})

test('i gives every key to the pane until the escape chord', async () => {
  const listening = `trap 'echo GOT-INT' INT; printf '\\033[?2004h'; while :; do cat -v; done`
  await play({ sessions: { typed: listening } }, async robot => {
    await robot.sees('local/typed:0.0')
    await robot.press('i', 'TYPING')
    await robot.sees(/^ ctrl-] back to fleetmux/m)

    robot.type('q?é')
    robot.bytes('\x1b[A\x1b[D')
    await robot.sees('q?é^[[A^[[D')
    robot.bytes('\r')
    await robot.sees('M-CM-)')
    robot.bytes('\x1b[200~two  words\x1b[201~')
    await robot.sees('^[[200~two  words^[[201~')
    robot.bytes('\x03')
    await robot.sees('GOT-INT')

    robot.keys('C-]')
    await robot.misses('TYPING')
    await robot.press('Tab', '▸ local/typed')
  })
})

test('a gives the terminal to a session here, and takes it back whole', async () => {
  await playFleet({ sessions: { near: 'echo I am near; exec cat' } }, async robot => {
    await robot.sees(/▌. near/)
    robot.keys('a')
    await attached(robot, 'near', () =>
      robot.here('list-clients', '-F', '#{client_tty} #{session_name}'),
    )

    robot.bytes('\x02d')

    await robot.sees('Back from local/near.')
    await isWhole(robot)
    await robot.press('j', /▌. far /)
  })
})

test('a gives the terminal to a session on a host over ssh, and takes it back whole', async () => {
  await playFleet({ sessions: { near: 'cat' } }, async robot => {
    await robot.press('G', /▌. away /)
    robot.keys('a')
    const clients = () =>
      theLab().tmux('lab2', 'list-clients', '-F', '#{client_tty} #{session_name}')
    await attached(robot, 'away', clients)

    robot.type('typed there')
    await robot.sees('typed there')
    robot.bytes('\x02d')

    await robot.sees('Back from lab2/away.')
    await isWhole(robot)
    await robot.press('k', /▌. far /)
  })
})

async function attached(
  robot: Robot,
  session: string,
  clients: () => Promise<string> | string,
): Promise<void> {
  await until(`a terminal on ${session}`, async () =>
    new RegExp(`^/dev/\\S+ ${session}$`, 'm').test(await clients()),
  )
  await robot.sees(`[${session}]`)
}

/** As after a full repaint, but for what changes by itself. */
async function isWhole(robot: Robot): Promise<void> {
  // tmux tells that the terminal has left a moment later.
  await robot.misses(/ @1 /)
  const before = await robot.sees('▸ Sessions')
  const bytes = robot.written().length
  robot.keys('C-l')
  await until('a full paint', () => robot.written().length > bytes + 1000)
  await robot.sees('▸ Sessions')
  expect(still(robot.screen())).toEqual(still(before))
}
