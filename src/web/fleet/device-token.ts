const KEY = 'fleetmux.token'

/** The token of this device. It is in the local storage of the origin; a cookie would go to every port of localhost. */
export function readToken(): string | null {
  return localStorage.getItem(KEY)
}

export function keepToken(token: string): void {
  localStorage.setItem(KEY, token)
}

export function forgetToken(): void {
  localStorage.removeItem(KEY)
}
