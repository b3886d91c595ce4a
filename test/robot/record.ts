import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startRobot } from './robot.ts'

/** Records the run that test/ui/replay.test.ts replays. Usage: record.ts FILE. */

const COLOURS = `printf '\\033[1;32mgreen\\033[0m 日本 👩‍💻 e\\314\\201\\n'; exec sh`
const CHATTY = 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.05; done'

async function main(file: string): Promise<void> {
  const robot = await startRobot({
    columns: 120,
    rows: 30,
    env: {
      FLEETMUX_RECORDING: join(
        process.env['TMPDIR'] ?? '/tmp',
        `fleetmux-recording-${process.pid}`,
      ),
    },
    sessions: { chatty: CHATTY, colours: COLOURS, ends: 'sleep 2' },
  })
  try {
    await robot.sees('line 20')
    robot.keys('j')
    await robot.sees('green')
    robot.keys('s')
    robot.type('echo recorded')
    robot.keys('Enter')
    await robot.sees(/│recorded /)
    robot.keys('N')
    robot.type('new one')
    robot.keys('Enter')
    await robot.sees('new one')
    await robot.misses('ends ')
    robot.keys('x')
    await robot.sees('End session')
    robot.keys('y')
    robot.keys('k', '/')
    robot.type('chat')
    robot.keys('Enter')
    await robot.sees('filter: chat')
    robot.keys('q')
    await robot.ended()
    const recording = join(process.env['TMPDIR'] ?? '/tmp', `fleetmux-recording-${process.pid}`)
    writeFileSync(file, gzipSync(readFileSync(recording), { level: 9 }))
  } catch (error) {
    process.stderr.write(robot.screen())
    throw error
  } finally {
    await robot.close()
  }
}

await main(process.argv[2] ?? 'test/fixtures/run.ndjson.gz')
