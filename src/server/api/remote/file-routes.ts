import * as z from 'zod'
import type { FileEntry } from '../../../state/files/file-entry.ts'
import { isNoText, textOfFile } from '../../../state/files/file-text.ts'
import { readVersion, versionText } from '../../../state/files/file-version.ts'
import type { FilePlace, FoundLine } from '../../../state/files/host-files.ts'
import { keepLineEnds } from '../../../state/files/line-ends.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { Reply } from '../../reply/reply.ts'
import { DIRECTORY } from '../request/field-meaning.ts'
import { placeIn } from '../request/host-place.ts'
import { type ApiCall, type Route, route } from '../request/route.ts'

/** Maximum number of results of one search. If there are more, the search ends, and `isCut` in the answer is true. */
const MOST_FOUND = 1000

const directory = z.string().max(20_000).default('').describe(DIRECTORY)
const path = z.string().min(1).max(20_000).describe(DIRECTORY)
const hidden = z.stringbool().default(false).describe('`true`: also names that begin with a dot')

const saveBody = z.strictObject({
  path,
  text: z.string(),
  expect: z
    .string()
    .nullable()
    .describe('the `expect` that reading the file returned; null: the file must not exist yet'),
})

/**
 * Routes of files on hosts. The role `viewer` may not read files, since a home directory contains keys. On this machine
 * files must be below an allowed root.
 */
export const fileRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/hosts/{host}/files',
    summary: 'One page of the list of a directory: types, sizes, links, git status',
    role: 'operator',
    intents: [],
    query: z.strictObject({
      path: directory,
      page: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('from 0'),
      filter: z
        .string()
        .max(200)
        .default('')
        .describe('only names that contain this, or match a pattern with * and ?'),
      hidden,
    }),
    run: async call => {
      const { path: _, ...options } = call.query
      const place = await placeIn(call, call.query.path)
      return {
        host: place.host,
        ...(await (await call.fleet.onHosts.files()).list(place, options)),
      }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/hosts/{host}/file',
    summary:
      'The first 3 MB of a text file, and `expect`, its version, which a later save must contain',
    role: 'operator',
    intents: [],
    query: z.strictObject({ path }),
    run: async call => readText(call, await placeIn(call, call.query.path)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/file',
    summary:
      'Saves a text as a file if the file still has the version that was read; else answers 409 with the current version',
    role: 'admin',
    intents: [],
    body: saveBody,
    content: 'text',
    run: async call => saveText(call),
  }),
  route({
    method: 'GET',
    path: '/api/v1/hosts/{host}/files/search',
    summary: 'Searches below a directory for file names, or for lines that contain a text',
    role: 'operator',
    intents: [],
    query: z.strictObject({
      path: directory,
      name: z
        .string()
        .max(200)
        .default('')
        .describe('only names that contain this, or match a pattern with * and ?'),
      text: z.string().max(1000).default('').describe('only files with a line that contains this'),
      hidden,
    }),
    run: async call => search(call, call.query),
  }),
]

/** Whether a shell takes the path literally, so that a command with it can be pasted. */
const isPlain = (path: string) => /^[\w./~@%+,-]+$/.test(path)

async function readText({ fleet }: ApiCall, place: FilePlace) {
  const { bytes, version, ...opened } = await (await fleet.onHosts.files()).read(place)
  const text = textOfFile(bytes, opened.size > bytes.length)
  if (isNoText(text))
    throw new FailureError({
      kind: 'refused',
      host: place.host,
      what: `${place.path} is not a text file, so it cannot be shown here.`,
      hint: `To fetch the file: \`fleetmux files get ${isPlain(place.path) ? `${place.host}:${place.path}` : 'HOST:PATH'}\`.`,
    })
  return { host: place.host, ...opened, expect: version && versionText(version), text }
}

async function saveText(call: ApiCall<z.output<typeof saveBody>>) {
  const { path: written, text, expect } = call.body
  const before = expect === null ? 'none' : readVersion(expect)
  if (!before)
    throw new FailureError({
      kind: 'usage',
      what: 'The field `expect` is not a version of a file. Nothing was saved.',
      hint: 'Send the `expect` that GET /api/v1/hosts/{host}/file returned, or null for a new file.',
    })
  const place = await placeIn(call, written, before === 'none')
  const files = await call.fleet.onHosts.files()
  const bytes = new TextEncoder().encode(
    before === 'none' ? text : keepLineEnds(await textThere(call, place), text),
  )
  const result = await files.save(place, bytes, { before })
  const where = `${place.host}:${result.path}`
  if (result.state === 'saved') {
    const { version, inPlace } = result
    return new Reply(
      200,
      { path: result.path, expect: versionText(version), inPlace },
      `Saved ${where}.`,
    )
  }
  return new Reply(
    409,
    { path: result.path, now: result.now && versionText(result.now) },
    `${where} ${before === 'none' ? 'exists already' : 'was changed by somebody else since you read it'}, so your text was not saved. Read the file again before you save.`,
  )
}

/** The current text of the file, whose line ends are kept when it is saved; empty if the content is not text. */
async function textThere({ fleet }: ApiCall<unknown>, place: FilePlace): Promise<string> {
  const text = textOfFile((await (await fleet.onHosts.files()).read(place)).bytes)
  return isNoText(text) ? '' : text
}

interface Wanted {
  readonly path: string
  readonly name: string
  readonly text: string
  readonly hidden: boolean
}

async function search(call: ApiCall<unknown, unknown>, { path, name, text, hidden }: Wanted) {
  const place = await placeIn(call, path)
  const files = await call.fleet.onHosts.files()
  const options = { name, hidden, limit: MOST_FOUND, signal: call.request.signal }
  if (text === '') {
    const entries: FileEntry[] = []
    const { isCut } = await files.find(place, {
      ...options,
      found: each => void entries.push(each),
    })
    return { host: place.host, entries, isCut }
  }
  const lines: FoundLine[] = []
  const { isCut } = await files.grep(place, {
    ...options,
    text,
    found: each => void lines.push(each),
  })
  return { host: place.host, lines, isCut }
}
