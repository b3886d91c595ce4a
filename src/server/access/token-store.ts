import { type FSWatcher, watch } from 'node:fs'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { makeOwnDirectory } from '../../disk/private-file.ts'
import { FailureError, reasonOf, sentence } from '../../state/model/failure.ts'
import { ROLES, type Role } from './role.ts'
import { hashOf, makeSecret, makeTokenId, type Scope, type Token } from './token.ts'
import { readSecretFile, writeSecretFile } from './token-file.ts'

/** Id of the token that the server creates for its owner. */
const MAIN = 'main'
/** Id of the token from Amp Session Manager's own token file, which the server accepts too. */
const SEED = 'mobile'
/** Maximum number of tokens that are stored. */
const MOST = 1000
/** Minimum time between two writes of `lastUsed`, in milliseconds. */
const USE_WRITTEN = 60_000

/** The tokens of one state directory. If another process revokes a token in the file, this process revokes it too. */
export interface Tokens {
  /** The token with this secret; null: there is no such token, or it has expired. */
  find(secret: string): Token | null
  /** Sets the token's `lastUsed` to now. */
  used(token: Token): void
  /** Creates and stores a token. @throws FailureError if the file cannot be written. */
  issue(wanted: NewToken): Promise<{ readonly token: Token; readonly secret: string }>
  /** Revokes a token. Resolves with false if there is no token with this id. */
  revoke(id: string): Promise<boolean>
  list(): readonly Token[]
  /** The main token's secret; null if it does not exist yet. */
  readonly main: string | null
  /** Replaces the main token. */
  renewMain(): Promise<string>
  /** Calls the listener with the id of each token that becomes invalid. Returns a function that stops these calls. */
  onRevoked(listener: (id: string) => void): () => void
  /** Problems with the token files, one sentence each. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

export interface NewToken {
  readonly name: string
  readonly role: Role
  /** Time at which the token expires, in epoch milliseconds; null: it never expires. */
  readonly expires: number | null
  readonly scope?: Scope
}

const tokenShape = z.object({
  id: z.string().min(1).max(64),
  name: z.string().max(200),
  role: z.enum(ROLES),
  hash: z.string().length(64),
  created: z.number(),
  expires: z.number().nullable(),
  lastUsed: z.number().nullable(),
  scope: z.object({ host: z.string(), server: z.string(), session: z.string() }).optional(),
})
const fileShape = z.object({ version: z.literal(1), tokens: z.array(tokenShape).max(MOST) })

/**
 * Opens the tokens of a state directory. `seedFile`: path of the token file of Amp Session Manager, whose token the
 * server accepts too.
 */
