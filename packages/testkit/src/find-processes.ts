import { readdirSync, readFileSync } from 'node:fs'

/** A live process. */
export interface FoundProcess {
  readonly pid: number
  readonly command: string
}

/**
 * The live processes of this user whose environment or command line holds `text`, this process excepted. Linux only. Use it with a
 * mark that the test chose itself: other tests run on the same machine.
 */
export function findProcesses(text: string): FoundProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const command = read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim()
      const isMatch = command.includes(text) || read(`/proc/${name}/environ`).includes(text)
      return isMatch ? [{ pid: Number(name), command }] : []
    })
}

/** Waits until no process holds `text`, and fails with the list of those that are left. */
export async function expectNoProcesses(text: string, timeoutMs = 5_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let left = findProcesses(text)
  while (left.length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    left = findProcesses(text)
  }
  if (left.length > 0) throw new Error(`${left.length} processes are left: ${JSON.stringify(left.slice(0, 5))}`)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return '' // it has ended, or is another user's
  }
}
