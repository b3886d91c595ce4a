import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../test/lab/process.ts'
import type { Home } from './home.ts'
import type { Stage } from './stage.ts'

/** A server of the program under measurement, with the token of its person. */
export interface PageServer {
  readonly port: number
  readonly pid: number
  readonly token: string
  ask(path: string, body?: unknown): Promise<{ readonly data: unknown }>
}

export async function startPageServer(stage: Stage, home: Home): Promise<PageServer> {
  const [file = '', ...args] = home.program
  const child = spawn(file, [...args, 'server', '--port', '0'], {
    env: home.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const ended = new Promise(resolve => child.once('exit', resolve))
  stage.later(async () => {
    child.kill('SIGINT')
    await ended
  })
  const port = Number(await until('the server', () => /Server running at .*:(\d+)/.exec(out)?.[1]))
  const tokenFile = join(home.env['XDG_STATE_HOME'] ?? '', 'fleetmux', 'server-token')
  const token = (await readFile(tokenFile, 'utf8')).trim()
  return {
    port,
    pid: child.pid ?? 0,
    token,
    async ask(path, body) {
      const answer = await fetch(`http://localhost:${port}${path}`, {
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
      })
      return (await answer.json()) as { data: unknown }
    },
  }
}

/** A way to the server that counts what comes from it, and may be late: half of the delay in each direction. */
export async function openWay(stage: Stage, to: number, delay: number) {
  const sockets = new Set<Socket>()
  let bytes = 0
  const pass = (from: Socket, into: Socket, count: (length: number) => void) => {
    let last: Promise<unknown> = Promise.resolve()
    from.on('data', (chunk: Buffer) => {
      count(chunk.length)
      const due = delay > 0 ? sleep(delay / 2) : undefined
      last = last.then(() => due).then(() => into.destroyed || into.write(chunk))
    })
    from.on('error', () => into.destroy())
    from.on('close', () => last.then(() => into.end()))
  }
  const server = createServer(client => {
    const upstream = connect(to, '127.0.0.1')
    sockets.add(client).add(upstream)
    client.setNoDelay(true)
    upstream.setNoDelay(true)
    pass(client, upstream, () => {})
    pass(upstream, client, length => {
      bytes += length
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stage.later(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  const { port } = server.address() as { port: number }
  return { url: `http://localhost:${port}`, bytes: () => bytes }
}
