//! Rows at random through the worlds of the vectors: money is conserved after each, frames may be cut anywhere, and
//! nothing is read or written outside the memory (`npm run long` runs this under AddressSanitizer).

use crate::world::{Frame, World, worlds};
use millrace_native::layout::*;
use millrace_native::records::{Ledger, Order};
use proptest::prelude::*;

/// 2020-01-02 09:00 UTC, ns.
const START: i64 = 1_577_955_600_000_000_000;
const SECOND: i64 = 1_000_000_000;
const MINUTE_BARS: u32 = (2 << 28) | 1;

type Bytes = [u8; ROW_BYTES];

/// A row before it is known which order it is about.
#[derive(Clone, Debug)]
struct Asked {
    kind: u8,
    last: bool,
    source: u16,
    instrument: u32,
    pause: i64,
    aux: u32,
    lanes: [u64; 5],
    /// Which of the live orders its first lane names.
    order: Option<usize>,
    /// Target of a decision that stands at it.
    decision: Option<(u16, u32, i32)>,
}

fn real(value: i64) -> u64 {
    (value as f64).to_bits()
}

fn body() -> impl Strategy<Value = (u8, u32, [u64; 5], Option<usize>)> {
    let price = || 8_000i64..12_000;
    let size = || prop_oneof![Just(0i64), 1i64..500];
    let quote = (price(), -3i64..15, size(), size()).prop_map(|(mid, half, bid, ask)| {
        (QUOTE, 0, [real(mid - half), real(mid + half), real(bid), real(ask), 0], None)
    });
    let trade = (price(), size()).prop_map(|(price, lots)| (TRADE, 0, [real(price), real(lots), 0, 0, 0], None));
    let bar = (price(), price(), 0i64..60, 0i64..60, size()).prop_map(|(open, close, up, down, lots)| {
        let lanes = [open, open.max(close) + up, open.min(close) - down, close, lots * 50].map(real);
        (BAR, MINUTE_BARS, lanes, None)
    });
    let prices = (prop_oneof![Just(0i64), price()], prop_oneof![Just(0i64), price()]);
    let lots = prop_oneof![-400i64..400, -40i64..40, Just(9_007_199_254_740_992)];
    let submit = (0u64..40, lots, prices, 0u32..5, 0u32..5, 0u32..5).prop_map(
        |(id, lots, (price, stop), kind, force, flags)| {
            let aux = 5 | kind << 8 | force << 16 | flags << 24;
            // Mostly with the prices its kind has.
            let price = if matches!(kind, 1 | 3) { price } else { 0 };
            let stop = if matches!(kind, 2 | 3) { stop } else { 0 };
            (COMMAND, aux, [id, real(lots), real(price), real(stop), 0], None)
        },
    );
    let command = (prop_oneof![1 => 0u32..10, 1 => Just(3)], 0u32..20, -5_000_000i64..50_000_000)
        .prop_map(|(verb, flags, amount)| (COMMAND, verb | flags << 24, [0, real(amount), 0, 0, 0], None));
    let cancel = (0usize..16).prop_map(|order| (COMMAND, 6, [77, 0, 0, 0, 0], Some(order)));
    let report = (0u32..6, 0usize..16, price(), 0i64..300, -50i64..900, 0u64..30).prop_map(
        |(event, order, price, lots, fee, execution)| {
            (REPORT, event, [77, real(price), real(lots), fee as u64, execution], Some(order))
        },
    );
    let parameter = (prop_oneof![0u32..18, 31u32..35, 63u32..66], -2i64..3_000_000)
        .prop_map(|(id, value)| (PARAMETER, id, [value as u64, 0, 0, 0, 0], None));
    let adjust = (-30i64..30, -90_000i64..90_000, any::<i64>(), 0i64..4, 0i64..3).prop_map(
        |(lots, cost, cash, numerator, denominator)| {
            let cash = if numerator == 3 { cash } else { cash % 1_000_000 };
            (ADJUST, 0, [real(lots), cost as u64, cash as u64, real(numerator), real(denominator)], None)
        },
    );
    let other = prop_oneof![Just(RATE), Just(CLOCK), Just(BOOK), Just(EVALUATION), any::<u8>()]
        .prop_map(|kind| (kind, 0, [real(3), real(1), real(1), 0, 0], None));
    let odd = (prop_oneof![Just(QUOTE), Just(TRADE), Just(BAR), Just(COMMAND)], any::<[u64; 5]>())
        .prop_map(|(kind, lanes)| (kind, 5, lanes, None));
    prop_oneof![
        300 => quote, 60 => trade, 80 => bar, 160 => submit, 60 => command, 40 => cancel,
        80 => report, 20 => parameter, 20 => adjust, 20 => other, 1 => odd,
    ]
}

fn asked() -> impl Strategy<Value = Asked> {
    let pause = prop_oneof![6 => Just(0i64), 20 => 1..5 * SECOND, 2 => 1..900 * SECOND, 1 => 1..40_000 * SECOND];
    let source = prop_oneof![40 => 0u16..3, 2 => Just(65_535), 1 => any::<u16>()];
    let instrument = prop_oneof![60 => 0u32..2, 1 => any::<u32>()];
    let target = prop_oneof![Just(1_000_000), Just(0), Just(-1_000_000), -1_000_000..1_000_000];
    let decision = prop::option::weighted(0.3, (0u16..2, prop_oneof![40 => 0u32..2, 1 => any::<u32>()], target));
    (body(), source, instrument, pause, prop::bool::weighted(0.85), decision).prop_map(
        |((kind, aux, lanes, order), source, instrument, pause, last, decision)| {
            let decision = if last { decision } else { None };
            Asked { kind, last, source, instrument, pause, aux, lanes, order, decision }
        },
    )
}

