import ms from 'ms'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A duration for people: `3m`. Null is shown as a dash. */
export function showDuration(durationMs: number | null): string {
  return durationMs === null ? '-' : ms(Math.round(durationMs))
}

export function showBytes(sizeBytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, sizeBytes)) / 10)))
  const value = sizeBytes / 1024 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`
}

/** An instant in local time, `2026-01-31 12:00:00`. Null, or what is no instant, is shown as a dash. */
export function showTime(instant: string | number | null): string {
  const date = new Date(instant ?? Number.NaN)
  // Sweden writes dates as ISO 8601 does.
  return Number.isNaN(date.getTime()) ? '-' : date.toLocaleString('sv-SE')
}

export function showUsd(amount: number): string {
  return `$${amount.toFixed(4)}`
}
