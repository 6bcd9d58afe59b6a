//! Security labels: of the guest, and of single files.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Description, Element, Node, Scope, Token, YesNo, read, xml_error,
};

/// The longest name of a security model the reference keeps.
const MODEL_MAX: usize = 257;

/// The longest label the reference keeps.
const LABEL_MAX: usize = 4097;

/// The label of a guest under one security model.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seclabel {
    /// How the label comes about; none is not written.
    pub kind: Option<SeclabelKind>,
    /// The security model: `selinux`, `apparmor`, `dac`.
    pub model: Option<String>,
    /// Whether files are labelled too.
    pub relabel: Option<YesNo>,
    /// The label of the process.
    pub label: Option<String>,
    /// The label of its files.
    pub image_label: Option<String>,
    /// What the label was made from.
    pub base_label: Option<String>,
    /// Whether the driver added it; such a label is not sent to another host.
    pub implicit: bool,
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

impl Element for Seclabel {
    const DESCRIPTION: &'static Description = &Description {
        name: "seclabel",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let live = cx.shows(Scope::LIVE);
        let kind = read::attr(node, "type")?.unwrap_or(SeclabelKind::Dynamic);
        let relabel =
            read::attr(node, "relabel")?.unwrap_or(YesNo::from_bool(kind == SeclabelKind::Dynamic));
        match (kind, relabel) {
            (SeclabelKind::Dynamic, YesNo::No) => {
                return Err(unsupported(
                    "dynamic label type must use resource relabeling",
                ));
            }
            (SeclabelKind::None, YesNo::Yes) => {
                return Err(unsupported(
                    "resource relabeling is not compatible with 'none' label type",
                ));
            }
            _ => {}
        }
        let model = node.attr("model").filter(|model| model.len() < MODEL_MAX);
        let mut label = Self {
            kind: Some(kind),
            model: model.map(str::to_owned),
            relabel: Some(relabel),
            ..Self::default()
        };
        if model == Some("none") {
            if live && kind != SeclabelKind::None {
                return Err(unsupported(format!(
                    "unsupported type='{kind}' to model 'none'"
                )));
            }
            label.forget();
            return Ok(label);
        }
        let text = |name: &str| -> Result<Option<String>> {
            Ok(read::text(node, name)?.filter(|text: &String| text.len() < LABEL_MAX))
        };
        if kind == SeclabelKind::Static || (live && kind != SeclabelKind::None) {
            label.label = text("label")?;
        }
        if kind == SeclabelKind::Static && label.label.is_none() {
            return Err(malformed("security label is missing"));
        }
        if live && kind != SeclabelKind::None && relabel == YesNo::Yes {
            label.image_label = text("imagelabel")?;
        }
        if kind == SeclabelKind::Dynamic {
            label.base_label = text("baselabel")?;
        }
        Ok(label)
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        let Some(kind) = self.kind else { return };
        body.attr("type", &kind);
        body.attr_opt("model", self.model.as_ref());
        if kind == SeclabelKind::None {
            return;
        }
        let relabel = self.relabel.unwrap_or(YesNo::No);
        body.attr("relabel", &relabel);
        body.text_opt("label", self.label.as_ref());
        if relabel == YesNo::Yes {
            body.text_opt("imagelabel", self.image_label.as_ref());
        }
        if kind == SeclabelKind::Dynamic {
            body.text_opt("baselabel", self.base_label.as_ref());
        }
    }
}

impl Seclabel {
    /// Makes it say that there is no label.
    fn forget(&mut self) {
        self.kind = Some(SeclabelKind::None);
        self.relabel = Some(YesNo::No);
    }

    /// Whether files are labelled too.
    pub fn relabels(&self) -> bool {
        self.relabel == Some(YesNo::Yes)
    }
}

/// Reads the labels of a guest; each model may have one.
pub(crate) fn read_all(domain: Node<'_>, cx: &Context) -> Result<Vec<Seclabel>> {
    let mut labels: Vec<Seclabel> = Vec::new();
    for node in domain.children("seclabel") {
        let label = Seclabel::read(node, cx)?;
        refuse_known(labels.iter().map(|known| &known.model), &label.model)?;
        labels.push(label);
    }
    if labels.len() > 1 && labels.iter().any(|label| label.model.is_none()) {
        return Err(malformed(
            "missing security model when using multiple labels",
        ));
    }
    Ok(labels)
}

