//! Generated from kernels/layout.json and kernels/checks.json by `npm run generate`. Do not edit.

use std::cell::Cell;

/// Bytes 0 … 63 of the memory: the arguments and the result of a kernel's `advance`. Byte offsets of headers.
#[repr(C, align(8))]
pub struct Call {
    /// the control record
    pub image: Cell<i32>,
    /// tape
    pub input: Cell<i32>,
    /// tape
    pub evaluations: Cell<i32>,
    /// tape
    pub decisions: Cell<i32>,
    /// tape
    pub outcome: Cell<i32>,
    /// first row to step
    pub from: Cell<i32>,
    /// row to stop before
    pub to: Cell<i32>,
    /// `to`, or the row it stopped before
    pub result: Cell<i32>,
}
const _: () = assert!(size_of::<Call>() == 32);

/// One record at offset 0 of the image: where everything is, how far the desk has come.
#[repr(C, align(8))]
pub struct Control {
    /// tsEvent of the row being stepped, Unix ns
    pub now: Cell<i64>,
    /// its sequence
    pub sequence: Cell<i64>,
    /// next timer's ordinal
    pub next_ordinal: Cell<i64>,
    /// rows this image has been stepped through
    pub rows_advanced: Cell<i64>,
    /// of them by the reference
    pub rows_reference: Cell<i64>,
    /// of them by the WASM backend
    pub rows_wasm: Cell<i64>,
    /// of them by the native backend
    pub rows_native: Cell<i64>,
    /// what the fault is about
    pub fault_value: Cell<i64>,
    /// decisions × followers
    pub decisions_seen: Cell<i64>,
    /// by decisions
    pub intents_made: Cell<i64>,
    /// by exit rules, trims and flattens
    pub exit_intents: Cell<i64>,
    /// desk → venue
    pub latency_nanos: Cell<i64>,
    /// fill → report
    pub report_latency_nanos: Cell<i64>,
    /// of a bar's volume
    pub participation_ppm: Cell<i64>,
    /// of the price, on bars
    pub slippage_ppb: Cell<i64>,
    /// of the price, per touch size walked
    pub walk_step_ppb: Cell<i64>,
    /// least time between equity rows nothing caused
    pub equity_interval_nanos: Cell<i64>,
    /// Unix ns
    pub next_equity_at: Cell<i64>,
    /// count
    pub instruments: Cell<i32>,
    /// leaf portfolios; groups of portfolios follow them as scopes
    pub portfolios: Cell<i32>,
    /// portfolios + portfolio groups
    pub scopes: Cell<i32>,
    /// count
    pub currencies: Cell<i32>,
    /// sectors and free groups
    pub groups: Cell<i32>,
    /// records
    pub order_capacity: Cell<i32>,
    /// records
    pub timer_capacity: Cell<i32>,
    /// records: fills that may be on their way at once
    pub report_capacity: Cell<i32>,
    /// client order ids remembered, and executions
    pub id_capacity: Cell<i32>,
    /// heap size
    pub timer_count: Cell<i32>,
    /// head of the free list, −1 = none
    pub free_order: Cell<i32>,
    /// head of the free list, −1 = none
    pub free_report: Cell<i32>,
    /// record of executions to use next, −1 = every one belongs to an open order
    pub first_execution: Cell<i32>,
    /// tail of that list
    pub last_execution: Cell<i32>,
    /// ids remembered so far, ring position = count mod capacity
    pub id_count: Cell<i32>,
    /// 0 refuse, 1 trade
    pub crossed_policy: Cell<i32>,
    /// 0 wait, 1 walk, 2 cancel
    pub remainder: Cell<i32>,
    /// 0 or 1
    pub zero_latency: Cell<i32>,
    /// 0 or 1
    pub plant_same_close: Cell<i32>,
    /// 1: fills come as REPORT rows, no simulated venue
    pub external: Cell<i32>,
    /// count
    pub sessions: Cell<i32>,
    /// 1: assert conservation and sums after every row
    pub debug: Cell<i32>,
    /// orders not yet done
    pub live_orders: Cell<i32>,
    /// instruments with a market row or an adjustment in this instant, −1 = none
    pub first_touched: Cell<i32>,
    /// what wakes the policy: 0 there is none, 1 decisions, 2 fills, 3 both
    pub policy_wakes: Cell<i32>,
    /// 0 stepping, 1 the row waits for the policy, 2 it has answered
    pub policy_state: Cell<i32>,
    /// 1: a flatten stands somewhere
    pub flattening: Cell<i32>,
    /// positions with a fill since the last instant, −1 = none
    pub first_woken: Cell<i32>,
    /// why the engine must halt, 0 = nothing; by number in kernels/faults.ts
    pub fault: Cell<i32>,
    /// compiled kernels: intents of this instant
    pub pending_count: Cell<i32>,
    /// compiled kernels: of them, those that increase
    pub increase_count: Cell<i32>,
    /// compiled kernels: violated checks of the intent at hand
    pub violation_count: Cell<i32>,
    /// byte offset of the instrument records
    pub instrument_at: Cell<i32>,
    /// byte offset of the tick records
    pub tick_at: Cell<i32>,
    /// byte offset of the scope records
    pub scope_at: Cell<i32>,
    /// byte offset of the changed records
    pub changed_at: Cell<i32>,
    /// byte offset of the ledger records
    pub ledger_at: Cell<i32>,
    /// byte offset of the position records
    pub position_at: Cell<i32>,
    /// byte offset of the exposure records
    pub exposure_at: Cell<i32>,
    /// byte offset of the concentrate records
    pub concentrate_at: Cell<i32>,
    /// byte offset of the order records
    pub order_at: Cell<i32>,
    /// byte offset of the timer records
    pub timer_at: Cell<i32>,
    /// byte offset of the report records
    pub report_at: Cell<i32>,
    /// byte offset of the clientId records
    pub client_id_at: Cell<i32>,
    /// byte offset of the execution records
    pub execution_at: Cell<i32>,
    /// byte offset of the session records
    pub session_at: Cell<i32>,
    /// byte offset of the instant records
    pub instant_at: Cell<i32>,
    /// byte offset of the covariance records
    pub covariance_at: Cell<i32>,
    /// byte offset of the group records
    pub group_at: Cell<i32>,
    /// byte offset of the orderBucket records
    pub order_bucket_at: Cell<i32>,
    /// byte offset of the amend records
    pub amend_at: Cell<i32>,
    /// byte offset of the currency records
    pub currency_at: Cell<i32>,
    /// byte offset of the rate records
    pub rates_at: Cell<i32>,
    /// byte offset of the pending records
    pub pending_at: Cell<i32>,
    /// byte offset of the increase records
    pub increase_at: Cell<i32>,
    /// byte offset of the violation records
    pub violation_at: Cell<i32>,
    /// byte offset of the weight records
    pub weight_at: Cell<i32>,
}
const _: () = assert!(size_of::<Control>() == 376);

