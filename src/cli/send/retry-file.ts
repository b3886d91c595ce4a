import { dirname, join } from 'node:path'
import { stateDirectory } from '../../disk/own-directory.ts'
import { isBad } from '../../state/broadcast/receipts.ts'
import { sentence, toFailure } from '../../state/model/failure.ts'
import type { Receipt, SendMode } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import { strip } from '../../state/text/text.ts'
import type { Call } from '../command/command.ts'
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
async function writeRetryFile(path: string, kept: RetryFile, makes = false): Promise<void> {
  const hint =
    'Nothing more was sent, because fleetmux could not save who did not get the text. Make this path writable, or free disk space.'
  if (makes) await makeDirectory(dirname(path), hint)
  const left = kept.left.map(({ host, name, aim, typed }) => ({ host, name, aim, typed }))
  writeOwn(path, `${JSON.stringify({ version: 1, ...kept, left })}\n`, hint)
}

/**
 * The recipients that have not received the text. A text that is just being sent may still arrive, so its recipient is
 * saved as `unsure`.
 */
function leftOf(rows: readonly SendReportRow[]): RemainingRecipient[] {
  return rows.flatMap(({ spec, name, target, receipt }) => {
    const isUnderway = receipt.word === 'waiting' && target !== null
    if ((!isBad(receipt) && receipt.word !== 'waiting') || receipt.twin) return []
    const typed = isUnderway ? 'unsure' : (receipt.typed ?? (spec.entered ? 'text' : 'nothing'))
    return [{ host: spec.host, name, aim: target ?? spec.aim, typed }]
  })
}

/** The panes that have received the text. */
function heardOf(rows: readonly SendReportRow[]): Target[] {
  return rows.flatMap(({ target, receipt }) =>
    target && !isBad(receipt) && receipt.word !== 'waiting' ? [target] : [],
  )
}

/**
 * For --retry-last, saves the recipients that have not received the text. The user did not request this, so a failure
 * to save is printed once and does not stop sending.
 */
export function keeperOfLast({ say }: Pick<Call, 'say'>, kept: RetryFile) {
  let isGivenUp = false
  return async (rows: readonly SendReportRow[]) => {
    // A broadcast to a single target is easily repeated, so --retry-last keeps the recipients of an earlier one.
    if (isGivenUp || rows.length < 2) return
    await keepLeft(lastPath(), kept, rows, true).catch(thrown => {
      isGivenUp = true
      const why = sentence({ ...toFailure(thrown), hint: undefined })
      say(
        `--retry-last is not possible for this send: ${strip(why)} The text is sent nevertheless.`,
      )
    })
  }
}

/** Saves, for a retry, the recipients that did not get the text: left out by this call, or sending to them failed. */
export async function keepLeft(
  path: string,
  kept: RetryFile,
  rows: readonly SendReportRow[],
  makes = false,
): Promise<void> {
  const left = [...kept.left, ...leftOf(rows)]
  await writeRetryFile(path, { ...kept, left, heard: [...kept.heard, ...heardOf(rows)] }, makes)
}
