//! The closed form of the largest size against the checks it stands for.

mod image;

use image::{GROUPS, INSTRUMENTS, Image, PORTFOLIOS, SCOPES};
use millrace_native::image::Desk;
use millrace_native::intent::{GTC, Intent, Side};
use millrace_native::money::NONE;
use proptest::prelude::*;

/// A limit, or none.
fn limit(most: i64) -> impl Strategy<Value = i64> {
    prop_oneof![1 => Just(NONE), 3 => 0..most]
}

#[derive(Clone, Debug)]
struct World {
    /// Kind, unit value, mark, lots to be had at most, notional at most, fee.
    contract: (i32, i64, i64, i64, i64, i64),
    /// By scope: equity, gross limit, net limit, leverage, concentration.
    limits: Vec<(i64, i64, i64, i64, i64)>,
    /// By scope and group: ppm of equity.
    groups: Vec<i64>,
    /// By portfolio: lots, open buys, open sells.
    positions: Vec<(i64, i64, i64)>,
    short: bool,
    lots: i64,
    /// Limit price, 0 = market.
    price: i64,
}

fn world() -> impl Strategy<Value = World> {
    let contract = (0..3, 1i64..5_000, 1i64..30_000, limit(2_000), limit(1 << 32), 0i64..5_000_000);
    let scope = (-1_000i64..1 << 34, limit(1 << 34), limit(1 << 34), limit(5_000_000), limit(2_000_000));
    let position = (-500i64..500, 0i64..100, 0i64..100);
    (
        contract,
        prop::collection::vec(scope, SCOPES as usize),
        prop::collection::vec(limit(2_000_000), (SCOPES * GROUPS) as usize),
        prop::collection::vec(position, PORTFOLIOS as usize),
        any::<bool>(),
        prop_oneof![-3_000i64..0, 1i64..3_000],
        prop_oneof![Just(0), 1i64..20_000],
    )
        .prop_map(|(contract, limits, groups, positions, short, lots, price)| World {
            contract,
            limits,
            groups,
            positions,
            short,
            lots,
            price,
        })
}

/// Writes a world into an image; sums as the positions make them.
fn build(desk: &Desk, world: &World) {
    for at in 0..INSTRUMENTS {
        let record = &desk.instrument[at];
        let (kind, unit, mark, max_lots, max_notional, fee) = world.contract;
        record.kind.set(kind);
        record.unit_value.set(if kind == 2 { unit * 100_000 } else { unit });
        record.mark.set(mark);
        record.ask.set(mark / 2 + 1);
        record.max_lots.set(max_lots);
        record.max_notional.set(max_notional);
        record.taker_fee_ppb.set(fee);
        record.lot_step.set(1);
        record.group0.set(0);
        record.group1.set(1);
        record.group2.set(-1);
        record.first_holder.set(-1);
    }
    for at in 0..SCOPES {
        let scope = &desk.scope[at];
        scope.parent.set(if at < PORTFOLIOS { PORTFOLIOS } else { -1 });
        scope.allow_short.set(world.short as i32);
        scope.order_notional_max.set(NONE);
        for group in 0..GROUPS {
            let cell = at * GROUPS + group;
            desk.exposure[cell].limit_ppm.set(world.groups[cell as usize]);
        }
    }
    for (portfolio, &(lots, buys, sells)) in world.positions.iter().enumerate() {
        let place = desk.place_of(portfolio as i32, 0);
        desk.change(place, 0, || {
            let position = &desk.position[place.index];
            position.lots.set(lots);
            position.open_buys.set(buys);
            position.open_sells.set(sells);
            position.lots_max.set(NONE);
        });
        desk.ledger[portfolio as i32].cash.set(world.limits[portfolio].0);
    }
    for (at, &(equity, gross, net, leverage, concentration)) in world.limits.iter().enumerate() {
        let scope = &desk.scope[at as i32];
        scope.equity.set(equity);
        scope.gross_max.set(gross);
        scope.net_max.set(net);
        scope.leverage_ppm.set(leverage);
        scope.concentration_ppm.set(concentration);
    }
}

fn intent(world: &World) -> Intent {
    Intent {
        portfolio: 0,
        instrument: 0,
        lots: world.lots,
        kind: (world.price != 0) as i32,
        time_in_force: GTC,
        flags: 0,
        price: world.price,
        stop: 0,
        decision: 0,
        reason: 0,
        ready: true,
        client_id: 0,
        flatten: false,
        target: 0,
        standing: 0,
    }
}

fn passes(desk: &Desk, intent: &Intent, side: &Side, increase: i64) -> bool {
    desk.violation_count.set(0);
    desk.check_caps(intent, side, increase);
    desk.violation_count.replace(0) == 0
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_formula_gives_the_largest_size_that_passes(world in world()) {
        let mut image = Image::new();
        let desk = image.desk();
        build(&desk, &world);
        let intent = intent(&world);
        let side = desk.side_of(0, 0, intent.lots);
        let wanted = side.quantity - side.reducing;
        prop_assume!(wanted > 0 && !passes(&desk, &intent, &side, wanted));
        let largest = desk.largest_increase(&intent, &side, wanted);
        // Every size, one by one: the passing ones are a prefix, and the formula names its end.
        for increase in 1..=wanted {
            prop_assert_eq!(passes(&desk, &intent, &side, increase), increase <= largest, "{} of {}", increase, largest);
        }
    }
}
