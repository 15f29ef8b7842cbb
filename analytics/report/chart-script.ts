/**
 * The page's own script: draws each chart with uPlot from the data that stands in the page, in the style sheet's
 * colours, again when the colour scheme or the width changes. Written for browsers, so it is a text here.
 */
export const CHART_SCRIPT = `
(() => {
  'use strict'
  const specs = JSON.parse(document.getElementById('points').textContent)
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()
  const group3 = (text) => {
    const [whole, fraction] = text.split('.')
    return whole.replace('-', '\\u2212').replace(/\\B(?=(\\d{3})+$)/g, '\\u202f') + (fraction ? '.' + fraction : '')
  }
  const decimals = (step) => Math.min(8, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)))
  const shown = (unit, value, digits) =>
    value == null ? '' : unit === 'fraction' ? group3((value * 100).toFixed(digits)) + '\\u00a0%' : group3(value.toFixed(digits))
  const exactly = (unit, value) => {
    if (unit === 'fraction') return shown(unit, value, 2)
    if (unit === 'count') return shown(unit, value, 0)
    return shown(unit, value, Math.abs(value) >= 1000 ? 2 : 4)
  }
  const tzDate = (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC')
  const stamp = uPlot.fmtDate('{YYYY}-{MM}-{DD} {HH}:{mm}')

  const unpack = ({ steps, values, stepped }) => {
    let at = 0
    return { times: steps.map((step) => (at += step)), values, stepped }
  }
  // Charts of one group show one span of time, also where a curve starts late or ends early.
  const ends = (group) => {
    const times = specs.filter((spec) => spec.group === group).flatMap(({ lines }) => lines.map(unpack)).flatMap(({ times }) => [times[0], times[times.length - 1]])
    return [Math.min(...times), Math.max(...times)]
  }
  const columns = ({ lines, group }) => {
    const unpacked = lines.map(unpack)
    const times = [...new Set([...ends(group), ...unpacked.flatMap(({ times }) => times)])].sort((a, b) => a - b)
    const index = new Map(times.map((time, at) => [time, at]))
    const series = unpacked.map(({ times: own, values, stepped }) => {
      const column = new Array(times.length).fill(null)
      own.forEach((time, at) => { column[index.get(time)] = values[at] })
      if (stepped) for (let at = 1; at < column.length; at++) column[at] ??= column[at - 1]
      return column
    })
    return [times.map((time) => time / 1000), ...series]
  }

  const range = ({ fromZero, lines }) => (plot, low, high) => {
    if (low === null || high === null) return [0, 1]
    if (fromZero) { low = Math.min(low, 0); high = Math.max(high, 0) }
    if (low === high) { const pad = Math.abs(low) * 0.01 || 0.001; return [fromZero && low === 0 ? -pad : low - pad, high + (low === 0 && lines[0].role === 'fall' ? 0 : pad)] }
    const pad = (high - low) * 0.08
    return [fromZero && low === 0 ? 0 : low - pad, fromZero && high === 0 ? 0 : high + pad]
  }

  const draw = (figure) => {
    const spec = specs[Number(figure.dataset.chart)]
    const box = figure.querySelector('.plot')
    const data = columns(spec)
    const lone = data[0].length === 1
    const axis = { stroke: colour('muted'), font: '11px system-ui, sans-serif', grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } }
    const series = spec.lines.map(({ label, role, stepped }) => ({
      label,
      stroke: colour(role),
      width: role === 'own' || role === 'used' ? 1.75 : 1.25,
      dash: role === 'held' ? [5, 4] : role === 'limit' ? [2, 3] : undefined,
      fill: role === 'fall' || role === 'used' ? colour(role + '-fill') : undefined,
      fillTo: role === 'fall' ? 0 : undefined,
      spanGaps: true,
      paths: stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
      points: { show: lone, size: 6 },
    }))
    const keys = spec.lines.map(({ label }) => [...figure.querySelectorAll('[data-line]')].find((key) => key.dataset.line === label))
    const when = figure.querySelector('.at')
    const read = (plot) => {
      const at = plot.cursor.idx
      const inside = at != null && plot.cursor.left >= 0
      when.textContent = inside ? stamp(tzDate(data[0][at])) + ' UTC' : ''
      spec.lines.forEach((line, k) => {
        let seen = inside ? at : -1
        while (seen > 0 && data[k + 1][seen] == null) seen--
        keys[k].textContent = seen < 0 ? '' : exactly(spec.unit, data[k + 1][seen])
      })
    }
    const labels = (plot, splits, axisIndex, space, step) =>
      splits.map((value) => shown(spec.unit, value, decimals(spec.unit === 'fraction' ? step * 100 : step)))
    const size = (plot, texts, axisIndex, cycle) => {
      if (cycle > 1 || !texts) return plot.axes[axisIndex]._size || 50
      plot.ctx.font = axis.font
      return Math.max(58, Math.ceil(12 + Math.max(...texts.map((text) => plot.ctx.measureText(text).width))))
    }
    return new uPlot({
      width: box.clientWidth,
      height: box.clientHeight,
      tzDate,
      padding: [10, 24, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: spec.group }, y: false, points: { size: 7 } },
      scales: { x: lone ? { range: (plot, low) => [low - 1800, low + 1800] } : {}, y: { range: range(spec) } },
      axes: [
        { ...axis, space: 70, size: 40, values: [
          [31536000, '{YYYY}', null, null, null, null, null, null, 1],
          [2419200, '{MMM}', '\\n{YYYY}', null, null, null, null, null, 1],
          [86400, '{D} {MMM}', '\\n{YYYY}', null, null, null, null, null, 1],
          [60, '{HH}:{mm}', '\\n{D} {MMM}', null, '\\n{D} {MMM}', null, null, null, 1],
          [1, '{HH}:{mm}:{ss}', '\\n{D} {MMM}', null, '\\n{D} {MMM}', null, null, null, 1],
          [0.001, ':{ss}.{fff}', null, null, null, null, null, null, 1],
        ] },
        { ...axis, space: 26, values: labels, size },
      ],
      series: [{}, ...series],
      hooks: { setCursor: [read] },
    }, data, box)
  }

  const figures = [...document.querySelectorAll('[data-chart]')]
  let plots = figures.map(draw)
  window.addEventListener('resize', () => {
    for (const plot of plots) {
      const box = plot.root.parentElement
      if (box.clientWidth !== plot.width) plot.setSize({ width: box.clientWidth, height: box.clientHeight })
    }
  })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    for (const plot of plots) plot.destroy()
    plots = figures.map(draw)
  })
})()
`
