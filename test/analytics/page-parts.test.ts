import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as format from '../../analytics/report/format.ts'
import { html, jsonForScript, raw } from '../../analytics/report/html.ts'
import { thin } from '../../analytics/report/thin.ts'

describe('markup', () => {
  it('escapes what is no markup, and drops what is not there', () => {
    const name = `<b a="1" c='2'>&`
    expect(html`<i t="${name}">${name}</i>`.markup).toBe(
      `<i t="&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;</i>`,
    )
    expect(html`${1.5}${undefined}${false}${[html`<i>${'&'}</i>`, raw('<b>')]}`.markup).toBe('1.5<i>&amp;</i><b>')
    expect(html`${'x'.repeat(1_000)}`.markup).toBe(`${'x'.repeat(400)}…`)
  })

  it('gives data to scripts that means the same and cannot end them', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { markup } = jsonForScript(value)
        expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(markup).not.toMatch(/[<>&\u2028\u2029]/)
      }),
    )
    expect(jsonForScript('</script>\u2028').markup).toBe('"\\u003c/script\\u003e\\u2028"')
  })
})

describe('numbers for people', () => {
  it('keeps or rounds digits, with true minus signs and groups', () => {
    expect(format.exact('-1234567.0010')).toBe('−1\u202f234\u202f567.0010')
    expect(format.exact('+.5')).toBe('0.5')
    expect(format.exact('many')).toBe('many')
    expect(['5.77540000', '-1200.00', '1200', '0.000'].map(format.trimmed)).toEqual([
      '5.7754',
      '−1\u202f200',
      '1\u202f200',
      '0',
    ])
    expect(format.rounded('99780.915', 2)).toBe('99\u202f780.92')
    expect(format.rounded('many', 2)).toBe('many')
    expect(format.signed('12', 1)).toBe('+12.0')
    expect(format.signed('-0.04', 1)).toBe('0.0')
    expect(format.signed('-0.05', 1)).toBe('−0.1')
    expect(format.fixed(-0.0001, 2)).toBe('0.00')
    expect(format.fixed(Number.NaN, 2)).toBe('absent')
    expect(format.fixed(1e21, 2)).toBe('1e+21')
    expect(format.percent(-0.00444)).toBe('−0.44\u00a0%')
    expect(format.signedPercent(0.5)).toBe('+50.00\u00a0%')
    expect(format.signedPercent(0.000001)).toBe('0.00\u00a0%')
    expect(['0', '5000', '20', '0.5'].map(format.moneyDecimals)).toEqual([2, 2, 4, 8])
  })

  it('adds and negates decimals exactly', () => {
    expect(format.sum('0.1', '0.2', '-0.30000001')).toBe('-0.00000001')
    expect(['1', '-1', '0.00', '+2'].map(format.negated)).toEqual(['-1', '1', '0.00', '-2'])
  })

  it('prints times and lengths of time', () => {
    expect(format.time(1_451_743_500_000_000)).toBe('2016-01-02 14:05:00')
    expect(format.time(Number.POSITIVE_INFINITY)).toBe('absent')
    expect(format.time(1e17)).toBe('absent')
    expect([12, 1_200, 41e6, 3.1e9].map(format.duration)).toEqual([
      '12\u00a0ns',
      '1.2\u00a0µs',
      '41.0\u00a0ms',
      '3.10\u00a0s',
    ])
    expect(format.spoken('CASH_INSUFFICIENT')).toBe('cash insufficient')
  })
})

describe('thinning', () => {
  it('gives what its example says', () => {
    expect(thin([1, 9, 2, 3, 0, 4, 5, 5], 4)).toEqual([0, 1, 4, 7])
    expect(thin([1, 2], 4)).toEqual([0, 1])
  })

  it('keeps ends and extremes, ascending, within the bound', () => {
    const curves = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 400 })
    fc.assert(
      fc.property(curves, fc.integer({ min: 4, max: 100 }), (values, max) => {
        const kept = thin(values, max)
        expect(kept.length).toBeLessThanOrEqual(max)
        expect(kept.every((at, k) => k === 0 || at > kept[k - 1])).toBe(true)
        expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1])
        const left = kept.map((at) => values[at])
        expect(Math.min(...left)).toBe(Math.min(...values))
        expect(Math.max(...left)).toBe(Math.max(...values))
      }),
    )
  })
})