/// Parameters and market state of one instrument.
#[repr(C, align(8))]
pub struct Instrument {
    /// half price units, last good; 0 = none yet
    pub mark: Cell<i64>,
    /// Unix ns of the last good mark
    pub mark_at: Cell<i64>,
    /// Unix ns of the last market row
    pub last_at: Cell<i64>,
    /// price units
    pub bid: Cell<i64>,
    /// price units
    pub ask: Cell<i64>,
    /// lots
    pub bid_lots: Cell<i64>,
    /// lots
    pub ask_lots: Cell<i64>,
    /// position index, −1 = none
    pub first_holder: Cell<i32>,
    /// order at the venue, −1 = none; arrival order
    pub first_order: Cell<i32>,
    /// money per half price unit and lot; inverse: money × half price units per lot
    pub unit_value: Cell<i64>,
    /// age beyond which the mark is stale
    pub stale_nanos: Cell<i64>,
    /// of exposure, contracts; 0 = none
    pub initial_margin_ppm: Cell<i64>,
    /// of exposure, contracts; 0 = none
    pub maintenance_margin_ppm: Cell<i64>,
    /// 0 spot, 1 linear, 2 inverse
    pub kind: Cell<i32>,
    /// 1: the market is crossed now
    pub crossed: Cell<i32>,
    /// 1: it had a market row in this instant, 2: what is held of it was adjusted only
    pub touched: Cell<i32>,
    /// the list of those, −1 = end
    pub next_touched: Cell<i32>,
    /// kind of the last market row, 0 = none
    pub feed: Cell<i32>,
    /// 0 not yet watched, 1 watched, 2 a stale alert stands
    pub stale_watch: Cell<i32>,
    /// 0 or 1
    pub tradable: Cell<i32>,
    /// id
    pub currency: Cell<i32>,
    /// lots
    pub lot_step: Cell<i64>,
    /// lots
    pub min_lots: Cell<i64>,
    /// lots, −1 = none
    pub max_lots: Cell<i64>,
    /// money, −1 = none
    pub min_notional: Cell<i64>,
    /// money, −1 = none
    pub max_notional: Cell<i64>,
    /// that can be borrowed by all portfolios together, −1 = unlimited
    pub borrow_lots: Cell<i64>,
    /// lots: Σ over portfolios of the short position if every open sell fills
    pub short_worst: Cell<i64>,
    /// price units of the last trade, 0 = none yet
    pub last: Cell<i64>,
    /// group id, −1 = none
    pub group0: Cell<i32>,
    pub group1: Cell<i32>,
    pub group2: Cell<i32>,
    pub group3: Cell<i32>,
    pub group4: Cell<i32>,
    pub group5: Cell<i32>,
    pub group6: Cell<i32>,
    pub group7: Cell<i32>,
    /// price units: no open priced buy of ours is above it; 0 = none
    pub highest_buy: Cell<i64>,
    /// price units: no open priced sell of ours is below it; 0 = none
    pub lowest_sell: Cell<i64>,
    /// of notional
    pub taker_fee_ppb: Cell<i64>,
    /// of the price
    pub half_spread_ppb: Cell<i64>,
    /// open priced buys of ours
    pub priced_buys: Cell<i32>,
    /// open priced sells of ours
    pub priced_sells: Cell<i32>,
    /// 1: highestBuy may be above the highest
    pub loose_buys: Cell<i32>,
    /// 1: lowestSell may be below the lowest
    pub loose_sells: Cell<i32>,
    /// first row in the tick table
    pub tick_start: Cell<i32>,
    /// rows
    pub tick_count: Cell<i32>,
    /// of notional
    pub maker_fee_ppb: Cell<i64>,
    /// age up to which a reduction may be priced
    pub reduce_mark_age_nanos: Cell<i64>,
    /// lots
    pub assumed_top_lots: Cell<i64>,
    /// lots
    pub assumed_volume_lots: Cell<i64>,
    /// lots of the current bar's volume still to be had
    pub volume_left: Cell<i64>,
    /// id
    pub session: Cell<i32>,
    /// spec of the bars the venue walks, 0 = none yet
    pub bar_spec: Cell<i32>,
    /// tail of that list
    pub last_order: Cell<i32>,
    /// the list of instruments that settle in its currency, −1 = end
    pub next_of_currency: Cell<i32>,
    padding: [Cell<i64>; 6],
}
const _: () = assert!(size_of::<Instrument>() == 384);

