//! Elements of the QEMU driver's own namespace: arguments, variables, properties, capabilities.
//!
//! They are kept as a small document in canonical form: the prefix `qemu`, the reference's order,
//! nothing the driver does not know. What they mean is the driver's affair.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{Body, Fragment, Node, xml_error};

/// The address of the namespace.
pub const QEMU: &str = "http://libvirt.org/schemas/domain/qemu/1.0";

/// Reads what a domain says in the namespace; nothing if it says nothing.
pub(crate) fn read(domain: Node<'_>) -> Result<Option<Fragment>> {
    let mut found = Fragment::empty("namespace");
    let groups = [
        (
            "commandline",
            &[("arg", &["value"][..]), ("env", &["name", "value"][..])][..],
        ),
        (
            "capabilities",
            &[("add", &["capability"][..]), ("del", &["capability"][..])][..],
        ),
    ];
    for (group, kinds) in groups {
        let mut copy = Fragment::empty(&format!("qemu:{group}"));
        for (kind, attributes) in kinds {
            for node in inside(domain, group).flat_map(|group| inside(group, kind)) {
                check(kind, node)?;
                copy.push(leaf(kind, node, attributes));
            }
        }
        keep(&mut found, copy);
    }
    keep(&mut found, overrides(domain)?);
    if let Some(node) = inside(domain, "deprecation").find(|node| node.attr("behavior").is_some()) {
        found.push(leaf("deprecation", node, &["behavior"]));
    }
    Ok(Some(found).filter(Fragment::has_elements))
}

/// Declares the namespace on the open root.
pub(crate) fn declare(body: &mut Body<'_>) {
    body.attr_text("xmlns:qemu", QEMU);
}

/// Writes the elements at the end of the root.
pub(crate) fn write(namespace: &Fragment, body: &mut Body<'_>) {
    namespace.write_into(body);
}

fn inside<'a>(node: Node<'a>, name: &'a str) -> impl Iterator<Item = Node<'a>> {
    node.all_elements()
        .filter(move |child| child.namespace() == Some(QEMU) && child.name() == name)
}

fn keep(found: &mut Fragment, group: Fragment) {
    if group.has_elements() {
        found.push(group);
    }
}

fn leaf(name: &str, node: Node<'_>, attributes: &[&str]) -> Fragment {
    let mut copy = Fragment::empty(&format!("qemu:{name}"));
    for attribute in attributes {
        if let Some(value) = node.attr(attribute) {
            copy.set_attr(attribute, value);
        }
    }
    copy
}

fn check(kind: &str, node: Node<'_>) -> Result<()> {
    let internal = |text: &str| Err(Error::internal(ErrorDomain::Qemu, text));
    match (kind, node.attr("name")) {
        ("arg", _) if node.attr("value").is_none() => {
            internal("No qemu command-line argument specified")
        }
        ("env", None) => internal("No qemu environment name specified"),
        ("env", Some(name)) => {
            let first = |c: char| c.is_ascii_alphabetic() || c == '_';
            if !name.starts_with(first) {
                return internal(
                    "Invalid environment name, it must begin with a letter or underscore",
                );
            }
            if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return internal(
                    "Invalid environment name, it must contain only alphanumerics and underscore",
                );
            }
            Ok(())
        }
        ("add" | "del", _) if node.attr("capability").is_none() => {
            internal("No qemu capability specified")
        }
        _ => Ok(()),
    }
}

/// Properties of devices that are set or taken away.
fn overrides(domain: Node<'_>) -> Result<Fragment> {
    let mut all = Fragment::empty("qemu:override");
    for device in inside(domain, "override").flat_map(|group| inside(group, "device")) {
        let mut copy = leaf("device", device, &["alias"]);
        if device.attr("alias").is_none() {
            return Err(
                xml_error("missing 'alias' attribute of qemu:device").in_domain(ErrorDomain::Qemu)
            );
        }
        let mut frontend = Fragment::empty("qemu:frontend");
        for property in inside(device, "frontend").flat_map(|group| inside(group, "property")) {
            check_property(property).map_err(|error| error.in_domain(ErrorDomain::Qemu))?;
            frontend.push(leaf("property", property, &["name", "type", "value"]));
        }
        keep(&mut copy, frontend);
        all.push(copy);
    }
    Ok(all)
}

fn check_property(property: Node<'_>) -> Result<()> {
    use fv_types::number::{Base, parse_i64, parse_u64_positive};
    let malformed = |text: &str| Err(xml_error(text));
    match property.attr("name") {
        None => return malformed("missing 'name' attribute for qemu:property"),
        Some("id") => return malformed("property with name 'id' can't be overridden"),
        Some(_) => {}
    }
    let Some(kind) = property.attr("type") else {
        return Err(fv_model_xml::missing_attribute("type", "property"));
    };
    let value = property.attr("value");
    let right = match (kind, value) {
        ("remove", None) => true,
        ("remove", Some(_)) => {
            return malformed(
                "setting 'value' attribute of 'qemu:property' doesn't make sense with 'remove' type",
            );
        }
        ("string" | "signed" | "unsigned" | "bool", None) => {
            return malformed("missing 'value' attribute for 'qemu:property'");
        }
        ("string", Some(_)) => true,
        ("signed", Some(value)) => parse_i64(value, Base::Decimal).is_some(),
        ("unsigned", Some(value)) => parse_u64_positive(value, Base::Decimal).is_some(),
        ("bool", Some(value)) => matches!(value, "true" | "false"),
        (other, _) => {
            let expected = fv_model_xml::Expected::Token;
            return Err(fv_model_xml::invalid_value(
                "type", "property", other, expected,
            ));
        }
    };
    if right {
        return Ok(());
    }
    let value = value.unwrap_or_default();
    malformed(&format!(
        "invalid value '{value}' of 'value' attribute of 'qemu:property'"
    ))
}
