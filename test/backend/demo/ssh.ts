import type { Readable } from 'node:stream'
import { execa } from 'execa'
import { vi } from 'vitest'
import type { Demo } from '../../../src/backend/demo/fleet.ts'

export interface Call {
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
}

/** The machine's own OpenSSH, as a process: never rejects, bytes kept as they are, stdin open. */
export function ssh(demo: Demo, args: readonly string[], call: Call = {}) {
  const fixed = { reject: false, encoding: 'buffer', stripFinalNewline: false } as const
  return execa('ssh', ['-F', demo.sshConfig, ...args], { ...call, ...fixed })
}

/** Waits until a running client has printed `text`. */
export async function hears(client: { stdout: Readable }, text: string): Promise<void> {
  let said = ''
  client.stdout.on('data', chunk => {
    said += chunk
  })
  await until(() => said.includes(text))
}

/** What a short command prints, as text. */
export async function says(demo: Demo, ...args: string[]): Promise<string> {
  const { stdout } = await ssh(demo, args, { input: '' })
  return Buffer.from(stdout).toString()
}

/** Waits for the thing, 60 s at most. */
export function until<T>(find: () => T | Promise<T>): Promise<T> {
  return vi.waitUntil(find, { timeout: 60_000, interval: 20 }) as Promise<T>
}
