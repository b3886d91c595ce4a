import { spawn } from 'node:child_process'
import { startKeeper } from './keeper.ts'

/** For the test of the keeper: starts what would stay, says its pids, and waits for its own end. */
const [dir = ''] = process.argv.slice(2)
startKeeper(dir)
const env = { PATH: process.env['PATH'], HOME: `${dir}/home` }
const own = spawn('sleep', ['600'], { env, detached: true, stdio: 'ignore' })
const named = spawn('sh', ['-c', 'while :; do sleep 1; done', `${dir}/named`], {
  env: { PATH: process.env['PATH'] },
  detached: true,
  stdio: 'ignore',
})
process.stdout.write(`${own.pid} ${named.pid}\n`)
setInterval(() => {}, 1000)
