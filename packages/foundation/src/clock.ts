/** Where time comes from. Passed in, so that tests can set it. */
export interface Clock {
  /** Wall time in ms since the epoch. May jump. */
  now(): number
  /** Steady time in ms since an arbitrary start. Never goes back: use it for durations. */
  steady(): number
}

export const systemClock: Clock = { now: () => Date.now(), steady: () => performance.now() }
