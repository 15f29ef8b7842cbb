//! Lines at random and with bytes changed: what is read stands where it should, however small the room is. Equality with
//! the parser in TypeScript is a test on its side (`test/read/native-lines.test.ts`).

mod lines;

use lines::read;
use proptest::prelude::*;

fn line() -> impl Strategy<Value = String> {
    let time = prop_oneof![
        6 => (0u32..86_400_000).prop_map(|millis| millis.to_string()),
        2 => "201[0-9]-0[1-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,10})?(Z|[+-][0-9]{2}:[0-9]{2})?",
        1 => "[0-9]{1,22}(\\.[0-9]{0,12})?",
    ];
    let price =
        prop_oneof![8 => "[0-9]{1,3}\\.[0-9]{1,2}", 1 => "[0-9]{0,20}\\.?[0-9]{0,20}", 1 => "[-+ \"]?[0-9a-z.]{0,4}"];
    let end = prop_oneof![6 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\n\n"), 1 => Just(",,\n")];
    (time, prop::collection::vec(price, 4..=5), end)
        .prop_map(|(time, prices, end)| format!("{time},{}{end}", prices.join(",")))
}

proptest! {
    // `PROPTEST_CASES` sets how many: as it stands in a test, more under AddressSanitizer.
    #[test]
    fn rows_do_not_depend_on_room_and_stay_in_it(
        lines in prop::collection::vec(line(), 1..20),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        bars in any::<bool>(),
        numbers in 0u8..5,
        scale in 0u8..20,
        capacity in 1usize..8,
    ) {
        let mut bytes = lines.concat().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.push(b'\n');
        let whole = read(&bytes, bars, numbers, scale, bytes.len());
        prop_assert_eq!(read(&bytes, bars, numbers, scale, capacity), whole);
    }

    #[test]
    fn bytes_at_random_are_survived(mut bytes in prop::collection::vec(any::<u8>(), 0..200), numbers in 0u8..5) {
        bytes.push(b'\n');
        prop_assert_eq!(read(&bytes, false, numbers, 2, 1), read(&bytes, false, numbers, 2, 300));
    }
}

#[test]
fn plain_lines_are_taken() {
    let text = "1000,1.5,1.6,10,20\n1001,0,1,1,1\n\n86399999.5,1.55,1.65,,3\r\n";
    let (rows, lines) = read(text.as_bytes(), false, 0, 2, 10);
    assert_eq!(lines, [1, 4]);
    assert_eq!(
        rows[0],
        [1 | 1 << 8, 1_000_000_000, 0, 150f64.to_bits(), 160f64.to_bits(), 1000f64.to_bits(), 2000f64.to_bits(), 0]
    );
    assert_eq!(rows[1][1], 86_399_999_500_000);
}
