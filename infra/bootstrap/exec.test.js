import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { BootstrapError, run } from './exec.js'

const CHILD = `
  let count = 0
  process.on('SIGTERM', () => console.log('TERM', ++count))
  process.on('SIGINT', () => console.log('INT', ++count))
  process.on('SIGUSR2', () => process.exit(7))
  console.log('up', process.pid)
  setInterval(() => {}, 1000)`

/** A bootstrap in a process group of its own, whose foreground child counts the signals it gets. */
async function startForeground() {
  const script = `import { foreground, passSignalsOn } from ${JSON.stringify(new URL('exec.js', import.meta.url).href)}
    passSignalsOn()
    process.exitCode = await foreground(process.execPath, ['-e', ${JSON.stringify(CHILD)}], {})`
  const bootstrap = spawn(process.execPath, ['--input-type=module', '-e', script], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = []
  bootstrap.stdout.setEncoding('utf8').on('data', (text) => lines.push(...text.trim().split('\n')))
  const until = async (line) => {
    while (!lines.some((one) => one.startsWith(line))) await sleep(20)
  }
  await until('up')
  return { bootstrap, lines, until, child: Number(lines[0].split(' ')[1]) }
}

test('a signal to the whole group, passed on by npm as well, reaches the daemon once; a later one reaches it again', async () => {
  const { bootstrap, lines, until, child } = await startForeground()
  process.kill(-Number(bootstrap.pid), 'SIGTERM')
  process.kill(bootstrap.pid, 'SIGTERM')
  await until('TERM 1')
  await sleep(700)
  expect(lines.slice(1)).toEqual(['TERM 1'])
  process.kill(bootstrap.pid, 'SIGINT')
  await until('INT 2')
  process.kill(child, 'SIGUSR2')
  expect(await once(bootstrap, 'close')).toEqual([7, null])
})

test('a terminal that goes away asks the daemon to drain', async () => {
  const { bootstrap, until, child } = await startForeground()
  process.kill(-Number(bootstrap.pid), 'SIGHUP')
  await until('TERM 1')
  process.kill(child, 'SIGKILL')
  expect(await once(bootstrap, 'close')).toEqual([137, null])
})

test('a command that takes too long is ended, and its output says so', async () => {
  const { code, output } = await run(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)'], {
    quiet: true,
    timeoutMs: 300,
  })
  expect({ code, output }).toEqual({ code: 137, output: expect.stringContaining('gave no result within 0.3 s') })
})

test('a command that is not there is an error for a person', async () => {
  await expect(run('/nowhere/program', [], { quiet: true })).rejects.toThrow(BootstrapError)
})
