//! Lines at random and with bytes changed: what is read stands where it should, however small the room is. Equality with
//! the parser in TypeScript is a test on its side (`test/read/native-lines.test.ts`).

use millrace_native::read::lines::parse;
use millrace_native::read::order::{COLUMNS_MAX, DOUBLES, FIRST_VALUE, Order};
use proptest::prelude::*;

const QUOTE: f64 = 1.0;
const BAR: f64 = 3.0;
const CANARY: u64 = 0x5a5a_5a5a_5a5a_5a5a;

/// An order over all of some bytes: time and values in the first columns.
fn order(bars: bool, numbers: u8, scale: u8, end: usize, capacity: usize) -> Order {
    let mut doubles = [0.0; DOUBLES];
    let values = if bars { 5 } else { 4 };
    doubles[1] = end as f64;
    doubles[3] = capacity as f64;
    doubles[5] = if bars { BAR } else { QUOTE };
    doubles[9] = scale as f64;
    doubles[10] = scale as f64;
    doubles[11] = b',' as f64;
    doubles[12] = numbers as f64;
    doubles[15] = 3e11;
    doubles[17] = 4e15;
    doubles[19] = values as f64 + 1.0;
    doubles[20] = 1.0;
    for value in 0..values {
        doubles[DOUBLES - COLUMNS_MAX + 1 + value] = (FIRST_VALUE as usize + value) as f64;
    }
    Order::read(&doubles).expect("an order")
}

/// Rows and line numbers of all plain lines, each other line left out, with room for `capacity` rows a call.
fn read(bytes: &[u8], bars: bool, numbers: u8, scale: u8, capacity: usize) -> (Vec<[u64; 8]>, Vec<u32>) {
    let mut order = order(bars, numbers, scale, bytes.len(), capacity);
    let (mut all_rows, mut all_lines) = (Vec::new(), Vec::new());
    while order.from < bytes.len() {
        let mut rows = vec![[CANARY; 8]; capacity + 1];
        let mut lines = vec![u32::MAX; capacity + 1];
        let (from, line) = (order.from, order.line);
        order.count = 0;
        parse(&mut order, bytes, &mut rows, &mut lines);
        assert!(order.from == 0 || bytes[order.from - 1] == b'\n', "stopped within a line, at {}", order.from);
        let passed = bytes[from..order.from].iter().filter(|&&byte| byte == b'\n').count();
        assert_eq!((order.line - line) as usize, passed, "lines told and lines passed");
        assert!(order.count <= capacity);
        assert!(rows[order.count..].iter().flatten().all(|&word| word == CANARY), "written behind the rows");
        all_rows.extend_from_slice(&rows[..order.count]);
        all_lines.extend_from_slice(&lines[..order.count]);
        if order.count < capacity && order.from < bytes.len() {
            order.line += 1;
            order.from += bytes[order.from..].iter().position(|&byte| byte == b'\n').expect("whole lines") + 1;
        }
    }
    (all_rows, all_lines)
}

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
