/** The page's own script: draws each plot with uPlot from the points in the page. Written for browsers, so it is a text here. */
export const PAGE_SCRIPT = `
(() => {
  'use strict'
  const specs = JSON.parse(document.getElementById('plots').textContent)
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim()
  const short = (value) => {
    if (value == null) return ''
    for (const [size, sign] of [[1e9, ' G'], [1e6, ' M'], [1e3, ' K']]) if (value >= size) return +(value / size).toPrecision(3) + sign
    return String(+value.toPrecision(3))
  }
  const draw = (box) => {
    const { labels, unit, logarithmic, lines } = specs[Number(box.dataset.plot)]
    const axis = { stroke: colour('muted'), font: '11px system-ui, sans-serif', grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } }
    const rotate = labels.length > 12 ? -60 : 0
    return new uPlot({
      width: box.clientWidth,
      height: rotate ? 340 : 260,
      legend: { show: false },
      padding: [10, 24, 0, 0],
      cursor: { y: false },
      scales: { x: { time: false, range: [-0.3, labels.length - 0.7] }, y: { distr: logarithmic ? 3 : 1 } },
      axes: [
        { ...axis, rotate, size: rotate ? 130 : 34, splits: () => labels.map((_, at) => at), values: (plot, splits) => splits.map((at) => labels[at]) },
        { ...axis, size: 104, values: (plot, splits) => splits.map((value) => value == null ? '' : short(value) + ' ' + unit) },
      ],
      series: [{}, ...lines.map((line) => ({ stroke: colour(line.colour), width: 1.75, dash: line.dash ? [5, 4] : undefined, points: { show: true, size: 6 } }))],
    }, [labels.map((_, at) => at), ...lines.map(({ values }) => values)], box)
  }
  const boxes = [...document.querySelectorAll('[data-plot]')]
  let plots = boxes.map(draw)
  const again = () => {
    for (const plot of plots) plot.destroy()
    plots = boxes.map(draw)
  }
  window.addEventListener('resize', again)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again)
})()
`