/// Writes the labels of a guest.
pub(crate) fn write_all(labels: &[Seclabel], body: &mut Body<'_>, cx: &Context) {
    for label in labels {
        let plain = matches!(label.model.as_deref(), Some("dac" | "none"));
        // Older versions knew one label, and they are migrated to.
        if !(cx.shows(Scope::MIGRATION) && label.implicit && plain) {
            body.element("seclabel", label, cx);
        }
    }
}

/// A single label without a model is of the host's first one; that of model `none` is none.
pub(crate) fn complete(labels: &mut [Seclabel], model: Option<&str>, live: bool) -> Result<()> {
    let ([label], Some(model)) = (labels, model) else {
        return Ok(());
    };
    if label.model.is_some() {
        return Ok(());
    }
    let open = label.kind == Some(SeclabelKind::Dynamic) && label.base_label.is_none() && !live;
    if label.kind != Some(SeclabelKind::None) && !open {
        return Err(malformed("missing security model in domain seclabel"));
    }
    label.model = Some(model.to_owned());
    if model == "none" && !live {
        label.forget();
    }
    Ok(())
}

fn refuse_known<'a>(
    mut known: impl Iterator<Item = &'a Option<String>>,
    model: &Option<String>,
) -> Result<()> {
    if !known.any(|other| other == model) {
        return Ok(());
    }
    let model = model.as_deref().unwrap_or("(null)");
    let text = format!("seclabel for model {model} is already provided");
    Err(Error::new(ErrorDomain::Domain, ErrorCode::XmlDetail, text))
}

/// The label of one file or socket, other than the guest's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeviceSeclabel {
    /// The security model; absent means the host's first.
    pub model: Option<String>,
    /// Whether the file could not be labelled and that was passed over.
    pub label_skip: bool,
    /// Whether it is labelled at all.
    pub relabel: bool,
    /// The label.
    pub label: Option<String>,
}

impl Element for DeviceSeclabel {
    const DESCRIPTION: &'static Description = &Description {
        name: "seclabel",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let live = cx.shows(Scope::LIVE);
        let given = read::attr::<YesNo>(node, "relabel")?;
        let relabel = given != Some(YesNo::No);
        let label = read::text::<String>(node, "label")?.filter(|label| label.len() < LABEL_MAX);
        let model = node.attr("model");
        let shown = model.unwrap_or("(null)");
        if label.is_some() && !relabel {
            return Err(malformed(format!(
                "Cannot specify a label if relabelling is turned off. model={shown}"
            )));
        }
        if given == Some(YesNo::Yes) && !live && label.is_none() {
            return Err(malformed(format!(
                "Cannot specify relabel if label is missing. model={shown}"
            )));
        }
        Ok(Self {
            model: model.map(str::to_owned),
            label_skip: live && read::attr(node, "labelskip")? == Some(YesNo::Yes),
            relabel,
            label,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        // What only says that a failure was passed over is not kept.
        if !cx.shows(Scope::LIVE) && self.label.is_none() && self.relabel {
            return;
        }
        body.attr_opt("model", self.model.as_ref());
        if self.label_skip {
            body.attr("labelskip", &YesNo::Yes);
        } else {
            body.attr("relabel", &YesNo::from_bool(self.relabel));
        }
        body.text_opt("label", self.label.as_ref());
    }
}

/// Reads the labels of one file; each model may have one.
pub(crate) fn read_of_device(source: Node<'_>, cx: &Context) -> Result<Vec<DeviceSeclabel>> {
    let mut labels: Vec<DeviceSeclabel> = Vec::new();
    for node in source.children("seclabel") {
        let label = DeviceSeclabel::read(node, cx)?;
        if label.model.is_some() {
            refuse_known(labels.iter().map(|known| &known.model), &label.model)?;
        }
        labels.push(label);
    }
    Ok(labels)
}

/// Refuses labels of files where the guest's own model labels none.
pub(crate) fn check_of_device(labels: &[DeviceSeclabel], guest: &[Seclabel]) -> Result<()> {
    for label in labels {
        let of_model = guest.iter().filter(|own| own.model == label.model);
        if of_model.into_iter().any(|own| !own.relabels()) {
            return Err(unsupported(
                "label overrides require relabeling to be enabled at the domain level",
            ));
        }
    }
    Ok(())
}

fn unsupported(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}