/// Order price increments by price.
#[repr(C, align(8))]
pub struct Tick {
    /// price units
    pub from: Cell<i64>,
    /// price units
    pub tick: Cell<i64>,
}
const _: () = assert!(size_of::<Tick>() == 16);

/// One portfolio, or one group of portfolios (its sums over the members). Limits of −1 are absent.
#[repr(C, align(8))]
pub struct Scope {
    /// money: cash + spot values + unrealised of contracts
    pub equity: Cell<i64>,
    /// money: Σ |position| × value
    pub gross: Cell<i64>,
    /// money: Σ position × value
    pub net: Cell<i64>,
    /// money: Σ (worst case − |position|) × value, from open orders
    pub worst_extra: Cell<i64>,
    /// money: Σ open buys × value
    pub buy_extra: Cell<i64>,
    /// money: Σ open sells × value
    pub sell_extra: Cell<i64>,
    /// money: Σ of the worst case
    pub initial_margin: Cell<i64>,
    /// money: Σ of positions
    pub maintenance_margin: Cell<i64>,
    /// scope index of its group, −1 = none
    pub parent: Cell<i32>,
    /// 0 active, 1 reducing, 2 halted
    pub state: Cell<i32>,
    /// 1: a flatten stands
    pub flatten: Cell<i32>,
    /// count
    pub open_orders: Cell<i32>,
    /// −1 = none
    pub open_orders_max: Cell<i32>,
    /// id
    pub currency: Cell<i32>,
    /// 0 or 1
    pub allow_short: Cell<i32>,
    /// 0 allow, 1 refuse orders that could meet one of our own
    pub self_trade: Cell<i32>,
    /// block of the covariance table, −1 = none
    pub covariance: Cell<i32>,
    /// id; −1 for a group
    pub strategy: Cell<i32>,
    /// GCRA theoretical arrival time, increasing orders
    pub rate_at: Cell<i64>,
    /// per order
    pub rate_period_nanos: Cell<i64>,
    /// tolerance
    pub rate_burst_nanos: Cell<i64>,
    /// money
    pub gross_max: Cell<i64>,
    /// money
    pub net_max: Cell<i64>,
    /// ppm of equity
    pub leverage_ppm: Cell<i64>,
    /// ppm of equity
    pub concentration_ppm: Cell<i64>,
    /// money
    pub order_notional_max: Cell<i64>,
    /// money
    pub cash_reserve: Cell<i64>,
    /// ppm of the mark
    pub collar_ppm: Cell<i64>,
    /// age beyond which a currency rate is stale
    pub rate_stale_nanos: Cell<i64>,
    /// money
    pub high_water: Cell<i64>,
    /// money: equity below this trips something
    pub loss_floor: Cell<i64>,
    /// bit per check: alert standing
    pub alerts: Cell<i64>,
    /// money: equity at the start of the loss day, net of deposits since
    pub day_start: Cell<i64>,
    /// the same, reductions
    pub reduce_rate_at: Cell<i64>,
    /// ppm of equity
    pub volatility_ppm: Cell<i64>,
    /// ppm of equity
    pub value_at_risk_ppm: Cell<i64>,
    /// of value at risk, in standard deviations
    pub quantile_ppm: Cell<i64>,
    /// ppm of equity, of instruments that are correlated
    pub correlated_ppm: Cell<i64>,
    /// money: deposits − withdrawals
    pub paid_in: Cell<i64>,
    /// money: loss budget
    pub loss_reducing: Cell<i64>,
    /// money: loss budget
    pub loss_halted: Cell<i64>,
    /// ppm of the day's starting equity
    pub day_reducing_ppm: Cell<i64>,
    /// ppm
    pub day_halted_ppm: Cell<i64>,
    /// ppm of the high water
    pub drawdown_reducing_ppm: Cell<i64>,
    /// ppm
    pub drawdown_halted_ppm: Cell<i64>,
    /// sizing: ppm of equity
    pub fraction_ppm: Cell<i64>,
    /// sizing: ppm a year
    pub volatility_target_ppm: Cell<i64>,
    /// sizing: ppm of full Kelly
    pub kelly_ppm: Cell<i64>,
    /// sizing: ppm of equity
    pub max_fraction_ppm: Cell<i64>,
    /// no-trade band, ppm of equity
    pub band_ppm: Cell<i64>,
    /// exit rules, ppm of the entry price
    pub stop_ppm: Cell<i64>,
    pub target_ppm: Cell<i64>,
    pub trailing_ppm: Cell<i64>,
    pub min_hold_nanos: Cell<i64>,
    pub max_hold_nanos: Cell<i64>,
    pub cool_down_nanos: Cell<i64>,
    /// reason code of the last change
    pub state_reason: Cell<i32>,
    /// id of the session that bounds its loss day
    pub session: Cell<i32>,
    /// 0 fixed lots, 1 fixed fraction, 2 volatility target, 3 fractional Kelly
    pub sizing: Cell<i32>,
    /// 0 alert, 1 trim, 2 reducing
    pub passive_concentration: Cell<i32>,
    pub passive_gross: Cell<i32>,
    pub passive_net: Cell<i32>,
    pub passive_leverage: Cell<i32>,
    pub passive_groups: Cell<i32>,
    pub passive_position: Cell<i32>,
}
const _: () = assert!(size_of::<Scope>() == 448);

