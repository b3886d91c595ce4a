import { readFile } from 'node:fs/promises'
import { fileReason } from '../../../disk/file-reason.ts'
import { FailureError } from '../../../state/model/failure.ts'
import type { PromptImage } from '../../../state/runs/dialect.ts'
import { usage } from '../../command/flag.ts'

/** Maximum size in bytes: of an attached text, of an image (model APIs accept no more), and of all images. */
const [MOST_TEXT, MOST_IMAGE, MOST_IMAGES] = [1_000_000, 5_000_000, 10_000_000]

interface Attachments {
  readonly texts: readonly string[]
  readonly images: readonly PromptImage[]
}

/** Reads the files to attach to a prompt. @throws FailureError if a file is neither text nor an image. */
export async function readAttachments(paths: readonly string[]): Promise<Attachments> {
  const texts: string[] = []
  const images: PromptImage[] = []
  for (const path of paths) {
    const bytes = await read(path)
    const mimeType = imageType(bytes)
    if (mimeType === null) texts.push(textOf(path, bytes))
    else images.push({ mimeType, data: imageOf(path, bytes) })
  }
  if (images.reduce((sum, { data }) => sum + data.length, 0) > (MOST_IMAGES * 4) / 3)
    throw usage(
      `The images are larger than ${MOST_IMAGES / 1e6} MB in total.`,
      'Attach fewer or smaller images.',
    )
  return { texts, images }
}

function read(path: string): Promise<Buffer> {
  return readFile(path).catch(thrown => {
    const what = `${path} cannot be attached.`
    const hint = 'Nothing was started. Give --attach a file on this machine that you can read.'
    throw new FailureError({ kind: 'usage', what, why: fileReason(thrown), hint })
  })
}

/** The type of an image by its first bytes, since a file extension may be wrong; null: not an image. */
function imageType(bytes: Buffer): PromptImage['mimeType'] | null {
  const head = bytes.toString('latin1', 0, 12)
  if (head.startsWith('\x89PNG\r\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'image/webp' : null
}

function imageOf(path: string, bytes: Buffer): string {
  if (bytes.length > MOST_IMAGE)
    throw usage(
      `${path} cannot be attached: an image may have at most ${MOST_IMAGE / 1e6} MB.`,
      'Scale the image down.',
    )
  return bytes.toString('base64')
}

/** The text of a file for the prompt. The text itself is needed, since another host does not have the file. */
function textOf(path: string, bytes: Buffer): string {
  if (bytes.length <= MOST_TEXT && !bytes.includes(0))
    return `<file path=${JSON.stringify(path)}>\n${bytes.toString('utf8')}\n</file>`
  const why = bytes.includes(0)
    ? 'the file is neither text nor an image'
    : 'the file is larger than 1 MB'
  throw usage(
    `${path} cannot be attached: ${why}.`,
    'Copy the file to a place where the agent can read it, and write its path into the prompt.',
  )
}
