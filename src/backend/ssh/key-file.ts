import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { expandHome } from '../../disk/own-directory.ts'
import { FailureError } from '../../state/model/failure.ts'
import { answerWithin } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput, OUTPUT_LIMITS } from '../transport/collect-output.ts'
import { badCertificates } from './certificate.ts'
import { readSshFile } from './ssh-config-files.ts'
import type { SshSettings } from './ssh-settings.ts'

/** Timeout for an ssh agent to list its keys, in milliseconds. An agent that waits for the user never answers. */
const PATIENCE = 2000

export interface BadKeys {
  /** Key files that need a passphrase and whose keys are not in the ssh agent. */
  readonly locked: readonly string[]
  /** Key files that are configured but do not exist. */
  readonly absent: readonly string[]
  /** Why certificates cannot be used: one sentence without a full stop for each certificate. */
  readonly certificates: readonly string[]
  /** Whether the ssh agent, which may hold the locked keys, does not answer. */
  readonly isAgentSilent: boolean
}

/** The user's key files for this host that ssh cannot use. ssh itself does not report most of them. */
export async function badKeys(config: SshSettings): Promise<BadKeys> {
  const paths = config.identityFiles.map(expandHome)
  const absent = paths.filter(path => !isUsual(path) && !existsSync(path))
  const certificates = await badCertificates(config, paths)
  return { ...(await lockedKeys(config, paths)), absent, certificates }
}

/** Whether the file is in ~/.ssh and named like those that ssh tries by default. If it is missing, that is no error. */
function isUsual(path: string): boolean {
  return dirname(path) === join(homedir(), '.ssh') && /^id_[a-z0-9_]+$/.test(basename(path))
}

async function lockedKeys(
  config: SshSettings,
  paths: readonly string[],
): Promise<Pick<BadKeys, 'locked' | 'isAgentSilent'>> {
  const candidates = paths.filter(path => isLocked(contents(path)))
  if (candidates.length === 0) return { locked: [], isAgentSilent: false }
  const held = await heldKeys(config)
  const locked = candidates.filter(path => !held?.includes(publicPart(path)))
  return { locked, isAgentSilent: held === null }
}

/** Whether the text of a private key file is encrypted, in OpenSSH's own format or PEM. */
function isLocked(text: string): boolean {
  if (/Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED PRIVATE KEY/.test(text)) return true
  const body = /BEGIN OPENSSH PRIVATE KEY-+\s+([\w+/=\s]+)-+END/.exec(text)?.[1]
  if (!body) return false
  const bytes = Buffer.from(body, 'base64')
  // The data begins with "openssh-key-v1\0", then the length and the name of the cipher.
  return bytes.subarray(19, 19 + (bytes[18] ?? 0)).toString() !== 'none'
}

/** The base64 text of the public key; without a `.pub` file `none`, which no ssh agent lists as a key. */
function publicPart(path: string): string {
  return contents(`${path}.pub`).split(' ')[1] ?? 'none'
}

/** The public keys in the ssh agent; null if the agent does not answer. */
async function heldKeys(config: SshSettings): Promise<string | null> {
  const agent = config.get('identityagent')
  if (agent === 'none') return ''
  const env = agent?.startsWith('/') ? { SSH_AUTH_SOCK: agent } : {}
  const command = 'ssh-add'
  const child = start({ file: command, args: ['-L'], env, stdin: 'ignore' })
  const answer = await answerWithin(PATIENCE, signal =>
    collectOutput(child, undefined, signal, { command, limit: OUTPUT_LIMITS.question }),
  ).catch(thrown => {
    // An ssh agent whose output does not end is treated like one that does not answer.
    if (thrown instanceof FailureError) return null
    throw thrown
  })
  return answer === null ? null : answer.stdout.toString()
}

/**
 * The content of a key file. A key that does not exist or cannot be read counts as not encrypted; ssh reports such keys
 * itself.
 */
function contents(path: string): string {
  return readSshFile(path) ?? ''
}