/// One bit per scope whose equity, exposure, limits or state changed since the last LAST row; 64 scopes a record.
#[repr(C, align(8))]
pub struct Changed {
    /// the lowest is the first scope
    pub bits: Cell<i64>,
}
const _: () = assert!(size_of::<Changed>() == 8);

/// One (portfolio, currency): cash + cost = deposits − withdrawals + realised − fees + adjustments, always.
#[repr(C, align(8))]
pub struct Ledger {
    /// money
    pub cash: Cell<i64>,
    /// money: Σ total cost of spot positions settled in this currency
    pub cost: Cell<i64>,
    /// money
    pub deposits: Cell<i64>,
    /// money
    pub withdrawals: Cell<i64>,
    /// money
    pub realised: Cell<i64>,
    /// money
    pub fees: Cell<i64>,
    /// money
    pub adjustments: Cell<i64>,
    /// money of this currency that open orders reserve
    pub reserved: Cell<i64>,
}
const _: () = assert!(size_of::<Ledger>() == 64);

/// One currency.
#[repr(C, align(8))]
pub struct Currency {
    /// that settles in it, −1 = none
    pub first_instrument: Cell<i32>,
    /// 1: some portfolio is kept in it
    pub home: Cell<i32>,
}
const _: () = assert!(size_of::<Currency>() == 8);

