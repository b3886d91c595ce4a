const KEY = 'fleetmux.token'

/** The token of this device, kept in the page's own origin: no cookie, which any port of localhost would get. */
export function readToken(): string | null {
  return localStorage.getItem(KEY)
}

export function keepToken(token: string): void {
  localStorage.setItem(KEY, token)
}

export function forgetToken(): void {
  localStorage.removeItem(KEY)
}
