import { readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { CcspError, sleep, writeFileAtomic } from '@ccsp/foundation'

const STOP_TIMEOUT_MS = 15_000

/**
 * Makes this process the owner of a data folder of Redis. Ends a server that a killed owner left behind.
 * @throws CcspError CCSP_REDIS_IN_USE while another process owns the folder
 */
export async function claimFolder(directory: string, signal: AbortSignal): Promise<void> {
  const ownerPath = join(directory, 'owner')
  const owner = await readText(ownerPath)
  const [pidText = '', startTime] = owner.trim().split(' ')
  if (owner !== '' && Number(pidText) !== process.pid && (await startTimeOf(Number(pidText))) === startTime) {
    throw new CcspError('CCSP_REDIS_IN_USE', { directory, pid: Number(pidText) })
  }
  await endLeftOver(directory, signal)
  await writeFileAtomic(ownerPath, `${process.pid} ${(await startTimeOf(process.pid)) ?? ''}\n`)
}

/** A server whose owner is gone: known by its pid file and its working directory, never by its name alone. */
async function endLeftOver(directory: string, signal: AbortSignal): Promise<void> {
  const pid = Number(await readText(join(directory, 'redis.pid')))
  const isRunning = async (): Promise<boolean> => pid > 1 && (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === directory
  if (!(await isRunning())) return
  process.kill(pid, 'SIGTERM')
  for (let waitedMs = 0; waitedMs < STOP_TIMEOUT_MS; waitedMs += 50) {
    if (!(await isRunning())) return
    await sleep(50, signal)
  }
  process.kill(pid, 'SIGKILL')
}

/** When a process started, in clock ticks since boot (proc(5), stat, field 22); undefined when there is none. */
async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readText(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
