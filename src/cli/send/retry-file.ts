import { dirname, join } from 'node:path'
import { stateDirectory } from '../../disk/own-directory.ts'
import { isBad } from '../../state/broadcast/receipts.ts'
import type { Receipt, SendMode } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import { makeDirectory, writeOwn } from '../command/file.ts'
import type { RecipientSpec } from '../recipients/recipient-spec.ts'
import type { SendReportRow } from './send-and-report.ts'

/** An incomplete broadcast: the recipients that remain, and the panes that must not get the text again. */
export interface RetryFile {
  readonly text: string
  readonly mode: SendMode
  readonly onlyAtPrompt: boolean
  readonly left: readonly RemainingRecipient[]
  readonly heard: readonly Target[]
}

export interface RemainingRecipient extends RecipientSpec {
  readonly typed: NonNullable<Receipt['typed']>
}

/** Path of the file with the last broadcast, unless --save named another file. */
export function lastPath(): string {
  return join(stateDirectory(process.env), 'last-send.json')
}

/** Writes the file. If `makes` is true, also creates its directory. */
export async function writeRetryFile(path: string, kept: RetryFile, makes = false): Promise<void> {
  const hint = 'Nothing more was sent.'
  if (makes) await makeDirectory(dirname(path), hint)
  const left = kept.left.map(({ host, name, aim, typed }) => ({ host, name, aim, typed }))
  writeOwn(path, `${JSON.stringify({ version: 1, ...kept, left })}\n`, hint)
}

/**
 * The recipients that have not received the text. A text that is just being sent may still arrive, so its recipient is
 * saved as `unsure`.
 */
export function leftOf(rows: readonly SendReportRow[]): RemainingRecipient[] {
  return rows.flatMap(({ spec, name, target, receipt }) => {
    const isUnderway = receipt.word === 'waiting' && target !== null
    if ((!isBad(receipt) && receipt.word !== 'waiting') || receipt.twin) return []
    const typed = isUnderway ? 'unsure' : (receipt.typed ?? (spec.entered ? 'text' : 'nothing'))
    return [{ host: spec.host, name, aim: target ?? spec.aim, typed }]
  })
}

/** The panes that have received the text. */
export function heardOf(rows: readonly SendReportRow[]): Target[] {
  return rows.flatMap(({ target, receipt }) =>
    target && !isBad(receipt) && receipt.word !== 'waiting' ? [target] : [],
  )
}
