const KEY = 'fleetmux.token'

/** The token of this device, in the storage of the page's origin: cookies would be sent to every port of localhost. */
export function readToken(): string | null {
  return localStorage.getItem(KEY)
}

export function keepToken(token: string): void {
  localStorage.setItem(KEY, token)
}

export function forgetToken(): void {
  localStorage.removeItem(KEY)
}
