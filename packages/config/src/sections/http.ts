import { z } from 'zod'
import { integer, text } from '../setting.ts'

export const httpSection = z.strictObject({
  host: text({
    description: 'Address on which ccspd serves /health, /ready, /status and /metrics',
    ja: 'ccspd が /health、/ready、/status、/metrics を提供するアドレス',
    default: '127.0.0.1',
    expected: { en: 'a host name or an IP address', ja: 'ホスト名または IP アドレス' },
    isValid: (value) => /^[\w.:-]+$/.test(value),
  }),
  port: integer({
    description: 'Port of ccspd; 0 for any free one',
    ja: 'ccspd のポート。0 は空きポート',
    default: 9100,
    min: 0,
    max: 65_535,
    // Where /metrics used to be looked for comes first: an older file sets both.
    aliases: ['CCSP_PROMETHEUS_PORT', 'CCSP_PORT'],
  }),
})
