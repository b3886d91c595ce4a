import { existsSync } from 'node:fs'
import { expandHome } from '../../disk/own-directory.ts'
import { FailureError } from '../../state/model/failure.ts'
import { answerWithin } from '../clock.ts'
import { start } from '../process.ts'
import { collectOutput, OUTPUT_LIMITS } from '../transport/collect-output.ts'
import type { SshSettings } from './ssh-settings.ts'

/** Timeout for `ssh-keygen` to print a certificate, in milliseconds. */
const PATIENCE = 2000

/** Path of the certificate that ssh offers together with a key file. */
export function certificateOf(keyFile: string): string {
  return `${keyFile}-cert.pub`
}

/**
 * Why the user's certificates cannot be used on this host: sentences without a full stop. ssh offers such certificates
 * silently, and sshd tells only its own log why it refuses them.
 */
export async function badCertificates(
  config: SshSettings,
  keyFiles: readonly string[],
): Promise<readonly string[]> {
  const named = config.certificateFiles.map(expandHome)
  const paths = [...named, ...keyFiles.map(certificateOf)].filter(path => existsSync(path))
  const user = config.get('user') ?? ''
  const reasons = await Promise.all(
    paths.map(async path => whyInvalid(path, await printed(path), user, Date.now())),
  )
  return reasons.filter(each => each !== null)
}

/** Why a certificate is not valid for this user at this time; null: it is, as far as `ssh-keygen -L` tells. */
function whyInvalid(path: string, text: string, user: string, at: number): string | null {
  const [, from = '', to = ''] = /^\s*Valid: from (\S+) to (\S+)$/m.exec(text) ?? []
  // ssh-keygen prints local times without a zone.
  if (Date.parse(to) <= at) return `${path} was valid until ${to}`
  if (Date.parse(from) > at) return `${path} is valid from ${from}`
  const [, list = ''] = /^\s*Principals:\s*\n((?:\s{16,}\S.*\n)*)/m.exec(text) ?? []
  const users = list
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
  const isFor = users.length === 0 || users.includes('(none)') || users.includes(user)
  return isFor ? null : `${path} is for ${users.join(', ')}, not for ${user}`
}

async function printed(path: string): Promise<string> {
  const command = 'ssh-keygen'
  const child = start({ file: command, args: ['-L', '-f', path], stdin: 'ignore' })
  const answer = await answerWithin(PATIENCE, signal =>
    collectOutput(child, undefined, signal, { command, limit: OUTPUT_LIMITS.question }),
  ).catch(thrown => {
    // A FailureError means that ssh-keygen printed more than the limit, so the file is no certificate.
    if (thrown instanceof FailureError) return null
    throw thrown
  })
  return answer?.stdout.toString() ?? ''
}
