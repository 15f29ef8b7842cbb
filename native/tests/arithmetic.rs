//! Products beyond 64 bits, against the vectors that every language reads, and average-cost netting.

mod image;

use std::fs;

use image::Image;
use millrace_native::gate_caps::root;
use millrace_native::ledger::netting;
use millrace_native::money::*;
use proptest::prelude::*;
use serde_json::Value;

/// The cases of one group of the shared vectors.
fn vectors(group: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../kernels/vectors/wide.json");
    let all: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let cases = all[group].as_array().unwrap().clone();
    assert!(cases.len() > 50, "{group}: {} cases", cases.len());
    cases
}

fn narrow(case: &Value, name: &str) -> i64 {
    u64::from_str_radix(case[name].as_str().unwrap(), 16).unwrap() as i64
}

fn wide(case: &Value, name: &str) -> i128 {
    u128::from_str_radix(case[name].as_str().unwrap(), 16).unwrap() as i128
}

#[test]
fn quotients_of_products_are_those_of_the_vectors() {
    for case in vectors("quotients") {
        let (a, b, divisor) = (narrow(&case, "a"), narrow(&case, "b"), narrow(&case, "divisor"));
        assert_eq!(mul_div(a, b, divisor), narrow(&case, "trunc"), "{case}");
        if a >= 0 && b >= 0 {
            assert_eq!(mul_div_up(a, b, divisor), narrow(&case, "ceil"), "{case}");
        }
    }
}

#[test]
fn comparisons_of_products_are_those_of_the_vectors() {
    for case in vectors("comparisons") {
        let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| narrow(&case, name));
        assert_eq!(product_below(a, b, c, d), case["sign"] == -1, "{case}");
        assert_eq!(product_below(c, d, a, b), case["sign"] == 1, "{case}");
    }
}

#[test]
fn roots_are_those_of_the_vectors() {
    for case in vectors("roots") {
        assert_eq!(root(wide(&case, "value")), narrow(&case, "root") as u64 as i128, "{case}");
    }
}

#[test]
fn values_saturate_as_the_vectors_do() {
    let mut image = Image::new();
    let desk = image.desk();
    let record = &desk.instrument[0];
    record.kind.set(1);
    for case in vectors("saturated") {
        let (lots, half, unit) = (narrow(&case, "a"), narrow(&case, "b"), narrow(&case, "c"));
        if half < 0 {
            continue;
        }
        record.unit_value.set(unit);
        assert_eq!(record.value_at(lots, half), narrow(&case, "product"), "{case}");
        assert_eq!(record.exposure_at(lots, half), narrow(&case, "product").abs(), "{case}");
    }
}

#[test]
fn shares_are_those_of_the_vectors() {
    for case in vectors("shares") {
        let (amount, ppm, expected) = (narrow(&case, "amount"), narrow(&case, "ppm"), narrow(&case, "share"));
        assert_eq!(share(amount, ppm), expected, "{case}");
        for value in [expected - 1, expected, expected + 1] {
            assert_eq!(above_share(value, amount, ppm), value > expected, "{value} of {case}");
        }
    }
}

/// Numbers of every length, of either sign.
fn any_length() -> impl Strategy<Value = i64> {
    (any::<i64>(), 0u32..63).prop_map(|(value, shift)| value >> shift)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn quotients_are_what_division_means(a in any_length(), b in any_length(), divisor in any_length()) {
        prop_assume!(divisor != 0);
        let (product, wide) = (a as i128 * b as i128, divisor as i128);
        prop_assume!((product / wide).unsigned_abs() < 1 << 63);
        let rest = product - mul_div(a, b, divisor) as i128 * wide;
        // Rounded towards zero: what is left is less than the divisor, and on the product's side.
        prop_assert!(rest.abs() < wide.abs() && rest.signum() * product.signum() >= 0, "rest {}", rest);
        if a >= 0 && b >= 0 && divisor > 0 {
            let over = mul_div_up(a, b, divisor) as i128 * wide - product;
            prop_assert!((0..wide).contains(&over), "{} over", over);
        }
    }

    #[test]
    fn comparisons_are_those_of_the_products(a in any_length(), b in any_length(), c in any_length(), d in any_length()) {
        prop_assert_eq!(product_below(a, b, c, d), (a as i128 * b as i128) < (c as i128 * d as i128));
        // Next to each other: one unit apart, or equal.
        prop_assert_eq!(product_below(a, b, b, a), false);
        if let (Some(next), true) = (a.checked_add(1), b > 0) {
            prop_assert!(product_below(a, b, next, b) && !product_below(next, b, a, b));
        }
    }

    #[test]
    fn shares_are_rounded_down(amount in any_length(), ppm in 0i64..1 << 61, by in -2i64..=2) {
        let exact = amount.max(0) as i128 * ppm as i128;
        let found = share(amount, ppm);
        prop_assert!(found == MONEY_MAX || (found as i128 * 1_000_000 <= exact && exact < (found as i128 + 1) * 1_000_000));
        prop_assert!(found < MONEY_MAX || exact >= MONEY_MAX as i128 * 1_000_000);
        let value = found.saturating_add(by);
        prop_assert_eq!(above_share(value, amount, ppm), value > found, "{} of {}", value, found);
    }

    #[test]
    fn roots_are_the_largest_whose_square_is_not_above(high in any_length(), low in any::<u64>()) {
        let value = ((high as i128) << 64 | low as i128) >> 1;
        let found = root(value);
        prop_assert!(value >= 0 || found == 0);
        prop_assert!(value < 0 || (found * found <= value && (found + 1) * (found + 1) > value), "{}", found);
    }
}

proptest! {
    #[test]
    fn netting_conserves_money(
        held in -1_000_000i64..1_000_000, cost in -1i64 << 50..1 << 50,
        lots in -1_000_000i64..1_000_000, value in -1i64 << 50..1 << 50,
    ) {
        prop_assume!(lots != 0);
        // A flat position has no cost.
        let cost = if held == 0 { 0 } else { cost };
        let booking = netting(held, cost, lots, value);
        prop_assert_eq!(booking.lots, held + lots);
        // Cash pays the value; cash + cost = realised.
        prop_assert_eq!(-value + booking.cost - cost, booking.realised);
        if booking.lots == 0 {
            prop_assert_eq!(booking.cost, 0);
        }
    }

    #[test]
    fn a_position_closed_in_parts_realises_what_it_does_at_once(parts in prop::collection::vec(1i64..1_000, 1..20), price in 1i64..100_000) {
        let size: i64 = parts.iter().sum();
        let (mut lots, mut cost, mut realised) = (size, size * 777, 0);
        for part in parts {
            let booking = netting(lots, cost, -part, -part * price);
            (lots, cost, realised) = (booking.lots, booking.cost, realised + booking.realised);
        }
        prop_assert_eq!((lots, cost, realised), (0, 0, size * (price - 777)));
    }
}
