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
