import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'

/** One figure of a bench, with the peer's figure of the same run where there is one. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly peer?: number
  /** value / peer */
  readonly ratio?: number
}

/** The value below which `share` (0 to 1) of the values lie: nearest rank. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Prints the figures as a table and, with `--json FILE`, writes them there too. */
export function report(bench: string, figures: readonly Figure[]): void {
  const { values } = parseArgs({ options: { json: { type: 'string' } }, allowPositionals: true })
  const rounded = figures.map((figure) => ({
    ...figure,
    value: round(figure.value),
    ...(figure.peer === undefined ? {} : { peer: round(figure.peer) }),
    ...(figure.ratio === undefined ? {} : { ratio: round(figure.ratio) }),
  }))
  const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, Node ${process.version}`
  process.stdout.write(`${bench}: ${new Date().toISOString().slice(0, 10)}, ${machine}\n`)
  process.stdout.write(
    rounded
      .map(
        (row) =>
          `${row.name.padEnd(58)} ${String(row.value).padStart(10)} ${row.unit.padEnd(11)} ${row.peer === undefined ? '' : `bare ${row.peer}, ratio ${row.ratio}`}\n`,
      )
      .join(''),
  )
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ bench, at: new Date().toISOString(), machine, figures: rounded }, null, 2)}\n`)
}

const round = (value: number): number => Math.round(value * 100) / 100
