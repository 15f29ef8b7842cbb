//! The heap of timers: by due time, then in the order they were set.

mod image;

use image::Image;
use millrace_native::faults;
use proptest::prelude::*;

proptest! {
    #[test]
    fn timers_fire_in_order(dues in prop::collection::vec(0i64..20, 1..60)) {
        let mut image = Image::new();
        let desk = image.desk();
        for (at, &due) in dues.iter().enumerate() {
            desk.set_timer(due, 1, at as i32);
        }
        let mut expected: Vec<(i64, i32)> = dues.iter().copied().zip(0..).collect();
        expected.sort();
        let fired: Vec<(i64, i32)> = dues.iter().map(|_| desk.take_timer()).map(|one| (one.due, one.argument)).collect();
        prop_assert_eq!(fired, expected);
        prop_assert!(!desk.timer_due(i64::MAX));
    }

    #[test]
    fn timers_fire_in_order_while_others_are_set(steps in prop::collection::vec((any::<bool>(), 0i64..50), 1..200)) {
        let mut image = Image::new();
        let desk = image.desk();
        let mut waiting: Vec<(i64, i64)> = Vec::new();
        for (at, (set, due)) in steps.into_iter().enumerate() {
            if set && waiting.len() < 64 {
                waiting.push((due, at as i64));
                desk.set_timer(due, 1, at as i32);
            } else if !waiting.is_empty() {
                waiting.sort();
                let fired = desk.take_timer();
                prop_assert_eq!((fired.due, fired.argument as i64), waiting.remove(0));
            }
        }
    }
}

#[test]
fn one_timer_too_many_halts() {
    let mut image = Image::new();
    let desk = image.desk();
    for at in 0..65 {
        desk.set_timer(5, 1, at);
    }
    assert_eq!((desk.control.fault.get(), desk.control.fault_value.get()), (faults::TIMERS_FULL, 64));
}
