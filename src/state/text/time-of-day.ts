/** `17:04:59`, in this machine's time. `at`: epoch milliseconds. */
export function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8)
}

/** `17:04`, in this machine's time. `at`: epoch milliseconds. */
export function minuteOfDay(at: number): string {
  return timeOfDay(at).slice(0, 5)
}