fn bytes(kind: u8, flags: u8, source: u16, instrument: u32, time: i64, aux: u32, lanes: [u64; 5]) -> Bytes {
    let mut row = [0; ROW_BYTES];
    row[ROW_KIND] = kind;
    row[ROW_FLAGS] = flags;
    row[ROW_SOURCE..][..2].copy_from_slice(&source.to_le_bytes());
    row[ROW_INSTRUMENT..][..4].copy_from_slice(&instrument.to_le_bytes());
    row[ROW_TS_EVENT..][..8].copy_from_slice(&time.to_le_bytes());
    row[ROW_AUX..][..4].copy_from_slice(&aux.to_le_bytes());
    for (lane, value) in lanes.into_iter().enumerate() {
        row[24 + 8 * lane..][..8].copy_from_slice(&value.to_le_bytes());
    }
    row
}

/// The row, about an order that lives in this world, and the decision at it.
fn resolve(asked: &Asked, world: &World, time: i64) -> (Bytes, Option<Bytes>) {
    let control = world.control();
    let orders: &[Order] = world.table(&control.order_at, control.order_capacity.get());
    let live: Vec<u64> = orders.iter().filter(|one| one.state.get() != 0).map(|one| one.id.get() as u64).collect();
    let mut lanes = asked.lanes;
    if let Some(&id) = asked.order.and_then(|at| live.get(at % live.len().max(1))) {
        lanes[0] = id;
    }
    let row = bytes(asked.kind, asked.last as u8 * FLAG_LAST, asked.source, asked.instrument, time, asked.aux, lanes);
    let decision = asked.decision.map(|(strategy, instrument, target)| {
        let lanes = [real(target as i64), real(200_000), real(50_000), 0, 0];
        bytes(DECISION, 0, strategy, instrument, time, 160, lanes)
    });
    (row, decision)
}

/// Puts rows into a frame; decisions say at which of them they stand.
fn frame(sequence: usize, rows: &[(Bytes, Option<Bytes>)]) -> Frame {
    let mut frame = Frame { sequence: sequence as u64, ..Frame::default() };
    for (position, (row, decision)) in rows.iter().enumerate() {
        frame.input.push(*row);
        frame.decisions.extend(decision.map(|mut one| {
            one[ROW_TS_INIT_DELTA..][..4].copy_from_slice(&((position as u32) << 20).to_le_bytes());
            one
        }));
    }
    frame
}

/// Outcome rows with the sequence of their cause in place of its position in the frame.
fn said(world: &World, sequence: usize) -> Vec<(u64, Bytes)> {
    let rows = world.outcome().into_iter().map(|mut row| {
        let place = u32::from_le_bytes(row[ROW_TS_INIT_DELTA..][..4].try_into().unwrap());
        row[ROW_TS_INIT_DELTA..][..4].copy_from_slice(&(place & 0xf_ffff).to_le_bytes());
        (sequence as u64 + (place >> 20) as u64, row)
    });
    rows.collect()
}

/// cash + cost − deposits + withdrawals − realised + fees − adjustments of a ledger: zero, always.
fn out_of_balance(ledger: &Ledger) -> i128 {
    let [cash, cost, deposits, withdrawals, realised, fees, adjustments] = [
        &ledger.cash,
        &ledger.cost,
        &ledger.deposits,
        &ledger.withdrawals,
        &ledger.realised,
        &ledger.fees,
        &ledger.adjustments,
    ]
    .map(|field| field.get() as i128);
    cash + cost - deposits + withdrawals - realised + fees - adjustments
}

fn fault(world: &World) -> (i32, i64) {
    (world.control().fault.get(), world.control().fault_value.get())
}

proptest! {
    #[test]
    fn books_balance_after_every_row_and_cuts_change_nothing(
        which in 0usize..3, rows in prop::collection::vec(asked(), 1..120), cut in 2usize..6,
    ) {
        let world = &worlds()[which];
        let mut one_by_one = World::new(world);
        let mut stepped = Vec::new();
        let mut outcome = Vec::new();
        let mut time = START;
        for (at, asked) in rows.iter().enumerate() {
            time += asked.pause;
            let row = resolve(asked, &one_by_one, time);
            stepped.push(row);
            one_by_one.step(&frame(at + 1, &[row]));
            if fault(&one_by_one).0 != 0 {
                break;
            }
            outcome.extend(said(&one_by_one, at + 1));
            let control = one_by_one.control();
            for ledger in one_by_one.table::<Ledger>(&control.ledger_at, control.portfolios.get() * control.currencies.get()) {
                prop_assert_eq!(out_of_balance(ledger), 0, "row {}", at + 1);
            }
        }
        let mut in_frames = World::new(world);
        let mut again = Vec::new();
        for (at, rows) in stepped.chunks(cut).enumerate() {
            in_frames.step(&frame(at * cut + 1, rows));
            if fault(&in_frames).0 != 0 {
                break;
            }
            again.extend(said(&in_frames, at * cut + 1));
        }
        // A fault ends a run; rows of its frame are not handed out.
        prop_assert_eq!(fault(&one_by_one), fault(&in_frames));
        prop_assert_eq!(&again[..], &outcome[..again.len()]);
        if fault(&one_by_one).0 == 0 {
            prop_assert_eq!(again.len(), outcome.len());
            prop_assert_eq!(one_by_one.state(), in_frames.state());
        }
    }
}
