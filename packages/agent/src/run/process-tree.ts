import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sleep } from '@ccsp/foundation'
import { RUN_MARKER } from './environment.ts'

/** One live process. `startTicks` tells it from a later one with the same number. */
export interface ProcessEntry {
  readonly pid: number
  readonly parentPid: number
  readonly groupId: number
  readonly sessionId: number
  readonly startTicks: number
  readonly isKernelThread: boolean
  /** Value of CCSP_RUN_ID in its environment; null without one, or when it is another user's. */
  readonly runId: string | null
}

/** A process told apart from later ones with the same number. */
export type ProcessKey = Pick<ProcessEntry, 'pid' | 'startTicks'>

/** Whether this system shows its processes as /proc; elsewhere a run is ended by its process group alone. */
export const hasProcFolder: boolean = existsSync('/proc/self/stat')

/** As many processes are looked at before other work gets a turn: about half a millisecond. */
const SLICE = 24
const MAX_ROUNDS = 4
const BLANK_PAUSE_MS = 2
/** PF_KTHREAD of linux/sched.h: threads of the kernel have no environment at all. */
const KERNEL_THREAD = 0x00200000
const MARKER = Buffer.from(`${RUN_MARKER}=`)
const statBuffer = Buffer.alloc(1024)

/** The process with that number now; null when there is none, or only its remains wait to be collected. */
export function readProcess(pid: number): Omit<ProcessEntry, 'runId'> | null {
  const text = readStat(pid)
  if (text === null) return null
  // The command name is in brackets and may hold anything, brackets too.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  const [parentPid = 0, groupId = 0, sessionId = 0] = fields.slice(1, 4).map(Number)
  const isKernelThread = (Number(fields[6]) & KERNEL_THREAD) !== 0
  return { pid, parentPid, groupId, sessionId, isKernelThread, startTicks: Number(fields[19]) }
}

/**
 * All live processes, those too that were born while it looked. Gives other work a turn now and then.
 *
 * In the middle of an exec a process shows an empty environment for a moment, so an empty one is read again.
 */
export async function listProcesses(): Promise<ProcessEntry[]> {
  const entries: ProcessEntry[] = []
  const blank: number[] = []
  const seen = new Set<string>()
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const names = readdirSync('/proc').filter((name) => /^\d/.test(name) && !seen.has(name))
    if (names.length === 0) break
    for (const name of names) {
      seen.add(name)
      if (seen.size % SLICE === 0) await nextTurn()
      const entry = readProcess(Number(name))
      if (!entry) continue
      const runId = readRunId(entry.pid)
      if (runId === '' && !entry.isKernelThread) blank.push(entries.length)
      entries.push({ ...entry, runId: runId || null })
    }
  }
  await readAgain(entries, blank)
  return entries
}

async function readAgain(entries: ProcessEntry[], blank: number[]): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS && blank.length > 0; round++) {
    await sleep(BLANK_PAUSE_MS)
    for (const at of blank.splice(0)) {
      const entry = entries[at]
      if (!entry) continue
      const runId = readRunId(entry.pid)
      if (runId === '') blank.push(at)
      entries[at] = { ...entry, runId: runId || null }
    }
  }
}

/**
 * The processes of each run: those that carry its mark, the given root, and whatever descends from these or shares
 * their session or process group. This process is never among them.
 */
export function groupByRun(
  entries: readonly ProcessEntry[],
  roots: ReadonlyMap<string, ProcessKey | null>,
): Map<string, ProcessEntry[]> {
  const runOf = new Map<number, string>()
  for (const [runId, root] of roots) {
    for (const entry of entries) {
      if (entry.runId === runId || (root && isSame(entry, root))) runOf.set(entry.pid, runId)
    }
  }
  if (runOf.size > 0) spread(entries, runOf)
  const result = new Map<string, ProcessEntry[]>()
  for (const entry of entries) {
    const runId = runOf.get(entry.pid)
    if (runId !== undefined && entry.pid !== process.pid) result.set(runId, [...(result.get(runId) ?? []), entry])
  }
  return result
}

/** Repeats until nothing new is found, because a child may be listed before its parent. */
function spread(entries: readonly ProcessEntry[], runOf: Map<number, string>): void {
  for (let before = -1; before !== runOf.size;) {
    before = runOf.size
    for (const { pid, parentPid, groupId, sessionId } of entries) {
      if (runOf.has(pid)) continue
      const runId = runOf.get(parentPid) ?? runOf.get(groupId) ?? runOf.get(sessionId)
      if (runId !== undefined) runOf.set(pid, runId)
    }
  }
}

const isSame = (a: ProcessKey, b: ProcessKey): boolean => a.pid === b.pid && a.startTicks === b.startTicks

/** SIGKILL, if that number still stands for that process. */
export function killProcess(target: ProcessKey): void {
  const now = readProcess(target.pid)
  if (!now || !isSame(now, target)) return
  try {
    process.kill(target.pid, 'SIGKILL')
  } catch {
    // It ended in between, or belongs to another user: the next look tells.
  }
}

function readStat(pid: number): string | null {
  let file: number
  try {
    file = openSync(`/proc/${pid}/stat`, 'r')
  } catch {
    return null // it has ended
  }
  try {
    return statBuffer.toString('latin1', 0, readSync(file, statBuffer, 0, statBuffer.length, 0))
  } catch {
    return null // it ended while it was read
  } finally {
    closeSync(file)
  }
}

/** Null without the mark; empty when there is no environment to look at. */
function readRunId(pid: number): string | null {
  let environment: Buffer
  try {
    environment = readFileSync(`/proc/${pid}/environ`)
  } catch {
    return null // another user's, or it has ended
  }
  if (environment.length === 0) return ''
  let at = environment.indexOf(MARKER)
  while (at > 0 && environment[at - 1] !== 0) at = environment.indexOf(MARKER, at + 1)
  if (at < 0) return null
  const end = environment.indexOf(0, at)
  return environment.toString('utf8', at + MARKER.length, end < 0 ? environment.length : end)
}
