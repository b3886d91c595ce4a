/** A wait that can be ended early. Only one wait runs at a time. */
export interface InterruptibleWait {
  /** Resolves after `milliseconds`, or when `end` is called. Null: only when `end` is called. */
  begin(milliseconds: number | null): Promise<void>
  /** Ends the current wait. Returns false if there is none. */
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
        // If a later wait has begun, keep its `finish`.
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
