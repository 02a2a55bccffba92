import { randomUUID } from 'node:crypto'
import { readFile, readlink, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CcspError, sleep, writeFileAtomic } from '@ccsp/foundation'

const STOP_TIMEOUT_MS = 15_000

/** Longer than it takes another process from reading the owner's name to writing its own, ms. */
const SETTLING_MS = 100

/**
 * Makes this process the owner of a data folder of Redis. Ends a server that a killed owner left behind. Disposing gives the
 * folder free.
 * @throws CcspError CCSP_REDIS_IN_USE while somebody else owns the folder
 */
export async function claimFolder(directory: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const ownerPath = join(directory, 'owner')
  await refuseOther(directory, await readText(ownerPath))
  const claim = `${process.pid} ${(await startTimeOf(process.pid)) ?? ''} ${randomUUID()}\n`
  await writeFileAtomic(ownerPath, claim)
  // Of two that find the folder free at the same moment, the one that wrote last has it.
  await sleep(SETTLING_MS, signal)
  const owner = await readText(ownerPath)
  if (owner !== claim) await refuseOther(directory, owner)
  await endLeftOver(directory, signal)
  return {
    async [Symbol.asyncDispose]() {
      if ((await readText(ownerPath)) === claim) await rm(ownerPath, { force: true })
    },
  }
}

async function refuseOther(directory: string, owner: string): Promise<void> {
  const [pidText = '', startTime] = owner.trim().split(' ')
  const pid = Number(pidText)
  if (pid > 0 && (await startTimeOf(pid)) === startTime) throw new CcspError('CCSP_REDIS_IN_USE', { directory, pid })
}

/** A server whose owner is gone: known by its pid file and its working directory, never by its name alone. */
async function endLeftOver(directory: string, signal: AbortSignal): Promise<void> {
  const pid = Number(await readText(join(directory, 'redis.pid')))
  const isRunning = async (): Promise<boolean> => pid > 1 && (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === directory
  if (!(await isRunning())) return
  for (const order of ['SIGTERM', 'SIGKILL'] as const) {
    if (await isRunning()) process.kill(pid, order)
    for (let waitedMs = 0; waitedMs < STOP_TIMEOUT_MS; waitedMs += 50) {
      if (!(await isRunning())) return
      await sleep(50, signal)
    }
  }
}

/** When a process started, in clock ticks since boot (proc(5), stat, field 22); undefined when there is none. */
async function startTimeOf(pid: number): Promise<string | undefined> {
  const stat = await readText(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
