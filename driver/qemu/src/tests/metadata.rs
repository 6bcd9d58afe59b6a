use fv_model_domain::Domain;

use super::{metadata, set_metadata};
use crate::calls::MetadataPart as Part;

const URI: &str = "http://x.org/a?b&c";

#[test]
fn an_element_is_kept_in_its_namespace_and_given_back_without() {
    let mut domain = Domain::default();
    let text = "<a x='1'><b/><c>t</c></a>";
    set_metadata(&mut domain, Part::Element(URI), Some(text), Some("foo")).expect("set");
    let kept = domain.metadata.as_ref().expect("kept").print_bare();
    assert!(
        kept.contains("<foo:a xmlns:foo=\"http://x.org/a?b&amp;c\" x=\"1\">"),
        "{kept}"
    );
    assert!(kept.contains("<foo:b/>"), "{kept}");
    let given = metadata(&domain, Part::Element(URI))
        .expect("read")
        .expect("there");
    assert_eq!(given, "<a x=\"1\">\n  <b/>\n  <c>t</c>\n</a>");
}

#[test]
fn nothing_removes_what_was_there() {
    let mut domain = Domain::default();
    set_metadata(&mut domain, Part::Title, Some("t"), None).expect("set");
    set_metadata(&mut domain, Part::Element(URI), Some("<a/>"), Some("foo")).expect("set");
    set_metadata(&mut domain, Part::Element(URI), None, None).expect("removed");
    set_metadata(&mut domain, Part::Title, Some(""), None).expect("removed");
    assert_eq!(domain, Domain::default());
}

#[test]
fn a_document_that_cannot_be_read_changes_nothing() {
    let mut domain = Domain::default();
    set_metadata(&mut domain, Part::Element(URI), Some("<a/>"), Some("foo")).expect("set");
    let before = domain.clone();
    assert!(set_metadata(&mut domain, Part::Element(URI), Some("<a>"), Some("foo")).is_err());
    assert_eq!(domain, before);
}

#[test]
fn elements_that_have_a_namespace_keep_it() {
    let cases = [
        (
            "<x xmlns='u'><y/></x>",
            "<x xmlns=\"u\" xmlns:k=\"http://k/\">\n  <y/>\n</x>",
        ),
        (
            "<p:a z='1' xmlns:p='q'><b/></p:a>",
            "<p:a xmlns:p=\"q\" xmlns:k=\"http://k/\" z=\"1\">\n  <k:b/>\n</p:a>",
        ),
        (
            "<a><x xmlns='u'><y xmlns=''/></x></a>",
            "<k:a xmlns:k=\"http://k/\">\n  <x xmlns=\"u\">\n    <k:y xmlns=\"\"/>\n  </x>\n</k:a>",
        ),
    ];
    for (text, wanted) in cases {
        let kept = super::with_namespace(text, "k", "http://k/").expect(text);
        assert_eq!(kept.print_bare(), wanted);
    }
}

#[test]
fn an_element_is_given_back_without_the_default_namespace_that_it_was_found_by() {
    let text = "<metadata><x xmlns='http://k/'><p:y xmlns:p='http://k/'/></x></metadata>";
    let domain = Domain {
        metadata: Some(fv_model_xml::Fragment::parse(text).expect("read")),
        ..Domain::default()
    };
    let given = metadata(&domain, Part::Element("http://k/")).expect("read");
    // The declaration further in stays, as libvirt leaves it.
    assert_eq!(
        given.as_deref(),
        Some("<x>\n  <y xmlns:p=\"http://k/\"/>\n</x>")
    );
}

#[test]
fn a_prefix_that_is_none_is_refused_after_a_document_that_is_none() {
    let mut domain = Domain::default();
    let mut refused = |text: &str, key: Option<&str>| {
        let part = Part::Element("http://k/");
        let error = set_metadata(&mut domain, part, Some(text), key).expect_err(text);
        error.message().to_string()
    };
    let prefix = "internal error: failed to validate prefix for a new XML namespace";
    assert_eq!(refused("<a/>", Some("")), prefix);
    assert_eq!(refused("<a/>", Some("a:b")), prefix);
    let taken = "internal error: failed to create a new XML namespace";
    assert_eq!(refused("<a xmlns:k='u'/>", Some("k")), taken);
    assert!(refused("text", Some("")).starts_with("at line 1: Start tag expected"));
}
