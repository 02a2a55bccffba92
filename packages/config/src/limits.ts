/** The longest time a Node timer can wait, in ms (24.8 days). */
export const MAX_TIMER_MS = 2_147_483_647

/** Ten years, in ms: the longest time anything is kept. */
export const MAX_KEEP_MS = 315_360_000_000

export const KIB = 1024
export const MIB = 1024 * KIB
export const GIB = 1024 * MIB
