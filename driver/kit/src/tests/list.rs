use std::sync::Arc;

use fv_types::Uuid;

use super::{Listed, ObjectList, Taken};

struct Thing(Uuid, &'static str);

impl Listed for Thing {
    fn uuid(&self) -> Uuid {
        self.0
    }

    fn name(&self) -> &str {
        self.1
    }
}

fn thing(byte: u8, name: &'static str) -> Arc<Thing> {
    Arc::new(Thing(Uuid([byte; 16]), name))
}

#[test]
fn a_name_belongs_to_one_object_until_that_is_removed() {
    let list = ObjectList::new();
    let first = thing(1, "a");
    list.insert(Arc::clone(&first))
        .unwrap_or_else(|_| panic!("the list is empty"));
    assert!(matches!(list.insert(thing(2, "a")), Err(Taken::Name(other)) if other.0 == first.0));
    assert!(matches!(list.insert(thing(1, "b")), Err(Taken::Uuid(_))));
    assert!(list.remove(&first));
    assert!(!list.remove(&first));
    assert!(list.insert(thing(2, "a")).is_ok());
}

#[test]
fn removing_an_object_spares_its_namesake() {
    let list = ObjectList::new();
    let stranger = thing(1, "a");
    assert!(list.insert(thing(1, "a")).is_ok());
    assert!(!list.remove(&stranger));
    assert_eq!(list.len(), 1);
}

#[test]
fn an_id_finds_the_object_only_while_it_has_it() {
    let list = ObjectList::new();
    let object = thing(1, "a");
    assert!(list.insert(Arc::clone(&object)).is_ok());
    list.set_id(&object, Some(4));
    list.set_id(&object, Some(5));
    assert!(list.by_id(4).is_none());
    assert!(list.by_id(5).is_some());
    list.remove(&object);
    assert!(list.by_id(5).is_none());
}
