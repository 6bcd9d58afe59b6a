//! All objects of one kind, found by uuid, name or id.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use fv_types::Uuid;
use fv_types::lock::{Rank, RwLock};

/// What a list must know of its objects; neither changes while an object is in the list.
pub trait Listed {
    /// The identifier that never changes.
    fn uuid(&self) -> Uuid;
    /// The name, unique in its list.
    fn name(&self) -> &str;
}

/// Why an object could not be added: who has the place.
#[derive(Debug)]
pub enum Taken<O> {
    /// An object with the same uuid, whatever its name.
    Uuid(Arc<O>),
    /// An object with the same name and another uuid.
    Name(Arc<O>),
}

/// The objects of one kind.
///
/// The list's lock covers the indexes alone: nobody waits for an object while holding it, so
/// looking up and listing never wait for work on an object.
pub struct ObjectList<O> {
    index: RwLock<Index<O>>,
}

struct Index<O> {
    by_uuid: BTreeMap<Uuid, Arc<O>>,
    by_name: HashMap<String, Arc<O>>,
    by_id: HashMap<i32, Arc<O>>,
}

impl<O: Listed> ObjectList<O> {
    /// A list without objects.
    pub fn new() -> Self {
        let index = Index {
            by_uuid: BTreeMap::new(),
            by_name: HashMap::new(),
            by_id: HashMap::new(),
        };
        Self {
            index: RwLock::new(Rank::LIST, index),
        }
    }

    /// Adds an object unless its uuid or its name is taken; both are tested and claimed at once.
    pub fn insert(&self, object: Arc<O>) -> Result<(), Taken<O>> {
        let mut index = self.index.write();
        if let Some(other) = index.by_uuid.get(&object.uuid()) {
            return Err(Taken::Uuid(Arc::clone(other)));
        }
        if let Some(other) = index.by_name.get(object.name()) {
            return Err(Taken::Name(Arc::clone(other)));
        }
        index
            .by_name
            .insert(object.name().to_string(), Arc::clone(&object));
        index.by_uuid.insert(object.uuid(), object);
        Ok(())
    }

    /// Takes an object out; false if it was not in the list any more.
    pub fn remove(&self, object: &Arc<O>) -> bool {
        let mut index = self.index.write();
        let same = |found: &Arc<O>| Arc::ptr_eq(found, object);
        if !index.by_uuid.get(&object.uuid()).is_some_and(same) {
            return false;
        }
        index.by_uuid.remove(&object.uuid());
        index.by_name.remove(object.name());
        index.by_id.retain(|_, found| !same(found));
        true
    }

    /// Makes the object findable by `id`, and no longer by an earlier one.
    pub fn set_id(&self, object: &Arc<O>, id: Option<i32>) {
        let mut index = self.index.write();
        index.by_id.retain(|_, found| !Arc::ptr_eq(found, object));
        if let Some(id) = id {
            index.by_id.insert(id, Arc::clone(object));
        }
    }

    /// The object with this uuid.
    pub fn by_uuid(&self, uuid: Uuid) -> Option<Arc<O>> {
        self.index.read().by_uuid.get(&uuid).cloned()
    }

    /// The object of this name.
    pub fn by_name(&self, name: &str) -> Option<Arc<O>> {
        self.index.read().by_name.get(name).cloned()
    }

    /// The object that has this id now.
    pub fn by_id(&self, id: i32) -> Option<Arc<O>> {
        self.index.read().by_id.get(&id).cloned()
    }

    /// All objects, ordered by uuid.
    pub fn all(&self) -> Vec<Arc<O>> {
        self.index.read().by_uuid.values().cloned().collect()
    }

    /// Shows each object, ordered by uuid; the list stands still meanwhile.
    ///
    /// For what is quick and takes no lock but a leaf; [`all`](Self::all) is for everything else.
    pub fn each(&self, mut visit: impl FnMut(&O)) {
        for object in self.index.read().by_uuid.values() {
            visit(object);
        }
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.index.read().by_uuid.len()
    }

    /// Whether there is no object.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<O: Listed> Default for ObjectList<O> {
    fn default() -> Self {
        Self::new()
    }
}

impl<O> fmt::Debug for ObjectList<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectList").finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "tests/list.rs"]
mod tests;
