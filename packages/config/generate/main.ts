// Writes the generated documents: npm run generate
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic } from '@ccsp/foundation'
import { renderDocuments } from './documents.ts'

const docs = join(import.meta.dirname, '../../../docs')
await mkdir(docs, { recursive: true })
for (const [name, text] of Object.entries(renderDocuments())) {
  await writeFileAtomic(join(docs, name), text, { mode: 0o644 })
}
