import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { FailureError } from '../../state/model/failure.ts'
import { answerWithin } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput, OUTPUT_LIMITS } from '../transport/collect-output.ts'
import type { SshConfig } from './ssh-config.ts'
import { readSshFile } from './ssh-file.ts'

/** Milliseconds for an agent to say what it holds; one that waits for a person never does. */
const PATIENCE = 2000

export interface BadKeys {
  /** Those that only a passphrase would open, and that no agent holds. */
  readonly locked: readonly string[]
  /** Those that somebody has named, and that are not there. */
  readonly absent: readonly string[]
  /** The agent that should open the locked ones does not answer. */
  readonly isAgentSilent: boolean
}

/** The user's key files for this host of which ssh cannot make use, and mostly says nothing. */
export async function badKeys(config: SshConfig): Promise<BadKeys> {
  const paths = config.identityFiles.map(path => path.replace(/^~(?=\/)/, homedir()))
  const absent = paths.filter(path => !isUsual(path) && !existsSync(path))
  return { ...(await lockedKeys(config, paths)), absent }
}

/** Where ssh looks by itself: nobody need have one there. */
function isUsual(path: string): boolean {
  return dirname(path) === join(homedir(), '.ssh') && /^id_[a-z0-9_]+$/.test(basename(path))
}

async function lockedKeys(
  config: SshConfig,
  paths: readonly string[],
): Promise<Omit<BadKeys, 'absent'>> {
  const candidates = paths.filter(path => isLocked(contents(path)))
  if (candidates.length === 0) return { locked: [], isAgentSilent: false }
  const held = await heldKeys(config)
  const locked = candidates.filter(path => !held?.includes(publicPart(path)))
  return { locked, isAgentSilent: held === null }
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
function publicPart(path: string): string {
  return contents(`${path}.pub`).split(' ')[1] ?? 'none'
}

/** null: the agent does not answer. */
async function heldKeys(config: SshConfig): Promise<string | null> {
  const agent = config.get('identityagent')
  if (agent === 'none') return ''
  const env = agent?.startsWith('/') ? { SSH_AUTH_SOCK: agent } : {}
  const command = 'ssh-add'
  const child = start({ file: command, args: ['-L'], env, stdin: 'ignore' })
  const answer = await answerWithin(PATIENCE, signal =>
    collectOutput(child, undefined, signal, { command, limit: OUTPUT_LIMITS.question }),
  ).catch(thrown => {
    // One that prints without an end tells no more than one that is silent.
    if (thrown instanceof FailureError) return null
    throw thrown
  })
  return answer === null ? null : answer.stdout.toString()
}

/** A key that is not there, or cannot be read, is no locked key; ssh itself says what is wrong with it. */
function contents(path: string): string {
  return readSshFile(path) ?? ''
}