export async function openTokens(options: {
  readonly directory: string
  readonly seedFile: string
  readonly now: () => number
}): Promise<Tokens> {
  const { directory, now } = options
  const mainFile = join(directory, 'server-token')
  const file = join(directory, 'server-tokens.json')
  const listeners = new Set<(id: string) => void>()
  const warnings: string[] = []
  let main: string | null = null
  let byHash = new Map<string, Token>()
  let lastWritten = 0
  let last: Promise<unknown> = Promise.resolve()

  /** Runs changes one after the other, each based on the current file, so that writes of other processes are kept. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }

  async function read(): Promise<void> {
    const before = byHash
    main = (await readSecretFile(mainFile))?.trim() || null
    const seed = await readSeed()
    const issued = readTokens(file, await readSecretFile(file))
    const own = main === null ? [] : [ownToken(MAIN, 'main token', main, now())]
    const theirs = seed === null ? [] : [ownToken(SEED, 'mobile_api_token', seed, now())]
    byHash = new Map(
      [...own, ...theirs, ...issued].map(token => [token.hash, keepUse(token, before)]),
    )
    tellRevoked(before)
  }

  /**
   * Reads the token file of Amp Session Manager, another program whose token the server accepts too. A file that other
   * users can read is ignored with a warning.
   */
  async function readSeed(): Promise<string | null> {
    try {
      return (await readSecretFile(options.seedFile))?.trim() || null
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown
      const text = sentence(thrown.failure)
      if (!warnings.includes(text)) warnings.push(text)
      return null
    }
  }

  function tellRevoked(before: ReadonlyMap<string, Token>): void {
    for (const token of before.values())
      if (!byHash.has(token.hash)) for (const listener of [...listeners]) listener(token.id)
  }

  async function write(): Promise<void> {
    const tokens = [...byHash.values()].filter(({ id }) => id !== MAIN && id !== SEED)
    writeSecretFile(file, JSON.stringify({ version: 1, tokens }))
    lastWritten = now()
  }

  async function issue({ name, role, expires, scope }: NewToken) {
    const alive = [...byHash].filter(([, each]) => each.expires === null || each.expires > now())
    if (alive.length >= MOST)
      throw new FailureError({
        kind: 'refused',
        what: `No token was created, because the maximum of ${MOST} tokens is reached.`,
        hint: 'Revoke tokens that are no longer used: GET /api/v1/tokens lists the tokens, DELETE /api/v1/tokens/{id} revokes one.',
      })
    const secret = makeSecret()
    const hash = hashOf(secret)
    const id = makeTokenId()
    const base = { id, name, role, hash, created: now(), expires, lastUsed: null }
    const token: Token = { ...base, ...(scope && { scope }) }
    byHash = new Map([...alive, [hash, token]])
    await write()
    return { token, secret }
  }

  async function revoke(id: string): Promise<boolean> {
    const before = byHash
    byHash = new Map([...before].filter(([, token]) => token.id !== id))
    if (id === SEED || byHash.size === before.size) {
      byHash = before
      return false
    }
    if (id === MAIN) {
      main = null
      writeSecretFile(mainFile, '')
    } else await write()
    tellRevoked(before)
    return true
  }

  makeOwnDirectory(directory)
  await read()
  const watcher = watchFiles(directory, [mainFile, file], () =>
    inTurn(read).catch(thrown => warnings.push(reasonOf(thrown))),
  )

  return {
    get main() {
      return main
    },
    warnings,
    find(secret) {
      const token = byHash.get(hashOf(secret))
      if (!token) return null
      return token.expires !== null && token.expires <= now() ? null : token
    },
    used(token) {
      const known = byHash.get(token.hash)
      if (!known) return
      byHash.set(token.hash, { ...known, lastUsed: now() })
      if (now() - lastWritten < USE_WRITTEN || known.id === MAIN || known.id === SEED) return
      // `lastUsed` is only informative, so a failure to write it is only a warning.
      lastWritten = now()
      inTurn(write).catch(thrown => warnings.push(reasonOf(thrown)))
    },
    issue: wanted =>
      inTurn(async () => {
        await read()
        return issue(wanted)
      }),
    revoke: id =>
      inTurn(async () => {
        await read()
        return revoke(id)
      }),
    list: () => [...byHash.values()],
    renewMain: () =>
      inTurn(async () => {
        writeSecretFile(mainFile, makeSecret())
        await read()
        return main ?? ''
      }),
    onRevoked(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      watcher.close()
      await last
    },
  }
}

/** Parses the token file. @throws FailureError if the file has another format. */
function readTokens(path: string, text: string | null): readonly Token[] {
  if (text === null) return []
  try {
    return fileShape.parse(JSON.parse(text)).tokens.map(({ scope, ...token }) => ({
      ...token,
      ...(scope && { scope }),
    }))
  } catch {
    throw new FailureError({
      kind: 'usage',
      what: `The server cannot read its tokens from ${path}.`,
      why: 'the file is damaged, or was written by another version of fleetmux',
      hint: `Move the file away: \`mv ${path} ${path}.old\`. All devices then have to be paired again.`,
    })
  }
}

function ownToken(id: string, name: string, secret: string, created: number): Token {
  return { id, name, role: 'admin', hash: hashOf(secret), created, expires: null, lastUsed: null }
}

function keepUse(token: Token, before: ReadonlyMap<string, Token>): Token {
  const known = before.get(token.hash)
  return known ? { ...token, created: known.created, lastUsed: known.lastUsed } : token
}

/** Watches the files' directory, not the files: a file that is replaced by a rename is another inode. */
function watchFiles(directory: string, files: readonly string[], changed: () => void): FSWatcher {
  const names = new Set(files.map(file => basename(file)))
  const watcher = watch(directory, { persistent: false }, (_, name) => {
    if (name !== null && names.has(name)) changed()
  })
  // If the directory is removed, watching ends; the known tokens stay valid until the server ends.
  watcher.on('error', () => watcher.close())
  return watcher
}
