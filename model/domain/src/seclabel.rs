//! Security labels: of the guest, and of single files.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node, Scope, Token, YesNo};

/// The label of a guest under one security model.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "seclabel")]
pub struct Seclabel {
    /// How the label comes about.
    #[xml(attr = "type")]
    pub kind: Option<SeclabelKind>,
    /// The security model: `selinux`, `apparmor`, `dac`.
    #[xml(attr)]
    pub model: Option<String>,
    /// Whether files are labelled too.
    #[xml(attr)]
    pub relabel: Option<YesNo>,
    /// The label of the process.
    #[xml(hook = label, whole)]
    pub label: Option<String>,
    /// The label of its files.
    #[xml(hook = image_label, whole)]
    pub image_label: Option<String>,
    /// What the label was made from.
    #[xml(text = "baselabel")]
    pub base_label: Option<String>,
}

/// How a label comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SeclabelKind {
    /// There is none.
    None,
    /// The driver makes one at each start.
    Dynamic,
    /// The user gives it.
    Static,
}

/// The process label: given by the user, or known while the guest runs.
mod label {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Option<String>> {
        read_label(node, cx, "label", &["static"])
    }

    pub(super) fn write(seclabel: &Seclabel, body: &mut Body<'_>, cx: &Context) {
        let shown = cx.shows(Scope::LIVE) || seclabel.kind != Some(SeclabelKind::Dynamic);
        if let Some(label) = seclabel.label.as_ref().filter(|_| shown) {
            body.child_text("label", label);
        }
    }
}

/// The label of files, known while the guest runs.
mod image_label {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Option<String>> {
        if node.attr("relabel") == Some("no") {
            return Ok(None);
        }
        read_label(node, cx, "imagelabel", &[])
    }

    pub(super) fn write(seclabel: &Seclabel, body: &mut Body<'_>, cx: &Context) {
        if let Some(label) = seclabel
            .image_label
            .as_ref()
            .filter(|_| cx.shows(Scope::LIVE))
        {
            body.child_text("imagelabel", label);
        }
    }
}

fn read_label(node: Node<'_>, cx: &Context, name: &str, always: &[&str]) -> Result<Option<String>> {
    let kind = node.attr("type").unwrap_or("dynamic");
    if kind == "none" || !(cx.shows(Scope::LIVE) || always.contains(&kind)) {
        return Ok(None);
    }
    fv_model_xml::read::text(node, name)
}

/// The label of one file or socket, other than the guest's.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "seclabel")]
pub struct DeviceSeclabel {
    /// The security model; absent means the host's first.
    #[xml(attr)]
    pub model: Option<String>,
    /// Whether the driver may not label the file anew after a failure.
    #[xml(attr = "labelskip", only = Live)]
    pub label_skip: Option<YesNo>,
    /// Whether it is labelled at all.
    #[xml(attr)]
    pub relabel: Option<YesNo>,
    /// The label.
    #[xml(text)]
    pub label: Option<String>,
}
