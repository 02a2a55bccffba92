const NEWLINE = 0x0a

export interface LineSplitter {
  push(chunk: Uint8Array): void
  /** Hands over what is left when the stream ended without a newline. */
  end(): void
}

export interface LineSplitterOptions {
  readonly maxLineBytes: number
  onLine(line: string): void
  /** Called once per line that is longer than the cap, with its first bytes; the rest of it is never kept. */
  onSkippedLine(start: string): void
}

const START_BYTES = 200

/** Cuts a byte stream into UTF-8 lines, holding at most one line of `maxLineBytes`. */
export function createLineSplitter(options: LineSplitterOptions): LineSplitter {
  let parts: Uint8Array[] = []
  let heldBytes = 0
  let isSkipping = false

  const finishLine = (): void => {
    if (!isSkipping && heldBytes > 0) options.onLine(Buffer.concat(parts).toString('utf8'))
    parts = []
    heldBytes = 0
    isSkipping = false
  }
  const hold = (part: Uint8Array): void => {
    if (isSkipping || part.length === 0) return
    if (heldBytes + part.length > options.maxLineBytes) {
      const start = Buffer.concat([...parts, part.subarray(0, START_BYTES)]).subarray(0, START_BYTES)
      isSkipping = true
      parts = []
      heldBytes = 0
      options.onSkippedLine(start.toString('utf8'))
      return
    }
    // A copy: the caller may reuse its buffer.
    parts.push(Uint8Array.from(part))
    heldBytes += part.length
  }
  return {
    push: (chunk) => {
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        hold(chunk.subarray(from, at))
        finishLine()
        from = at + 1
      }
      hold(chunk.subarray(from))
    },
    end: finishLine,
  }
}
