import { readToken } from './device-token.ts'

/** A response of the server. */
export interface Answer<T> {
  readonly success: boolean
  readonly data?: T
  readonly message?: string
  readonly error?: string
  /** HTTP status; 0: no response was received. */
  readonly status: number
}

/** Sends a request to the server. Never rejects: after an error, `message` is a sentence to show. */
export async function ask<T>(
  path: string,
  { method = 'GET', body }: { readonly method?: string; readonly body?: unknown } = {},
): Promise<Answer<T>> {
  const token = readToken()
  try {
    const answer = await fetch(path, {
      method,
      headers: {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const document = (await answer.json()) as Omit<Answer<T>, 'status'>
    return { ...document, status: answer.status }
  } catch {
    return {
      success: false,
      status: 0,
      message:
        'The server could not be reached, so it is not known whether the request was carried out. Check that the server and the ssh tunnel to it are running, and what was done, before you try again.',
    }
  }
}

/** The type of `ask`. Components get `ask` as a property, so that tests can give them other responses. */
export type AskServer = typeof ask

export function post<T>(path: string, body?: unknown): Promise<Answer<T>> {
  return ask<T>(path, { method: 'POST', body })
}

/** The path of an API route of a pane. `what`: the last part of the path, such as `send` or `screen`. */
export function panePath(pane: string, what: string): string {
  return `/api/v1/panes/${encodeURIComponent(pane)}/${what}`
}
