//! A brief survives the word it is packed into.

use super::{Brief, PublishedBrief};

#[test]
fn brief_comes_out_of_its_word_as_it_went_in() {
    for id in [-1, 0, 1, i32::MAX, i32::MIN] {
        for bits in 0..8u8 {
            let brief = Brief {
                id,
                state: 250 + bits % 6,
                active: bits & 1 != 0,
                persistent: bits & 2 != 0,
                autostart: bits & 4 != 0,
            };
            let published = PublishedBrief::new(brief);
            assert_eq!(published.load(), brief);
            let other = Brief { id: 7, ..brief };
            published.store(other);
            assert_eq!(published.load(), other);
        }
    }
}
