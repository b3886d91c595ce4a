import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, type Live, openApp } from '../cli/app.ts'
import { until } from '../lab/process.ts'
import type { Lab } from '../lab/sshd.ts'

/** A server of the built program, with a home and a tmux server of its own. */
export interface TestServer {
  readonly app: App
  readonly url: string
  /** The main token, of role admin. */
  readonly token: string
  readonly live: Live
  /** Asks with the main token unless told otherwise; a body is sent as JSON. */
  ask(path: string, how?: Ask): Promise<Told>
  /** A token of that role. */
  tokenFor(
    role: 'viewer' | 'operator' | 'admin',
    hours?: number,
  ): Promise<{ id: string; token: string }>
  close(): Promise<void>
}

export interface Ask {
  readonly method?: string
  readonly body?: unknown
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they asked for.
  readonly json: any
}

interface ServerStart {
  /** Its hosts are in the configuration. */
  readonly lab?: Lab
  /** Called with the home, before the server starts. */
  readonly before?: (app: App) => Promise<unknown>
  readonly env?: (app: App) => Readonly<Record<string, string>>
}

export async function startTestServer(
  args: readonly string[] = [],
  { lab, before, env }: ServerStart = {},
): Promise<TestServer> {
  const app = await openApp()
  if (lab)
    await app.configure({
      sshConfig: lab.sshConfig,
      hosts: lab.hosts.map(({ name }) => ({ name })),
    })
  await before?.(app)
  const live = app.start(['server', '--port', '0', ...args], { env: env?.(app) ?? {} })
  const url = await until('the address', () => /Server running at (\S+)/.exec(live.out())?.[1])
  const token = (
    await readFile(
      join(app.environment['XDG_STATE_HOME'] ?? '', 'fleetmux', 'server-token'),
      'utf8',
    )
  ).trim()

  async function ask(path: string, how: Ask = {}): Promise<Told> {
    const { body, headers = {}, token: given = token } = how
    const answer = await fetch(url + path, {
      method: how.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(given !== null && { Authorization: `Bearer ${given}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      json: text.startsWith('{') ? JSON.parse(text) : text,
    }
  }

  await until('all hosts', async () => {
    const { json } = await ask('/api/v1/sessions')
    return json.data.unknown.length === 0
  })
  return {
    app,
    url,
    token,
    live,
    ask,
    async tokenFor(role, hours) {
      const { json } = await ask('/api/v1/tokens', {
        body: { name: role, role, ...(hours !== undefined && { hours }) },
      })
      return json.data
    },
    async close() {
      await endServer(live.child)
      await app.close()
    },
  }
}

export async function endServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGINT')
  await over
}
