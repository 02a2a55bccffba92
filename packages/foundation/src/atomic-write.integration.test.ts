import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileAtomic } from './atomic-write.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-atomic-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a file is made, then replaced, and nothing else is left beside it', async () => {
  const path = join(folder, 'a.json')
  await writeFileAtomic(path, 'one')
  await writeFileAtomic(path, new Uint8Array([0x74, 0x77, 0x6f]))
  expect(await readFile(path, 'utf8')).toBe('two')
  expect(await readdir(folder)).toEqual(['a.json'])
})

test('a file is private unless told otherwise, whatever the umask and the mode of the old file are', async () => {
  const path = join(folder, 'a.json')
  await writeFile(path, 'old', { mode: 0o666 })
  const umask = process.umask(0o077)
  try {
    await writeFileAtomic(path, 'x')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await writeFileAtomic(path, 'x', { mode: 0o644 })
    expect((await stat(path)).mode & 0o777).toBe(0o644)
  } finally {
    process.umask(umask)
  }
})

test('a failed write keeps what was there and leaves no temporary file', async () => {
  // A folder cannot be replaced by a file: the rename fails after everything else went well.
  const path = join(folder, 'taken')
  await mkdir(path)
  await expect(writeFileAtomic(path, 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(await readdir(folder)).toEqual(['taken'])
})

test('a missing folder is an error of the system', async () => {
  await expect(writeFileAtomic(join(folder, 'none', 'a'), 'x')).rejects.toMatchObject({ code: 'ENOENT' })
})

test('a symbolic link is replaced, its target is not written to', async () => {
  const target = join(folder, 'target')
  await writeFile(target, 'precious')
  await symlink(target, join(folder, 'link'))
  await writeFileAtomic(join(folder, 'link'), 'x')
  expect(await readFile(target, 'utf8')).toBe('precious')
})

test('many writers at once leave one whole content', async () => {
  const path = join(folder, 'a')
  const contents = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(100_000))
  await Promise.all(contents.map((content) => writeFileAtomic(path, content)))
  expect(contents).toContain(await readFile(path, 'utf8'))
  expect(await readdir(folder)).toEqual(['a'])
})

test('a writer killed at any instant leaves a whole file: the old one or the new one', async () => {
  const path = join(folder, 'a')
  const source = new URL('atomic-write.ts', import.meta.url).href
  const script = `import { writeFileAtomic } from ${JSON.stringify(source)}
    for (let n = 0; ; n++) { await writeFileAtomic(${JSON.stringify(path)}, String(n % 10).repeat(300_000)); process.stdout.write('.') }`
  let kills = 0
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    await delay(round * 7)
    child.kill('SIGKILL')
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
    if (signal === 'SIGKILL') kills++
    expect(await readFile(path, 'utf8')).toMatch(/^(\d)\1{299999}$/)
  }
  expect(kills).toBe(5)
})
