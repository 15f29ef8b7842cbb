/** The page's style sheet. Colours: text and lines keep a contrast of 4.5 and 3 in both schemes; hues differ for all kinds of sight. */
export const STYLE = `
:root {
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d2126; --muted: #5f6670; --line: #e5e2da; --rule: #d6d2c7;
  --own: #1f5fa8; --held: #8a6d1f; --limit: #b3261e; --fall: #b0452c; --used: #1f7a6d;
  --fall-fill: rgba(176, 69, 44, .14); --used-fill: rgba(31, 122, 109, .14);
  --gain: #1b7042; --loss: #b3261e; --warn-bg: #fdf0d3; --warn-ink: #7a4a00; --bad-bg: #fbe3e0; --bad-ink: #98211a;
  --calm-bg: #e6eef6; --calm-ink: #234b76; --ok-bg: #e2f1e8; --ok-ink: #1a5f39;
  --approved: #2d7d6b; --reduced: #b98112; --refused: #b3473a; --in-band: #b9bcc0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1b1f25; --ink: #e6e7e9; --muted: #a0a7b1; --line: #2a2f37; --rule: #3a414b;
    --own: #74b0f2; --held: #d9b45b; --limit: #f08a80; --fall: #ec9077; --used: #5cc5b3;
    --fall-fill: rgba(236, 144, 119, .18); --used-fill: rgba(92, 197, 179, .16);
    --gain: #6fce9a; --loss: #f08a80; --warn-bg: #3d2f10; --warn-ink: #f3cf84; --bad-bg: #43211e; --bad-ink: #f6aaa2;
    --calm-bg: #1f2e40; --calm-ink: #a9cdf4; --ok-bg: #173527; --ok-ink: #8fdcb2;
    --approved: #4fb39f; --reduced: #dba63c; --refused: #e07a6d; --in-band: #5b626c;
  }
}
* { box-sizing: border-box }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; scroll-behavior: smooth }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0 auto; max-width: 1200px; padding: 0 32px 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums }
h1, h2, h3, h4, h5, p, dl, dd, ul, ol, figure { margin: 0; padding: 0 }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -.015em; font-weight: 650; overflow-wrap: anywhere }
h2 { font-size: 20px; letter-spacing: -.01em; font-weight: 650; margin-bottom: 20px }
h3 { font-size: 15px; font-weight: 650; margin-bottom: 8px; overflow-wrap: anywhere }
h4 { font-size: 13px; font-weight: 600; display: flex; justify-content: space-between; gap: 12px; align-items: baseline }
h4 > :first-child { overflow-wrap: anywhere }
h4 > :last-child { font-weight: 400; text-align: right; flex-shrink: 0 }
small { display: block; font-size: 12px; line-height: 1.4; color: var(--muted); font-weight: 400 }
code, pre, .prints dd, .id { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
.muted, .rest, .none { color: var(--muted); font-weight: 400 }
.rest, .none { font-size: 13px; margin-top: 10px }
.top { padding: 48px 0 0 }
.top h1 { margin: 6px 0 8px }
.top .muted { overflow-wrap: anywhere }
.eyebrow { font-size: 12px; letter-spacing: .09em; text-transform: uppercase; color: var(--muted) }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 24px; padding: 12px 0; border-block: 1px solid var(--line); font-size: 14px }
nav a { color: var(--own); text-decoration: none }
nav a:hover, nav a:focus-visible { text-decoration: underline }
section, footer { padding-top: 44px }
section h3:not(:first-child) { margin-top: 28px }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 28px 36px }
.pair > * { min-width: 0 }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 14px 28px }
.facts dt, .figures dt { font-size: 12.5px; color: var(--muted) }
.facts dd { overflow-wrap: anywhere }
.scroll { overflow-x: auto }
.scroll th[scope] { min-width: 150px; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; font-size: 14px }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400 }
th:last-child, td:last-child { padding-right: 0 }
thead th { font-size: 12.5px; color: var(--muted); white-space: nowrap }
tbody tr:last-child > * { border-bottom: 0 }
td.n, th.n { text-align: right; white-space: nowrap }
.n { font-variant-numeric: tabular-nums }
.zero { color: var(--muted) }
.found { font-weight: 650 }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 20px 22px }
.card header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 10px }
.card header h3 { margin: 0 }
.card header .pill { margin-left: auto }
.headline { font-size: 15px; margin: 6px 0 16px; color: var(--muted) }
.headline strong { font-size: 28px; font-weight: 650; letter-spacing: -.015em; color: var(--ink) }
.gain { color: var(--gain); font-weight: 600 }
.loss { color: var(--loss); font-weight: 600 }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(46%, 148px), 1fr)); gap: 14px 20px }
.figures dd { font-weight: 600 }
.absent { color: var(--muted); font-weight: 400 }
.books { margin-top: 18px; padding-top: 14px; border-top: 1px solid var(--line) }
.equation { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: flex-start; font-size: 14px; margin-bottom: 6px }
.term { white-space: nowrap }
.pill { display: inline-block; border-radius: 99px; padding: 1px 9px; font-size: 12px; line-height: 1.6; white-space: nowrap; font-weight: 500 }
.pill.calm { background: var(--calm-bg); color: var(--calm-ink) }
.pill.warn, .pill.reduced { background: var(--warn-bg); color: var(--warn-ink) }
.pill.bad, .pill.refused { background: var(--bad-bg); color: var(--bad-ink) }
.pill.approved { background: var(--ok-bg); color: var(--ok-ink) }
.chart { margin-bottom: 14px }
.chart figcaption { display: flex; flex-wrap: wrap; gap: 2px 16px; font-size: 12.5px; color: var(--muted); min-height: 20px }
.key i { display: inline-block; width: 18px; height: 0; border-top: 2px solid; vertical-align: middle; margin-right: 6px }
.key b { color: var(--ink); font-weight: 600; margin-left: 6px }
.key.at { margin-left: auto }
.key .own { border-color: var(--own) } .key .held { border-color: var(--held); border-top-style: dashed } .key .fall { border-color: var(--fall) }
.key .limit { border-color: var(--limit); border-top-style: dotted } .key .used { border-color: var(--used) }
.plot { width: 100%; overflow: hidden }
.u-cursor-x { border-color: var(--muted) !important }
.u-select { background: rgba(127, 140, 160, .2) }
.capped { margin-top: 14px }
.waterfall th { white-space: nowrap; width: 1% }
.waterfall .total > * { font-weight: 600 }
.bar { position: relative; min-width: 60px; padding-right: 14px }
.bar i { position: absolute; top: 9px; bottom: 9px; border-radius: 3px; background: var(--fall) }
.total .bar i { background: var(--own) }
.bar { background: linear-gradient(var(--rule), var(--rule)) no-repeat 0 0 / 0 0 }
.bar u { position: absolute; top: 0; bottom: 0; width: 1px; background: var(--rule) }
.waterfall + p { font-size: 13px; margin-top: 10px }
.flow { list-style: none; display: flex; flex-wrap: wrap; gap: 10px 0; margin-bottom: 18px }
.flow li { color: var(--muted); font-size: 13px; padding-right: 44px; position: relative }
.flow li b { display: block; font-size: 22px; font-weight: 650; color: var(--ink); line-height: 1.25 }
.flow li:not(:last-child)::after { content: "→"; position: absolute; right: 14px; top: 3px; font-size: 16px; color: var(--muted) }
.split { display: flex; gap: 2px; height: 12px; border-radius: 6px; overflow: hidden; background: var(--line) }
.split i { flex-basis: 3px }
.ends { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 10px 0 14px; font-size: 14px }
.ends i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 7px }
.split .held, .ends .held { background: var(--in-band) }
.split .approved, .ends .approved { background: var(--approved) }
.split .reduced, .ends .reduced, .meter .reduced { background: var(--reduced) }
.split .refused, .ends .refused, .meter .refused { background: var(--refused) }
.then { color: var(--muted) } .then b { color: var(--ink) }
.reasons th[scope] { max-width: 340px }
.reasons .wide { width: 150px }
.meter { display: flex; gap: 1px; height: 8px; margin-top: 8px; border-radius: 4px; overflow: hidden; background: var(--line) }
.trades + .trades { margin-top: 28px }
.filter { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--muted); margin-bottom: 10px }
.filter label { cursor: pointer } .filter input { accent-color: var(--own); margin: 0 4px 0 0; vertical-align: -1px }
.trades:has([value=approved]:checked) .trade:not(.approved),
.trades:has([value=reduced]:checked) .trade:not(.reduced),
.trades:has([value=refused]:checked) .trade:not(.refused) { display: none }
.list { max-height: min(80vh, 760px); overflow-y: auto; border: 1px solid var(--line); border-radius: 12px; background: var(--card) }
.trade { border-bottom: 1px solid var(--line) }
.trade:last-child { border-bottom: 0 }
.trade summary { display: grid; grid-template-columns: 20px 148px 38px minmax(120px, 1.1fr) minmax(90px, .8fr) minmax(110px, 1.2fr) minmax(70px, .6fr) 80px;
  gap: 0 12px; align-items: baseline; padding: 8px 14px; font-size: 14px; cursor: pointer; list-style: none }
.trade summary::-webkit-details-marker { display: none }
.trade summary::before { content: "›"; color: var(--muted); font-size: 17px; line-height: 1; width: 14px; text-align: center; align-self: center; transition: transform .12s }
.trade[open] > summary::before { transform: rotate(90deg) }
.trade summary:hover { background: color-mix(in srgb, var(--own) 6%, transparent) }
:focus-visible { outline: 2px solid var(--own); outline-offset: -2px }
.trade summary > * { min-width: 0; overflow-wrap: anywhere }
.trade time { color: var(--muted); font-size: 13px; white-space: nowrap }
.trade .buy { color: var(--own); font-weight: 600 } .trade .sell { color: var(--held); font-weight: 600 }
.trade .why, .trade .price { color: var(--muted) }
.trade .result { text-align: right }
.trade .pill { justify-self: end }
.chain { list-style: none; margin: 4px 14px 6px 22px; border-left: 2px solid var(--rule); font-size: 13.5px }
.chain > li { display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 12px; padding: 7px 0 7px 18px; position: relative }
.chain > li::before { content: ""; position: absolute; left: -6px; top: 14px; width: 10px; height: 10px; border-radius: 50%; background: var(--card); border: 2px solid var(--own) }
.chain h5 { font-size: 13.5px; font-weight: 600 }
.chain > li > div { min-width: 0; overflow-x: auto }
.chain table { font-size: 13px; width: auto; min-width: min(100%, 460px) }
.chain th, .chain td { padding-block: 3px; white-space: nowrap }
.inline { display: flex; flex-wrap: wrap; gap: 2px 22px }
.inline div { display: flex; gap: 7px }
.inline dt { color: var(--muted) } .inline dd { overflow-wrap: anywhere }
.passed { color: var(--gain) } .failed { color: var(--loss); font-weight: 600 }
.id { margin: 0 14px 12px 42px; color: var(--muted) }
.alerts { list-style: none }
.alerts li { display: grid; grid-template-columns: 150px 74px minmax(0, 1fr); gap: 0 12px; align-items: baseline; padding: 8px 0; border-bottom: 1px solid var(--line); font-size: 14px }
.alerts li:last-child { border-bottom: 0 }
.alerts time { color: var(--muted); font-size: 13px } .alerts .pill { justify-self: start } .alerts li > span:last-child { overflow-wrap: anywhere }
.quiet { margin-top: 12px; font-size: 14px }
.quiet summary { cursor: pointer; color: var(--own); overflow-wrap: anywhere }
.plain { list-style: none; padding: 8px 0 0 16px }
.example { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; color: var(--muted); overflow-wrap: anywhere }
footer { margin-top: 44px; border-top: 1px solid var(--rule) }
.prints { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: 10px 24px; margin: 8px 0 }
.prints dt { font-size: 12.5px; color: var(--muted) } .prints dd { overflow-wrap: anywhere }
pre { max-height: 420px; overflow: auto; padding: 14px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere }
footer > .muted { margin-top: 16px; font-size: 13px }
@media (max-width: 760px) {
  body { padding: 0 16px 40px }
  .top { padding-top: 28px } h1 { font-size: 24px } h2 { font-size: 18px; margin-bottom: 14px }
  section, footer { padding-top: 34px } .card { padding: 16px }
  .facts { grid-template-columns: 1fr 1fr; gap: 12px 18px }
  .trade summary { grid-template-columns: 14px 40px minmax(0, 1fr) auto; gap: 0 8px; padding: 9px 12px }
  .trade summary::before { grid-row: 1 } .trade time { grid-area: 2 / 2 / 3 / 4 } .trade .buy, .trade .sell { grid-area: 1 / 2 }
  .trade .what { grid-area: 1 / 3 } .trade .pill { grid-area: 1 / 4 } .trade .result { grid-area: 2 / 4 }
 
  .trade .price { grid-area: 3 / 2 / 4 / 5; font-size: 13px } .trade .why { grid-area: 3 / 2 / 4 / 5; justify-self: end; font-size: 13px }
  .chain { margin-left: 16px } .chain > li { grid-template-columns: minmax(0, 1fr); gap: 2px } .id { margin-left: 14px; overflow-wrap: anywhere }
  .flow li { padding-right: 30px } .flow li b { font-size: 18px } .flow li:not(:last-child)::after { right: 8px; font-size: 14px }
  .reasons tr { display: grid; grid-template-columns: minmax(0, 1fr) 64px 64px; border-bottom: 1px solid var(--line) }
  .reasons tr > * { border-bottom: 0 } .reasons .wide, .reasons thead th:last-child { display: none }
  .reasons td:last-child { grid-column: 1 / -1; padding-top: 0 } .reasons td.n, .reasons th.n { padding-right: 0 }
  .alerts li { grid-template-columns: 1fr auto } .alerts li > span:last-child { grid-column: 1 / -1 }
}
@media print { nav, .filter { display: none } .list { max-height: none } .card, .chart, .trade { break-inside: avoid } }
`
