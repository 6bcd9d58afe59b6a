//! What is made for the variables of a firmware, and what is refused.

use fv_model_xml::Element;
use fv_testkit::Scratch;

use super::*;

/// A definition with these words about its firmware.
fn domain(os: &str) -> Domain {
    let text = format!(
        "<domain type='qemu'><name>g</name><memory>1024</memory><os><type arch='x86_64' \
         machine='pc'>hvm</type><loader readonly='yes' type='pflash'>/code.fd</loader>{os}</os>\
         </domain>"
    );
    let document = fv_model_xml::Document::parse_root(&text, "domain").expect("XML");
    let context = fv_model_xml::Context::new(fv_model_domain::Scope::SECRET);
    Domain::read(document.root(), &context).expect("a definition")
}

fn refused(os: &str, variables: Variables) -> String {
    let error = making(&domain(os), variables).expect_err("refused");
    error.message().to_string()
}

#[test]
fn variables_that_are_there_stay_unless_they_are_to_be_made_anew() {
    let scratch = Scratch::new("nvram-there");
    let path = scratch.path().join("vars");
    std::fs::write(&path, "x").expect("written");
    let os = format!(
        "<nvram template='/t.fd' templateFormat='raw' format='raw'>{}</nvram>",
        path.display()
    );
    assert_eq!(making(&domain(&os), Variables::Kept).expect("fine"), None);
    let made = Some(Making::Copy {
        template: "/t.fd".into(),
        path: path.clone(),
    });
    assert_eq!(making(&domain(&os), Variables::Reset).expect("fine"), made);
    std::fs::remove_file(&path).expect("removed");
    assert_eq!(making(&domain(&os), Variables::Kept).expect("fine"), made);
    // A link to nothing is none that could be used.
    std::os::unix::fs::symlink(scratch.path().join("none"), &path).expect("linked");
    assert_eq!(making(&domain(&os), Variables::Kept).expect("fine"), made);
}

#[test]
fn what_is_no_file_is_no_variables() {
    let scratch = Scratch::new("nvram-folder");
    let os = format!(
        "<nvram template='/t.fd'>{}</nvram>",
        scratch.path().display()
    );
    let said = refused(&os, Variables::Kept);
    assert!(said.ends_with("is neither a file nor a disk"), "{said}");
}

#[test]
fn what_cannot_be_made_is_refused_in_libvirts_words() {
    let none = "<nvram>/nowhere/vars.fd</nvram>";
    assert_eq!(
        refused(none, Variables::Kept),
        "operation failed: unable to find any master var store for loader: /code.fd"
    );
    let other = "<nvram template='/t.fd' templateFormat='raw' format='qcow2'>/nowhere/v</nvram>";
    assert_eq!(
        refused(other, Variables::Kept),
        "Operation not supported: conversion of the nvram template to another target format is \
         not supported"
    );
    let device = "<nvram type='block' format='qcow2'><source dev='/nowhere/dev'/></nvram>";
    assert_eq!(
        refused(device, Variables::Kept),
        "invalid argument: 'block' nvram backing device '/nowhere/dev' doesn't exist"
    );
    let elsewhere = "<nvram type='network' format='raw'><source protocol='nbd' name='x'>\
                     <host name='h'/></source></nvram>";
    assert_eq!(
        making(&domain(elsewhere), Variables::Kept).expect("fine"),
        None
    );
    assert_eq!(
        refused(elsewhere, Variables::Reset),
        "Operation not supported: resetting of nvram is not supported with nvram device backed by \
         'network'"
    );
}

#[test]
fn block_device_is_formatted_once() {
    let scratch = Scratch::new("nvram-block");
    let device = scratch.path().join("device");
    std::fs::write(&device, [0; 512]).expect("written");
    let os = |format: &str, more: &str| {
        let device = device.display();
        let source = format!("<source dev='{device}'/>");
        format!("<nvram type='block' format='{format}'{more}>{source}</nvram>")
    };
    assert_eq!(
        making(&domain(&os("raw", "")), Variables::Kept).expect("fine"),
        None
    );
    assert_eq!(
        refused(&os("raw", ""), Variables::Reset),
        "Operation not supported: only 'qcow2' formatted 'block' nvram backing can be formatted"
    );
    assert_eq!(
        refused(&os("qcow2", ""), Variables::Kept),
        "operation failed: unable to find nvram template image"
    );
    let whole = os("qcow2", " template='/t.fd'");
    let made = Some(Making::Convert {
        template: "/t.fd".into(),
        format: StorageFormat::Raw,
        device: device.clone(),
    });
    assert_eq!(
        making(&domain(&whole), Variables::Kept).expect("fine"),
        made
    );
    std::fs::write(&device, b"QFI\xfb and so on").expect("written");
    assert_eq!(
        making(&domain(&whole), Variables::Kept).expect("fine"),
        None
    );
}

#[test]
fn template_that_cannot_be_opened_is_named() {
    let scratch = Scratch::new("nvram-template");
    for (template, cause) in [
        (scratch.path().join("none"), "No such file or directory"),
        (scratch.path().to_path_buf(), "Is a directory"),
    ] {
        let making = Making::Copy {
            template: template.clone(),
            path: "/v".into(),
        };
        let error = making.check_template().expect_err("refused");
        let text = format!("Failed to open file '{}': {cause}", template.display());
        assert_eq!(error.message(), text);
    }
}
