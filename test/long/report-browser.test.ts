import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, stdout } from 'node:process'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { renderReport } from '../../analytics/report/report.ts'
import { btcReport } from '../analytics/btc-report.ts'
import { planted } from '../analytics/planted.ts'

// A real browser shows the page. MILLRACE_CHROMIUM names one that is not at /usr/bin/chromium; with
// MILLRACE_SCREENSHOTS the pictures are kept in that folder.
const executablePath = env['MILLRACE_CHROMIUM'] ?? '/usr/bin/chromium'
const missing = !existsSync(executablePath)
if (missing) stdout.write(`report in a browser: skipped, no Chromium at ${executablePath}\n`)

const SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
]

interface Opened {
  readonly page: Page
  /** Messages of the console and errors of the page. */
  readonly complaints: string[]
  /** Everything that was asked for besides the page itself. */
  readonly requests: string[]
}

describe.skipIf(missing)('the report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-report-'))
  let context: BrowserContext

  beforeAll(async () => {
    context = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath, args: SWITCHES })
  })
  afterAll(async () => {
    await context?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(
    markup: string,
    size: { width: number; height: number },
    colorScheme: 'light' | 'dark',
  ): Promise<Opened> {
    const file = join(folder, 'report.html')
    writeFileSync(file, markup)
    const page = await context.newPage()
    const [complaints, requests]: [string[], string[]] = [[], []]
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) requests.push(request.url())
    })
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme })
    await page.goto(pathToFileURL(file).href)
    return { page, complaints, requests }
  }

  async function picture(page: Page, name: string): Promise<void> {
    const kept = env['MILLRACE_SCREENSHOTS']
    if (kept === undefined) return
    await page.screenshot({ path: join(kept, `${name}.png`), fullPage: true })
    for (const part of await page.locator('body > header, section, footer').all()) {
      await part.screenshot({ path: join(kept, `${name}-${(await part.getAttribute('id')) ?? 'top'}.png`) })
    }
  }

  /** Whether a canvas has anything but one colour on it. */
  const inked = (page: Page): Promise<boolean[]> =>
    page.evaluate(`[...document.querySelectorAll('canvas')].map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
      return data.some((value) => value !== 0)
    })`)

  for (const size of SIZES) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`draws at ${size.width} pixels, ${scheme}`, { timeout: 60_000 }, async () => {
        const data = btcReport()
        const { page, complaints, requests } = await open(renderReport(data), size, scheme)
        await picture(page, `${size.width}-${scheme}`)

        const drawn = await inked(page)
        expect(drawn).toEqual(new Array(data.portfolios.length * 4).fill(true))
        // No sideways scrolling of the page as a whole.
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(size.width)

        const trade = page.locator('details.trade.reduced').first()
        expect(await trade.locator('.chain').isVisible()).toBe(false)
        await trade.locator('summary').click()
        expect(await trade.locator('.chain').isVisible()).toBe(true)
        expect(await trade.locator('.chain h5').allTextContents()).toEqual([
          'Market',
          'Evaluations',
          'Signal',
          'Decision',
          'Checks',
          'Size',
          'Order',
          'Fills',
        ])
        await picture(page, `${size.width}-${scheme}-open`)
        expect(complaints).toEqual([])
        expect(requests).toEqual([])
        await page.close()
      })
    }
  }

  it('shows values under the pointer, follows width and colours, and filters trades', { timeout: 60_000 }, async () => {
    const data = btcReport()
    const { page, complaints } = await open(renderReport(data), SIZES[0], 'light')
    const chart = page.locator('[data-chart="0"]')
    await chart.locator('.u-over').hover()
    expect(await chart.locator('[data-line=equity]').textContent()).toMatch(/^\d{2,3}\u202f\d{3}\.\d\d$/)
    expect(await chart.locator('.at').textContent()).toMatch(/^2016-01-0\d \d\d:\d\d UTC$/)

    const before = (await chart.locator('canvas').boundingBox())!.width
    await page.setViewportSize({ width: 700, height: 900 })
    await expect.poll(async () => (await chart.locator('canvas').boundingBox())!.width).not.toBe(before)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => inked(page)).toEqual(new Array(8).fill(true))
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 23, 27)')

    const [{ trades }] = data.portfolios
    const shown = page.locator('.trades').first().locator('details.trade:visible')
    expect(await shown.count()).toBe(trades.length)
    await page.locator('input[name=show-0][value=refused]').check()
    expect(await shown.count()).toBe(trades.filter(({ verdict }) => verdict === 'refused').length)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('runs nothing that a name or a text contains', { timeout: 60_000 }, async () => {
    const { page, complaints } = await open(renderReport(planted(btcReport())), SIZES[0], 'light')
    expect(await page.evaluate('window.planted')).toBeUndefined()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(3)
    expect(await inked(page)).toEqual(new Array(8).fill(true))
    expect(complaints).toEqual([])
    await page.close()
  })

  it('forbids a script that slipped in', { timeout: 60_000 }, async () => {
    const slipped = renderReport(btcReport()).replace('<main>', '<main><script>window.planted=1</script>')
    const { page, complaints } = await open(slipped, SIZES[0], 'light')
    expect(await page.evaluate('window.planted')).toBeUndefined()
    expect(complaints.join()).toContain('Content Security Policy')
    await page.close()
  })
})
