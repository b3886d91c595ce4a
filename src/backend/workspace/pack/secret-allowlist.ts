import { join } from 'node:path'
import * as z from 'zod'
import { stateDirectory } from '../../../disk/own-directory.ts'
import { FailureError, reasonOf } from '../../../state/model/failure.ts'
import { andMore } from '../../../state/text/word-list.ts'
import { firstMisfit } from '../../files/issue-text.ts'
import { readText, writeWhole } from '../../state-file/file.ts'
import { withLock } from '../../state-file/lock.ts'
import { lockPath } from '../../state-file/path.ts'
import type { Finding } from './secret-scan.ts'

type Environment = Readonly<Record<string, string | undefined>>

const schema = z.object({
  version: z.literal(1),
  accepted: z.array(z.object({ path: z.string(), rule: z.string(), fingerprint: z.string() })),
})

/** Path of the private local file with the findings of the secret search that the user accepted as harmless. */
export function acceptedPath(environment: Environment = process.env): string {
  return join(stateDirectory(environment), 'accepted-secrets.json')
}

/**
 * The findings of the secret search that the user has not accepted.
 * @throws FailureError if the file with the accepted findings is corrupt.
 */
export async function withoutAccepted(
  findings: readonly Finding[],
  environment?: Environment,
): Promise<Finding[]> {
  const accepted = await read(acceptedPath(environment))
  const known = new Set(accepted.map(each => each.fingerprint))
  return findings.filter(finding => !known.has(finding.fingerprint))
}

/** Accepts findings of the secret search permanently: the same text in the same file, in any copy of the repository. */
export async function acceptFindings(
  findings: readonly Finding[],
  environment?: Environment,
): Promise<void> {
  const path = acceptedPath(environment)
  await withLock(lockPath(path), async () => {
    const before = await read(path)
    const known = new Set(before.map(each => each.fingerprint))
    const fresh = findings
      .filter(({ fingerprint }) => !known.has(fingerprint))
      .map(({ path, rule, fingerprint }) => ({ path, rule, fingerprint }))
    const file = { version: 1, accepted: [...before, ...fresh] }
    await writeWhole(path, `${JSON.stringify(file, null, 2)}\n`)
  })
}

/** The failure for a pack with secrets. The message names the places, never the secrets. */
export function foundSecrets(findings: readonly Finding[]): FailureError {
  const named = findings.map(({ path, line, rule }) => `${path}:${line} (${rule})`)
  const count = findings.length === 1 ? 'what looks like a secret' : `${findings.length} secrets`
  return new FailureError({
    kind: 'refused',
    what: `The repository contains ${count}, so nothing was sent: ${andMore(named, 10)}.`,
    hint: 'Remove the secrets, or add new files to .gitignore. To accept a line that is harmless: `fleetmux secrets accept PATH:LINE`.',
  })
}

async function read(path: string): Promise<z.infer<typeof schema>['accepted']> {
  const text = await readText(path)
  if (text === null || text.trim() === '') return []
  const refused = (why: string) => {
    const what = `${path}, the list of the secrets that you accepted, is corrupt.`
    const hint = `Move the file aside: \`mv ${path} ${path}.bak\`. Then accept the harmless lines again.`
    return new FailureError({ kind: 'refused', what, why, hint })
  }
  const found = schema.safeParse(parse(text, refused))
  if (found.success) return found.data.accepted
  const { place, why } = firstMisfit(found.error)
  throw refused(`at ${place}: ${why}`)
}

function parse(text: string, refused: (why: string) => FailureError): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw refused(reasonOf(thrown))
  }
}
