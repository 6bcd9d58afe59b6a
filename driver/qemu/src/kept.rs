//! Definitions that are kept: small as long as nobody looks at them.
//!
//! A definition as a tree takes some 7 KiB however little it says, and a host may have thousands
//! that are looked at once a month. So what is kept is its document in a packed form, from which
//! the tree is made when somebody asks; the last ones that were asked for stay as they are. It is
//! made from the very text that is on the disk, so nothing can be told that a restart would not
//! tell too. A definition that its own text does not give back exactly is kept as a tree.

mod pack;

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use fv_error::Result;
use fv_model_domain::{Domain, Scope};
use fv_types::lock::{Mutex, Rank};

/// A definition that is kept.
#[derive(Clone)]
pub(crate) struct Kept(Arc<Inner>);

struct Inner {
    form: Form,
    recent: Arc<Recent>,
}

/// How it is in memory.
enum Form {
    /// As packed text, and the tree as long as somebody holds it.
    Packed(Box<[u8]>, Mutex<Weak<Domain>>),
    /// As a tree, which its text would not give back.
    Whole(Arc<Domain>),
}

/// The definitions that were asked for last.
pub(crate) struct Recent(Mutex<VecDeque<Arc<Domain>>>);

impl Recent {
    /// None yet.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(Mutex::new(Rank::LEAF, VecDeque::new())))
    }

    /// Keeps a definition for a while.
    fn note(&self, definition: &Arc<Domain>) {
        let mut recent = self.0.lock();
        recent.push_back(Arc::clone(definition));
        let oldest = (recent.len() > RECENT_MAX).then(|| recent.pop_front());
        drop(recent);
        // Large enough that it is not to be freed under the lock.
        drop(oldest);
    }
}

impl Kept {
    /// Keeps a definition.
    pub(crate) fn new(definition: &Arc<Domain>, recent: &Arc<Recent>) -> Self {
        let text = definition.to_xml(Scope::SECRET);
        match read(&text) {
            Ok(same) if same == **definition => Self::packed(&text, definition, recent),
            _ => Self(Arc::new(Inner {
                form: Form::Whole(Arc::clone(definition)),
                recent: Arc::clone(recent),
            })),
        }
    }

    /// Keeps a definition that was read from this text and is not expected to be asked for soon.
    pub(crate) fn from_text(text: &str, recent: &Arc<Recent>) -> Self {
        let form = Form::Packed(pack::pack(text), Mutex::new(Rank::LEAF, Weak::new()));
        Self(Arc::new(Inner {
            form,
            recent: Arc::clone(recent),
        }))
    }

    /// The definition.
    pub(crate) fn definition(&self) -> Arc<Domain> {
        let Form::Packed(bytes, known) = &self.0.form else {
            return self.whole();
        };
        if let Some(definition) = known.lock().upgrade() {
            return definition;
        }
        // Not under the lock: two that ask at the same time both read, which harms nobody.
        let text = pack::unpack(bytes);
        let definition = Arc::new(read(&text).expect("it has been read from this text before"));
        *known.lock() = Arc::downgrade(&definition);
        self.0.recent.note(&definition);
        definition
    }

    fn whole(&self) -> Arc<Domain> {
        match &self.0.form {
            Form::Whole(definition) => Arc::clone(definition),
            Form::Packed(..) => self.definition(),
        }
    }

    fn packed(text: &str, definition: &Arc<Domain>, recent: &Arc<Recent>) -> Self {
        let kept = Self::from_text(text, recent);
        if let Form::Packed(_, known) = &kept.0.form {
            *known.lock() = Arc::downgrade(definition);
        }
        kept
    }
}

/// Reads a document as it is kept.
pub(crate) fn read(text: &str) -> Result<Domain> {
    fv_model_domain::parse(text, Scope::SECRET)
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0.form {
            Form::Packed(bytes, _) => f.debug_tuple("Packed").field(&bytes.len()).finish(),
            Form::Whole(_) => f.write_str("Whole"),
        }
    }
}

/// How many stay as trees: those that a person or a program works with at one time.
const RECENT_MAX: usize = 32;

#[cfg(test)]
mod tests;
