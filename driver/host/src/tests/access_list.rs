use super::{AccessList, Bits};

/// The bytes of a list: tag, rights, number.
pub(crate) fn bytes(entries: &[(u16, u16, u32)]) -> Vec<u8> {
    let mut bytes = 2u32.to_le_bytes().to_vec();
    for (tag, rights, id) in entries {
        bytes.extend(tag.to_le_bytes());
        bytes.extend(rights.to_le_bytes());
        bytes.extend(id.to_le_bytes());
    }
    bytes
}

fn list(entries: &[(u16, u16, u32)]) -> AccessList {
    AccessList::parse(&bytes(entries)).expect("a list")
}

#[test]
fn the_entry_of_a_user_counts_before_that_of_its_groups() {
    let list = list(&[(2, 1, 7), (4, 7, NONE), (16, 7, NONE), (32, 0, NONE)]);
    assert!(list.permits(7, 9, Bits::RUN, |_| true));
    assert!(!list.permits(7, 9, Bits::READ, |_| true));
    assert!(list.permits(8, 9, Bits::READ, |gid| gid == 9));
    assert!(!list.permits(8, 9, Bits::READ, |_| false));
}

#[test]
fn the_mask_limits_all_but_owner_and_others() {
    let list = list(&[(2, 7, 7), (8, 7, 30), (16, 4, NONE), (32, 2, NONE)]);
    assert!(!list.permits(7, 9, Bits::RUN, |_| false));
    assert!(list.permits(7, 9, Bits::READ, |_| false));
    assert!(!list.permits(8, 9, Bits::RUN, |gid| gid == 30));
    assert!(list.permits(8, 9, Bits::WRITE, |_| false));
}

#[test]
fn a_list_of_another_version_or_of_broken_entries_is_none() {
    assert_eq!(AccessList::parse(&[3, 0, 0, 0]), None);
    assert_eq!(AccessList::parse(&[2, 0]), None);
    assert_eq!(AccessList::parse(&[2, 0, 0, 0, 1, 0]), None);
}

const NONE: u32 = u32::MAX;
