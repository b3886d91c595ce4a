import { text } from 'node:stream/consumers'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'

/** The terminals that tmux has in there. */
export async function clients(there: Transport): Promise<string[]> {
  const { stdout } = await there.run(['tmux', 'list-clients', '-F', '#{client_name}'])
  return stdout.toString().split('\n').filter(Boolean)
}

/** A person's terminal in there, and the word that tells its processes. */
export async function attach(there: Transport, session: string) {
  const line = await there.terminal(['tmux', '-u', 'attach', '-t', session])
  const label = line.args.find(word => word.startsWith('fleetmux-exec')) ?? ''
  const set = Object.entries(line.env ?? {}).map(([name, value]) => `${name}=${value}`)
  const pty = { columns: 80, rows: 24 }
  const running = await createLocal().open(['env', ...set, line.file, ...line.args], { pty })
  void text(running.stdout)
  return { label, gone: running.ended, end: () => running.kill() }
}