/// One (currency that portfolios are kept in, currency): what an amount of the second is in the first is amount × numerator ÷ denominator.
#[repr(C, align(8))]
pub struct Rate {
    /// 0 = no rate yet
    pub numerator: Cell<i64>,
    /// > 0 where there is a rate
    pub denominator: Cell<i64>,
    /// Unix ns of the last rate
    pub marked_at: Cell<i64>,
    /// minor units of the first a minor unit of the second is at a rate of one, or 1
    pub scale_up: Cell<i64>,
    /// the other way round, or 1
    pub scale_down: Cell<i64>,
}
const _: () = assert!(size_of::<Rate>() == 40);

/// One (portfolio, instrument).
#[repr(C, align(8))]
pub struct Position {
    /// signed
    pub lots: Cell<i64>,
    /// lots of open buy orders
    pub open_buys: Cell<i64>,
    /// lots of open sell orders
    pub open_sells: Cell<i64>,
    /// limit, −1 = none
    pub lots_max: Cell<i64>,
    /// bit per check: alert standing
    pub alerts: Cell<i64>,
    /// 1: may only be reduced
    pub restricted: Cell<i32>,
    /// 1: in the instrument's list of holders
    pub held: Cell<i32>,
    /// position index, −1 = none
    pub next_holder: Cell<i32>,
    /// its open orders in order of sending, −1 = none
    pub first_order: Cell<i32>,
    /// tail of that list
    pub last_order: Cell<i32>,
    /// id
    pub portfolio: Cell<i32>,
    /// money, signed total
    pub cost: Cell<i64>,
    /// money
    pub realised: Cell<i64>,
    /// money
    pub fees: Cell<i64>,
    /// Unix ns
    pub opened_at: Cell<i64>,
    /// best mark since entry, half price units
    pub peak: Cell<i64>,
    /// Unix ns before which it is not reopened
    pub cooled_at: Cell<i64>,
    /// sizing by fixed lots
    pub fixed_lots: Cell<i64>,
    /// standing target
    pub target_ppm: Cell<i64>,
    pub target_volatility_ppm: Cell<i64>,
    pub target_edge_ppm: Cell<i64>,
    /// decision id
    pub target_decision: Cell<i64>,
    /// lots a trim of this instant keeps
    pub trim_to: Cell<i64>,
    /// what the policy wants: signed lots, money, or ppm of equity
    pub policy_value: Cell<i64>,
    /// intent of this instant: 0 none, 1 decision, 2 exit, 3 trim, 4 flatten, 5 policy woken by a fill
    pub pending: Cell<i32>,
    /// 0 or 1
    pub has_target: Cell<i32>,
    /// 0 sizing decides, 1 lots, 2 money, 3 ppm of equity; for this instant
    pub policy_kind: Cell<i32>,
    /// 1: in the list of positions with a fill
    pub woken: Cell<i32>,
    /// position index, −1 = end
    pub next_woken: Cell<i32>,
    /// reason code of the intent
    pub pending_reason: Cell<i32>,
}
const _: () = assert!(size_of::<Position>() == 192);

/// One (scope, group): exposure to a sector or free group.
#[repr(C, align(8))]
pub struct Exposure {
    /// money
    pub gross: Cell<i64>,
    /// money
    pub worst_extra: Cell<i64>,
    /// ppm of equity, −1 = none
    pub limit_ppm: Cell<i64>,
    /// bit per check
    pub alerts: Cell<i64>,
}
const _: () = assert!(size_of::<Exposure>() == 32);

