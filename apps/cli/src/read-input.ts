import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { CcspError, reasonOf } from '@ccsp/foundation'
import type { Context } from './context.ts'

/**
 * Reads a file, or standard input for `-`, as text.
 * @throws CcspError CCSP_FILE_UNREADABLE; also when it has more than `maxBytes`
 */
export async function readInput({ io }: Context, path: string, maxBytes: number): Promise<string> {
  try {
    const source = path === '-' ? io.stdin : createReadStream(resolve(io.cwd, path), { signal: io.signal })
    const { text, sizeBytes } = await readText(source, maxBytes, io.signal)
    if (text === null) throw new Error(`${sizeBytes} bytes or more; at most ${maxBytes} are read`)
    return text
  } catch (error) {
    io.signal.throwIfAborted()
    throw new CcspError('CCSP_FILE_UNREADABLE', { path, reason: reasonOf(error) }, { cause: error })
  }
}

/** Reads all of a stream. `text` is null as soon as there are more than `maxBytes`. */
export async function readText(
  source: AsyncIterable<Uint8Array | string>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<{ text: string | null; sizeBytes: number }> {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of untilAborted(source, signal)) {
    const bytes = Buffer.from(chunk as Uint8Array)
    sizeBytes += bytes.length
    if (sizeBytes > maxBytes) return { text: null, sizeBytes }
    chunks.push(bytes)
  }
  return { text: Buffer.concat(chunks).toString('utf8'), sizeBytes }
}

/** A stream that stops at once when the signal aborts, even while it waits for someone to type. */
async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  const items = source[Symbol.asyncIterator]()
  try {
    signal.throwIfAborted()
    for (let item = await Promise.race([items.next(), promise]); !item.done; item = await Promise.race([items.next(), promise])) {
      yield item.value
    }
  } finally {
    signal.removeEventListener('abort', stop)
    // Not waited for: on a terminal it ends only with the next line.
    void items.return?.().catch(() => {})
  }
}
