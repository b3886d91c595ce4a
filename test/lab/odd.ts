import { spawn } from 'node:child_process'
import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Host } from './host.ts'
import { ended, sshd, until } from './process.ts'

/** Another sshd on a host of the lab, with lines of its own in its configuration. */
export interface OddSshd {
  readonly port: number
  readonly pid: number
  close(): Promise<void>
}

/** Starts it beside the host's own; the first value of a key counts, so `lines` beat the host's. */
export async function startOdd(host: Host, lines: readonly string[]): Promise<OddSshd> {
  const port = await freePort(host.address)
  const usual = await readFile(join(host.dir, 'sshd_config'), 'utf8')
  const path = join(host.dir, `sshd_config.${port}`)
  await writeFile(path, `${lines.join('\n')}\n${usual.replace(/^Port .*$/m, `Port ${port}`)}`)
  const child = spawn(sshd, ['-D', '-e', '-f', path], { stdio: ['ignore', 'ignore', 'pipe'] })
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  // The lab's guard ends it where the test could not.
  await appendFile(join(host.dir, 'sshd.pids'), `${child.pid}\n`)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => (said += text))
  await until(`sshd to listen: ${said}`, async () => said.includes('Server listening'))
  return {
    port,
    pid: child.pid ?? 0,
    async close() {
      child.kill('SIGKILL')
      await ended(child.pid ? [child.pid] : [])
    },
  }
}

async function freePort(address: string): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  const found = server.address()
  await new Promise(resolve => server.close(resolve))
  if (!found || typeof found === 'string') throw new Error('no free port')
  return found.port
}
