import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { answerDifferences, QUICK, VARIANTS } from '../../bench/harness/question.ts'
import type { Question, Variant } from '../../bench/harness/question.ts'
import { questions } from '../../bench/harness/questions.ts'
import { figureOf } from '../../bench/harness/report.ts'
import type { BenchReport } from '../../bench/harness/report.ts'
import { inThisProcess, runQuestions } from '../../bench/harness/run.ts'
import { rowsOf, shown, table } from '../../bench/harness/table.ts'
import { nativeFault } from '../../pipeline/engine/native-kernel.ts'
import { repository } from '../tools/planted-tree.ts'

const SECONDS_60 = 60_000
const loaded = VARIANTS.filter((variant) => variant !== 'native' || nativeFault() === undefined)

function ask(question: Question, variants: readonly Variant[], plant?: Variant): Promise<BenchReport> {
  return runQuestions([question], {
    scale: { ...QUICK, feeds: '' },
    variants,
    passes: 1,
    only: [],
    tell: () => undefined,
    start: inThisProcess,
    ...(plant === undefined ? {} : { plant }),
  })
}

describe.each(questions.map((question) => [question.name, question] as const))('bench %s', (_name, question) => {
  it(
    'gives one answer on all variants, and figures for each',
    async () => {
      const [asked] = (await ask(question, loaded)).questions
      expect(asked.differences).toEqual([])
      expect(asked.cases.length).toBe(question.cases({ ...QUICK, feeds: '' }).length)
      for (const one of asked.cases) {
        const figures = Object.values(one.figures)
        expect(figures.length).toBeGreaterThanOrEqual(loaded.length - 1)
        for (const figure of figures.flatMap((each) => Object.values(each))) {
          expect(figure.rounds).toBeGreaterThanOrEqual(QUICK.roundsMin)
          if (question.unit.kind !== 'bytes') expect(figure.least).toBeGreaterThan(0)
          expect(figure.least).toBeLessThanOrEqual(figure.median)
          expect(figure.median).toBeLessThanOrEqual(figure.most)
        }
      }
    },
    SECONDS_60,
  )

  it(
    'refuses to time a desk whose answer is wrong',
    async () => {
      const [asked] = (await ask(question, ['wasm'], 'wasm')).questions
      const cases = question.cases({ ...QUICK, feeds: '' }).map(({ name }) => name)
      for (const name of cases) expect(asked.differences.join('\n')).toContain(`${question.name}: ${name}: wasm: `)
      expect(asked.cases).toEqual([])
    },
    SECONDS_60,
  )
})

describe('the hand-written desk', () => {
  it(
    'is held to the same answers',
    async () => {
      const wrong = { orders: 'in cache, 1 a call', fills: 'in cache, 1 a call', marks: '1 holders' }
      for (const [name, first] of Object.entries(wrong)) {
        const [asked] = (
          await ask(
            questions.find((one) => one.name === name)!,
            ['hand'],
            'hand',
          )
        ).questions
        expect(asked.differences[0]).toMatch(
          new RegExp(`^${name}: ${first}: hand: sums is [0-9a-f]{16}, expected [0-9a-f]{16}$`),
        )
        // Nothing is held where there are no holders: the last quote, which is wrong, moves no sum.
        expect(asked.cases.map((one) => one.name)).toEqual(name === 'marks' ? ['0 holders'] : [])
      }
    },
    SECONDS_60,
  )
})

describe('a process that fails', () => {
  const failing = (variant: Variant): Promise<BenchReport> =>
    runQuestions([questions.find(({ name }) => name === 'volatility')!], {
      scale: { ...QUICK, feeds: '' },
      variants: ['wasm'],
      passes: 2,
      only: ['4 instruments'],
      tell: () => undefined,
      start: (question, order) => {
        if (order.variant === variant) throw new Error('its process ended with 2')
        return inThisProcess(question, order)
      },
    })

  it('is told once, and its figures are missing', async () => {
    const [asked] = (await failing('wasm')).questions
    expect(asked.differences).toEqual(['volatility: wasm: its process ended with 2'])
    expect(asked.cases.map(({ figures }) => figures)).toEqual([{}])
  })

  it('leaves no figure where it is the reference', async () => {
    const [asked] = (await failing('reference')).questions
    expect(asked.differences).toEqual(['volatility: reference: its process ended with 2'])
    expect(asked.cases).toEqual([])
  })
})