/// One (portfolio group, instrument): summed position of its members.
#[repr(C, align(8))]
pub struct Concentrate {
    /// lots: Σ |position|
    pub gross: Cell<i64>,
    /// lots: Σ worst case
    pub worst: Cell<i64>,
    /// bit per check
    pub alerts: Cell<i64>,
}
const _: () = assert!(size_of::<Concentrate>() == 24);

/// A reservation, and the order it stands for.
#[repr(C, align(8))]
pub struct Order {
    /// client order id
    pub id: Cell<i64>,
    /// > 0
    pub lots: Cell<i64>,
    /// lots filled at the venue
    pub filled: Cell<i64>,
    /// lots booked by the ledger
    pub booked: Cell<i64>,
    /// money still reserved
    pub reserved: Cell<i64>,
    /// price units, 0 = none
    pub price: Cell<i64>,
    /// id
    pub portfolio: Cell<i32>,
    /// id
    pub instrument: Cell<i32>,
    /// 1 buy, −1 sell
    pub side: Cell<i32>,
    /// 0 free, 1 sent, 2 working, 3 cancel pending, 4 done at the venue
    pub state: Cell<i32>,
    /// in its position's list, −1 = end
    pub next_of_position: Cell<i32>,
    /// in its position's list, −1 = first
    pub previous_of_position: Cell<i32>,
    /// in the hash chain of ids, −1 = end
    pub next_with_id: Cell<i32>,
    /// in the venue's list or the free list
    pub next: Cell<i32>,
    /// in the venue's list
    pub previous: Cell<i32>,
    /// 1: in the venue's list
    pub listed: Cell<i32>,
    /// fills not yet reported
    pub reports: Cell<i32>,
    /// 1: it reserved quantity only; 2: the same, but an amend that waits would increase
    pub reduces: Cell<i32>,
    /// price units, 0 = none
    pub stop: Cell<i64>,
    /// Unix ns
    pub sent_at: Cell<i64>,
    /// row that caused it
    pub sent_sequence: Cell<i64>,
    /// decision id
    pub decision: Cell<i64>,
    /// Unix ns, 0 = never
    pub expires_at: Cell<i64>,
    /// Unix ns, when the venue has it
    pub arrives_at: Cell<i64>,
    /// Unix ns, when a cancel reaches the venue, 0 = none
    pub cancel_at: Cell<i64>,
    /// 0 market, 1 limit, 2 stop, 3 stop-limit
    pub r#type: Cell<i32>,
    /// 0 GTC, 1 DAY, 2 IOC, 3 FOK
    pub time_in_force: Cell<i32>,
    /// 1 post-only, 2 reduce-only, 4 triggered, 16 at any price, 32 an amend waits for its answer, 64 it waits for a report record, 128 its lots and prices are those before a split
    pub flags: Cell<i32>,
    /// reported by an external venue, in order, −1 = none
    pub first_execution: Cell<i32>,
    /// tail of that list
    pub last_execution: Cell<i32>,
    padding: [Cell<i64>; 2],
}
const _: () = assert!(size_of::<Order>() == 192);

/// What an order would become, by the order's index; zeros where no amend waits for its answer (flag 32 of the order).
#[repr(C, align(8))]
pub struct Amend {
    /// > 0, the whole order
    pub lots: Cell<i64>,
    /// price units, 0 = none
    pub price: Cell<i64>,
    /// money reserved by what would be open; the larger of this and the order's counts
    pub reserved: Cell<i64>,
    /// Unix ns, when the venue has it
    pub arrives_at: Cell<i64>,
}
const _: () = assert!(size_of::<Amend>() == 32);

/// Binary heap by (due, ordinal).
#[repr(C, align(8))]
pub struct Timer {
    /// Unix ns
    pub due: Cell<i64>,
    pub ordinal: Cell<i64>,
    /// 1 arrival, 2 report, 4 staleness, 5 session, 6 cancel arrival, 7 amend arrival
    pub kind: Cell<i32>,
    /// order, report, instrument or session
    pub argument: Cell<i32>,
}
const _: () = assert!(size_of::<Timer>() == 24);

/// A fill on its way from the venue to the ledger.
#[repr(C, align(8))]
pub struct Report {
    /// price units
    pub price: Cell<i64>,
    /// > 0
    pub lots: Cell<i64>,
    /// index
    pub order: Cell<i32>,
    /// 0 or 1
    pub maker: Cell<i32>,
    /// rows between order and fill
    pub distance: Cell<i32>,
    /// free list
    pub next: Cell<i32>,
}
const _: () = assert!(size_of::<Report>() == 32);

