/** A wait that somebody may end early. One at a time; each has a timer of its own. */
export interface InterruptibleWait {
  /** Resolves after so many milliseconds, never by itself on null, or when it is ended. */
  begin(milliseconds: number | null): Promise<void>
  /** Ends the wait that goes on; false where none does. */
  end(): boolean
}

export function createInterruptibleWait(): InterruptibleWait {
  let finish: (() => void) | null = null
  return {
    begin(milliseconds) {
      finish?.()
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = milliseconds === null ? undefined : setTimeout(done, milliseconds)
      function done(): void {
        clearTimeout(timer)
        // A later wait has an end of its own.
        if (finish === done) finish = null
        resolve()
      }
      finish = done
      return promise
    },
    end() {
      const isOn = finish !== null
      finish?.()
      return isOn
    },
  }
}
