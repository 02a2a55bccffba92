/** East Asian characters that take two columns (https://www.unicode.org/reports/tr11/), and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu
const COMBINING = /\p{Mn}|\p{Me}/gu

/** Columns of a terminal that a line takes. */
export function widthOf(line: string): number {
  const characters = Array.from(line.replace(COMBINING, '')).length
  return characters + (line.match(WIDE)?.length ?? 0)
}

function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)))
}

/** Columns of text, two spaces apart. Cells must be single lines. */
export function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, widthOf(cell))), [])
  return rows
    .map((row) =>
      row
        .map((cell, index) => padTo(cell, widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
