//! The rows of the vectors, stepped: what the desk says and the state it leaves are the reference's, byte by byte.

use crate::world::{Frame, World, rows_of, worlds};

#[test]
fn rows_and_states_are_those_of_the_vectors() {
    for world in worlds() {
        let mut desk = World::new(world);
        for frame in world["frames"].as_array().unwrap() {
            let name = format!("{} from row {}", world["name"], frame["sequence"]);
            let asked = Frame {
                sequence: frame["sequence"].as_u64().unwrap(),
                input: rows_of(&frame["input"]),
                evaluations: rows_of(&frame["evaluations"]),
                decisions: rows_of(&frame["decisions"]),
            };
            assert_eq!(desk.step(&asked) as usize, asked.input.len(), "{name}");
            for (at, (said, expected)) in desk.outcome().iter().zip(rows_of(&frame["outcome"])).enumerate() {
                assert_eq!(*said, expected, "{name}: outcome row {at}");
            }
            assert_eq!(desk.outcome().len(), frame["outcome"].as_array().unwrap().len(), "{name}");
            assert_eq!(format!("{:016x}", desk.state()), frame["state"], "{name}: state");
        }
    }
}

/// What `npm run long` expects to fail: it shows that AddressSanitizer guards the ends of tables.
#[cfg(sanitized)]
#[test]
#[ignore = "reads beyond a table on purpose"]
fn planted_read_beyond_a_table() {
    println!("read {:x}", World::new(&worlds()[0]).order_beyond());
}