/// Ring of client order ids seen in commands, with hash chains.
#[repr(C, align(8))]
pub struct ClientId {
    pub id: Cell<i64>,
    /// chain, −1 = end
    pub next: Cell<i32>,
    /// head of chain for the hash equal to this index
    pub bucket: Cell<i32>,
}
const _: () = assert!(size_of::<ClientId>() == 16);

/// Executions that an external venue reported, with hash chains: all of the open orders, and the last of those that ended.
#[repr(C, align(8))]
pub struct Execution {
    /// 0 = not used yet
    pub id: Cell<i64>,
    /// client order id
    pub order: Cell<i64>,
    /// hash chain, −1 = end
    pub next: Cell<i32>,
    /// head of chain for the hash equal to this index
    pub bucket: Cell<i32>,
    /// of the same order, or of the records to use next, −1 = end
    pub following: Cell<i32>,
}
const _: () = assert!(size_of::<Execution>() == 32);

/// Session ends.
#[repr(C, align(8))]
pub struct Session {
    /// first instant in the table
    pub start: Cell<i32>,
    /// instants
    pub length: Cell<i32>,
    /// next one to come
    pub cursor: Cell<i32>,
}
const _: () = assert!(size_of::<Session>() == 16);

/// Sessions of all calendars.
#[repr(C, align(8))]
pub struct Instant {
    /// Unix ns
    pub opens_at: Cell<i64>,
    /// Unix ns
    pub closes_at: Cell<i64>,
}
const _: () = assert!(size_of::<Instant>() == 16);

/// Per scope with a volatility limit: instruments × instruments, of returns, 1e-12.
#[repr(C, align(8))]
pub struct Covariance {
    /// 1e-12
    pub value: Cell<i64>,
    /// 1 or −1 where the correlation is high, by its sign; 0 otherwise
    pub tie: Cell<i64>,
}
const _: () = assert!(size_of::<Covariance>() == 16);

/// A sector, country, currency, issuer or free group.
#[repr(C, align(8))]
pub struct Group {
    /// id of the check of its limit
    pub check: Cell<i32>,
}
const _: () = assert!(size_of::<Group>() == 8);

/// Heads of the hash chains of live orders by client order id.
#[repr(C, align(8))]
pub struct OrderBucket {
    /// order, −1 = none
    pub head: Cell<i32>,
}
const _: () = assert!(size_of::<OrderBucket>() == 8);

/// Scratch: positions with an intent in this instant; the reference fills it only for a policy.
#[repr(C, align(8))]
pub struct Pending {
    /// index
    pub position: Cell<i32>,
}
const _: () = assert!(size_of::<Pending>() == 8);

/// Scratch of compiled kernels: intents of this instant that increase, and the budget of their portfolio on its first.
#[repr(C, align(8))]
pub struct Increase {
    /// signed lots asked
    pub lots: Cell<i64>,
    /// signed lots
    pub target: Cell<i64>,
    /// decision id
    pub decision: Cell<i64>,
    /// share the budget affords
    pub ppm: Cell<i64>,
    /// money
    pub need: Cell<i64>,
    /// money
    pub room: Cell<i64>,
    /// index
    pub position: Cell<i32>,
    /// reason code
    pub reason: Cell<i32>,
    /// of the order
    pub flags: Cell<i32>,
    /// 0 or 1
    pub flatten: Cell<i32>,
}
const _: () = assert!(size_of::<Increase>() == 64);

/// Scratch of compiled kernels: violated checks of the intent at hand.
#[repr(C, align(8))]
pub struct Violation {
    /// by check
    pub value: Cell<i64>,
    /// by check
    pub limit: Cell<i64>,
    /// by check
    pub headroom: Cell<i64>,
    /// check or reason id
    pub check: Cell<i32>,
    /// portfolio or portfolio group
    pub scope: Cell<i32>,
    /// group id, or −1
    pub subject: Cell<i32>,
}
const _: () = assert!(size_of::<Violation>() == 40);

/// Scratch of compiled kernels: worst cases of a portfolio, by instrument.
#[repr(C, align(8))]
pub struct Weight {
    /// ppm of equity, signed
    pub value: Cell<i64>,
}
const _: () = assert!(size_of::<Weight>() == 8);
