/** A stream that is read; a terminal when `isTTY`. */
export type Input = AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean }

/** A stream that is written. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  /** Width of the terminal. */
  readonly columns?: number
}

/** Everything of the process that a command may use. */
export interface Io {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal
}
