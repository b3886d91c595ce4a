import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startLab } from '../lab/sshd.ts'
import { startRobot } from './robot.ts'
import { compareWithFresh, printing, watchCells } from './still.ts'

/**
 * The long proof of the wall, run by hand: 12 tiles on real sshd hosts print without end. Every ten seconds they
 * hold, and the cells of an emulator that was fed with every byte are compared with a fresh full paint.
 * Usage: node --import tsx test/robot/wall-proof.ts [--minutes 10]
 */

const COLUMNS = 200
const ROWS = 50
const HOSTS = 4
const EACH = 3
const EVERY = 10_000
const PRINTS = [
  `printf '\\033[3%dmline %d\\033[0m \\033[7m日本語\\033[0m é ◆ wide to the edge 日本語日本語日本語\\n' $((i%8)) $i`,
  `printf '\\033[H\\033[44m %d \\033[0m\\033[K\\n\\033[31m%s\\033[0m\\033[K' $i "$(seq -s ' ' $i $((i+20)))"`,
  'seq $i $((i+400))',
]

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const end = Date.now() + Number(values.minutes) * 60_000
const lab = await startLab({ hosts: HOSTS })
const hold = join(lab.dir, 'hold')
let differing = 0
try {
  for (const { name } of lab.hosts)
    for (const [at, print] of PRINTS.slice(0, EACH).entries()) {
      const command = printing(hold, print, 0.1)
      const size = ['-x', '80', '-y', '24']
      await lab.tmux(name, 'new-session', '-d', '-s', `${name}-${at + 1}`, ...size, command)
    }
  const remote = lab.hosts.map(({ name }) => name).join(',')
  const robot = startRobot({
    columns: COLUMNS,
    rows: ROWS,
    args: ['--ssh-config', lab.sshConfig, '--remote', remote],
  })
  try {
    const eye = watchCells(robot, COLUMNS, ROWS)
    await robot.sees(`${HOSTS * EACH} sessions`)
    await robot.press('W', /▸ Wall 12 [\s\S]*line \d/)
    for (let round = 1; Date.now() < end; round++) {
      await new Promise(resolve => setTimeout(resolve, EVERY))
      const { rows, outer } = await compareWithFresh(robot, eye, hold)
      const isSame = rows.length === 0 && outer[0] === outer[1]
      if (!isSame) differing++
      const bytes = robot.written().length
      console.log(`${round}: ${isSame ? 'equal' : `${rows.length} rows differ`}, ${bytes} bytes`)
      for (const row of rows) console.log(`  ${row}`)
    }
  } finally {
    await robot.close()
  }
} finally {
  await lab.close()
}
console.log(`${differing} differ`)
process.exitCode = differing === 0 ? 0 : 1