describe('the command', () => {
  const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    promisify(execFile)(execPath, [join(repository, 'dist/bench/main.js'), ...args]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )

  it(
    'starts a process for each variant, prints a table and writes a page that loads nothing',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bench-'))
      const page = join(folder, 'bench.html')
      const { code, stdout, stderr } = await run('volatility', '--quick', '--backends', 'wasm', '--html', page)
      const text = await readFile(page, 'utf8')
      await rm(folder, { recursive: true })
      expect([code, stderr]).toEqual([0, 'volatility: reference, for the answer\nvolatility: wasm\n'])
      expect(stdout).toMatch(
        /commit .*\n.*\nQUICK: .*\n\nvolatility: .*\n +an order +wasm\n +4 instruments +\S+ ns ±\d+%\n/,
      )
      expect(text).toContain("default-src 'none'")
      expect(text.match(/(?:src|href)="[^"]*"/g)?.every((link) => /"(?:#|data:)/.test(link))).toBe(true)
    },
    SECONDS_60,
  )

  it(
    'fails without a figure where an answer is wrong',
    async () => {
      const { code, stdout, stderr } = await run(
        'volatility',
        '--quick',
        '--json',
        '--backends',
        'wasm',
        '--plant',
        'wasm',
      )
      const { questions: asked } = JSON.parse(stdout) as BenchReport
      expect(code).toBe(1)
      expect(asked[0].cases).toEqual([])
      expect(stderr).toContain('volatility: 4 instruments: wasm: bytes is ')
    },
    SECONDS_60,
  )

  it.each([
    [['nonsense'], 'there is no bench nonsense: orders, refusals, '],
    [['orders', '--backends', 'cobol'], 'there is no backend cobol: reference, wasm, native, hand'],
    [['orders', '--passes', '0'], '--passes must be a count of at least 1, was 0'],
    [['orders', '--seconds=-1'], '--seconds must be above 0, was -1'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await run(...args)
    expect([code, stderr.includes(message) || stderr]).toEqual([2, true])
  })
})

describe('figures', () => {
  it('are medians with the least and the most', () => {
    expect(figureOf([3, 1, 10])).toEqual({ median: 3, least: 1, most: 10, rounds: 3 })
    expect(figureOf([4, 1, 2, 9])).toEqual({ median: 3, least: 1, most: 9, rounds: 4 })
  })

  it('are shown as rates, times or bytes to three digits', () => {
    expect(shown(100, { kind: 'rate', what: 'orders' })).toBe('10.0 M/s')
    expect(shown(8_000, { kind: 'rate', what: 'orders' })).toBe('125 K/s')
    expect(shown(12.34, { kind: 'nanos', what: '' })).toBe('12.3 ns')
    expect(shown(1234.5, { kind: 'micros', what: '' })).toBe('1235 µs')
    expect(shown(0, { kind: 'bytes', what: '' })).toBe('0.00 B')
  })

  it('stand beside their spread, the ratio to the hand-written desk and the difference to the base', () => {
    const figure = (median: number): ReturnType<typeof figureOf> => figureOf([median * 0.9, median, median * 1.1])
    const one = (name: string, wasm: number, hand: number): BenchReport['questions'][0]['cases'][0] => ({
      name,
      plot: '',
      answer: {},
      figures: { wasm: { order: figure(wasm) }, hand: { order: figure(hand) } },
      curves: {},
    })
    const question: BenchReport['questions'][0] = {
      name: 'checks',
      about: '',
      unit: { kind: 'nanos', what: 'an order' },
      notes: [],
      base: 'all on',
      missing: {},
      differences: [],
      cases: [one('all on', 200, 100), one('without net', 190, 95)],
    }
    const { head, rows } = rowsOf(question)
    expect(head).toEqual(['an order', 'wasm', 'hand', 'wasm ÷ hand', 'wasm Δ', 'hand Δ'])
    expect(rows).toEqual([
      ['all on', '200 ns ±10%', '100 ns ±10%', '0.50', '', ''],
      ['without net', '190 ns ±10%', '95.0 ns ±10%', '0.50', '10.0 ns', '5.00 ns'],
    ])
    const machine = { cpu: 'A', cores: 2, node: 'v20' }
    const head2 = { machine, commit: 'abc', quick: false, load: { before: 1, after: 2 }, seconds: 3 }
    expect(
      table({ ...head2, questions: [question] })
        .split('\n')
        .slice(0, 2),
    ).toEqual(['2 × A, Node v20, commit abc', 'load 1.0 before, 2.0 after; 3 s'])
  })
})

describe('answers', () => {
  it('differ only under names both have', () => {
    expect(answerDifferences({ sums: '1', bytes: '2' }, { sums: '1' })).toEqual([])
    expect(answerDifferences({ sums: '1', bytes: '2' }, { sums: '3', bytes: '2' })).toEqual(['sums is 3, expected 1'])
  })
})
