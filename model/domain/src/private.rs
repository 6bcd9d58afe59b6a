//! `<privateData>` of single devices: what a driver keeps in status files, carried as it is.

use fv_error::Result;
use fv_model_xml::{Body, Context, Fragment, Node, Scope};

/// Copies it out of a status file.
pub(crate) fn read(node: Node<'_>, cx: &Context) -> Result<Option<Fragment>> {
    let shown = node
        .child("privateData")
        .filter(|_| cx.shows(Scope::STATUS));
    Ok(shown.map(Fragment::copy))
}

/// Writes it back into one.
pub(crate) fn write(private: &Option<Fragment>, body: &mut Body<'_>, cx: &Context) {
    if let Some(private) = private.as_ref().filter(|_| cx.shows(Scope::STATUS)) {
        body.copied(private);
    }
}
