import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { start } from '../process.ts'
import { gather } from './gather.ts'
import type { SshConfig } from './ssh-config.ts'

export interface BadKeys {
  /** Those that only a passphrase would open, and that no agent holds. */
  readonly locked: readonly string[]
  /** Those that somebody has named, and that are not there. */
  readonly absent: readonly string[]
}

/** The user's key files for this host of which ssh cannot make use, and mostly says nothing. */
export async function badKeys(config: SshConfig): Promise<BadKeys> {
  const paths = config.identityFiles.map(path => path.replace(/^~(?=\/)/, homedir()))
  const absent = paths.filter(path => !isUsual(path) && !existsSync(path))
  return { locked: await lockedKeys(config, paths), absent }
}

/** Where ssh looks by itself: nobody need have one there. */
function isUsual(path: string): boolean {
  return dirname(path) === join(homedir(), '.ssh') && /^id_[a-z0-9_]+$/.test(basename(path))
}

async function lockedKeys(config: SshConfig, paths: readonly string[]): Promise<string[]> {
  const locked = await Promise.all(paths.map(async path => isLocked(await contents(path))))
  const candidates = paths.filter((_, i) => locked[i])
  if (candidates.length === 0) return []
  const held = await heldKeys(config)
  const open = await Promise.all(
    candidates.map(async path => held.includes(await publicPart(path))),
  )
  return candidates.filter((_, i) => !open[i])
}

/** Of the text of a private key file: OpenSSH's own form, or one of the PEM ones. */
function isLocked(text: string): boolean {
  if (/Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED PRIVATE KEY/.test(text)) return true
  const body = /BEGIN OPENSSH PRIVATE KEY-+\s+([\w+/=\s]+)-+END/.exec(text)?.[1]
  if (!body) return false
  const bytes = Buffer.from(body, 'base64')
  // "openssh-key-v1\0", then the cipher's name behind its length.
  return bytes.subarray(19, 19 + (bytes[18] ?? 0)).toString() !== 'none'
}

/** The base64 of the public half; a text that no agent holds where there is no such file. */
async function publicPart(path: string): Promise<string> {
  return (await contents(`${path}.pub`)).split(' ')[1] ?? 'none'
}

async function heldKeys(config: SshConfig): Promise<string> {
  const agent = config.get('identityagent')
  if (agent === 'none') return ''
  const env = agent?.startsWith('/') ? { SSH_AUTH_SOCK: agent } : {}
  const child = start({ file: 'ssh-add', args: ['-L'], env, stdin: 'ignore' })
  const { stdout } = await gather(child, undefined, AbortSignal.timeout(2000))
  return stdout.toString()
}

/** A key that is not there, or cannot be read, is no locked key; ssh itself says what is wrong with it. */
async function contents(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
