import { createJsonSchema } from '../src/index.ts'
import { renderConfigDocument } from './config-document.ts'
import { renderErrorsDocument } from './errors-document.ts'

/** The generated files by their path below docs/. */
export function renderDocuments(): Record<string, string> {
  return {
    'config.md': renderConfigDocument('en'),
    'config.ja.md': renderConfigDocument('ja'),
    'config.schema.json': `${JSON.stringify(createJsonSchema(), undefined, 2)}\n`,
    'errors.md': renderErrorsDocument('en'),
    'errors.ja.md': renderErrorsDocument('ja'),
  }
}
