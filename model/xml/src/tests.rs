use crate::{
    Body, Context, Document, Element, Fragment, Hex, Limits, Place, Scope, Token, Value, Writer,
    YesNo, escape,
};

/// The report of a document that has to be refused.
fn refused(text: &str) -> String {
    Document::parse(text).expect_err(text).message().to_owned()
}

#[test]
fn malformed_documents_are_reported_with_line_fault_and_mark() {
    let cases = [
        ("", "at line 1: Document is empty\n(null)\n^"),
        (
            "   ",
            "at line 1: Start tag expected, '<' not found\n   \n---^",
        ),
        (
            "abc",
            "at line 1: Start tag expected, '<' not found\nabc\n^",
        ),
        (
            "<d>\n<a>\n",
            "at line 3: Premature end of data in tag a line 2\n<a>\n---^",
        ),
        (
            "<d>\n<a>x</b></d>",
            "at line 2: Opening and ending tag mismatch: a line 2 and b\n<a>x</b></d>\n--------^",
        ),
        (
            "<d></d>x",
            "at line 1: Extra content at the end of the document\n<d></d>x\n-------^",
        ),
        (
            "<d a=b/>",
            "at line 1: AttValue: \" or ' expected\n<d a=b/>\n-----^",
        ),
        (
            "<d a/>",
            "at line 1: Specification mandates value for attribute a\n<d a/>\n----^",
        ),
        (
            "<d a=\"<\"/>",
            "at line 1: Unescaped '<' not allowed in attributes values\n<d a=\"<\"/>\n------^",
        ),
        (
            "<d a='1' a='2'/>",
            "at line 1: Attribute a redefined\n<d a='1' a='2'/>\n--------------^",
        ),
        (
            "<d a='1'b='2'/>",
            "at line 1: attributes construct error\n<d a='1'b='2'/>\n--------^",
        ),
        (
            "<d>&foo;</d>",
            "at line 1: Entity 'foo' not defined\n<d>&foo;</d>\n--------^",
        ),
        (
            "<d>& x</d>",
            "at line 1: xmlParseEntityRef: no name\n<d>& x</d>\n----^",
        ),
        (
            "<d>&amp x</d>",
            "at line 1: EntityRef: expecting ';'\n<d>&amp x</d>\n-------^",
        ),
        (
            "<d>&#0;</d>",
            "at line 1: xmlParseCharRef: invalid xmlChar value 0\n<d>&#0;</d>\n-------^",
        ),
        (
            "<d><!-- x</d>",
            "at line 1: Comment not terminated \n<d><!-- x</d>\n-------------^",
        ),
        (
            "<d>\u{1}</d>",
            "at line 1: PCDATA invalid Char value 1\n<d>\u{1}</d>\n---^",
        ),
        (
            "<d><1/></d>",
            "at line 1: StartTag: invalid element name\n<d><1/></d>\n----^",
        ),
        (
            "<d",
            "at line 1: Couldn't find end of Start Tag d line 1\n<d\n--^",
        ),
        (
            "<d a='x",
            "at line 1: AttValue: ' expected\n<d a='x\n-------^",
        ),
        ("<d></d", "at line 1: expected '>'\n<d></d\n------^"),
        (
            "<d>]]></d>",
            "at line 1: Sequence ']]>' not allowed in content\n<d>]]></d>\n---^",
        ),
    ];
    for (text, report) in cases {
        assert_eq!(refused(text), report, "{text:?}");
    }
}

#[test]
fn a_wrong_root_is_named() {
    let error = Document::parse_root("<a/>", "domain").unwrap_err();
    assert_eq!(
        error.message(),
        "XML error: expecting root element of 'domain', not 'a'"
    );
}

#[test]
fn depth_is_bounded_without_recursion() {
    let deep = "<a>".repeat(100_000);
    assert!(refused(&deep).contains("Excessive depth in document: 256"));
    let fits = "<a>".repeat(256) + &"</a>".repeat(256);
    assert!(Document::parse(&fits).is_ok());
}

#[test]
fn size_attributes_namespaces_and_nodes_are_bounded() {
    let limits = Limits {
        bytes: 64,
        nodes: 4,
    };
    let parse = |text: &str| Document::parse_within(text, limits).map(drop);
    assert!(parse(&format!("<a>{}</a>", " ".repeat(100))).is_err());
    assert!(parse("<a><b/><c/><d/></a>").is_ok());
    assert!(parse("<a><b/><c/><d/><e/></a>").is_err());
    let many: String = (0..1000).map(|n| format!(" a{n}=''")).collect();
    assert!(refused(&format!("<a{many}/>")).contains("Too many attributes"));
    let spaces: String = (0..300).map(|n| format!(" xmlns:a{n}='u'")).collect();
    assert!(refused(&format!("<a{spaces}/>")).contains("too many namespace declarations"));
}

#[test]
fn no_document_makes_the_reader_panic() {
    let seed = "<?xml version='1.0'?><!-- c --><d a='1' b=\"&lt;\"><x xmlns='u'><![CDATA[q]]></x>é\
                &#x41;<?p i?></d>";
    for cut in 0..seed.len() {
        let Some(head) = seed.get(..cut) else {
            continue;
        };
        drop(Document::parse(head));
        for junk in [
            "<", ">", "&", "'", "\"", "]]>", "</", "<!", "<?", "\u{0}", "é",
        ] {
            let Some(tail) = seed.get(cut..) else {
                continue;
            };
            drop(Document::parse(&format!("{head}{junk}{tail}")));
        }
    }
}

#[test]
fn references_and_line_ends_are_resolved() {
    let document =
        Document::parse("<d a='1\n2&amp;'>x&#x41;&#66;\r\ny<![CDATA[<z>]]></d>").unwrap();
    assert_eq!(document.root().attr("a"), Some("1 2&"));
    assert_eq!(document.root().text(), "xAB\ny<z>");
}

#[test]
fn elements_in_a_namespace_are_invisible_to_plain_lookups() {
    let text = "<d><q:a xmlns:q='u'/><b xmlns='u'/><n:c/><a/></d>";
    let document = Document::parse(text).unwrap();
    let root = document.root();
    assert_eq!(root.children("a").count(), 1);
    assert_eq!(root.children("b").count(), 0);
    assert_eq!(root.elements().count(), 1);
    let spaces: Vec<_> = root
        .all_elements()
        .map(super::document::Node::namespace)
        .collect();
    assert_eq!(spaces, [Some("u"), Some("u"), None, None]);
}

#[test]
fn a_node_knows_its_place() {
    let document = Document::parse("<d>\n  <a>x</a>\n</d>").unwrap();
    let node = document.root().child("a").unwrap();
    assert_eq!(
        (node.line(), node.column(), node.source()),
        (2, 3, "<a>x</a>")
    );
}

#[test]
fn the_writer_closes_empty_elements_and_keeps_attributes_in_front() {
    let mut writer = Writer::new();
    writer.element("d", |body| {
        body.child("a", |body| body.attr_text("x", "1'<"));
        body.attr_text("late", "yes");
        body.attr_front("type", "file");
        body.child_unless_empty("gone", |_| {});
        body.child_text("t", "a&b");
        body.child_text("u", "");
        body.child("pair", |body: &mut Body<'_>| body.open());
    });
    let expected = "<d type='file' late='yes'>\n  <a x='1&apos;&lt;'/>\n  <t>a&amp;b</t>\n  \
                    <u></u>\n  <pair>\n  </pair>\n</d>\n";
    assert_eq!(writer.finish(), expected);
}

#[test]
fn control_characters_are_dropped_as_libvirt_drops_them() {
    assert_eq!(escape("a\u{1}b\tc\u{19}d\u{1a}\n"), "ab\tcd\u{1a}\n");
    assert_eq!(escape("\"quoted\""), "&quot;quoted&quot;");
}

#[test]
fn metadata_is_written_as_libxml2_writes_it() {
    let text = "<d xmlns:o='urn:o'><metadata>\n<o:a k='1'>\n\n<o:b/>\n<o:c>te<i/>xt</o:c> \
                </o:a>\n</metadata></d>";
    let document = Document::parse(text).unwrap();
    let copy = Fragment::copy(document.root().child("metadata").unwrap());
    let expected = "  <metadata xmlns:o=\"urn:o\">\n    <o:a k=\"1\">\n      <o:b/>\n      \
                    <o:c>te<i/>xt</o:c>\n    </o:a>\n  </metadata>\n";
    assert_eq!(copy.print(2), expected);
    assert_eq!(Fragment::parse(&copy.print_bare()).unwrap(), copy);
}

#[test]
fn metadata_keeps_one_element_per_namespace() {
    let text = "<m><x/><a:x xmlns:a='u'/>text<b:y xmlns:b='u'/><c:z xmlns:c='v'/></m>";
    let mut copy = Fragment::parse(text).unwrap();
    copy.keep_one_per_namespace();
    let expected = "<m>\n  <a:x xmlns:a=\"u\"/>\n  <c:z xmlns:c=\"v\"/>\n</m>";
    assert_eq!(copy.print_bare(), expected);
    assert_eq!(copy.child_in("v").unwrap().name(), "c:z");
    assert!(copy.remove_in("u"));
    assert!(!copy.remove_in("u"));
}

/// A shape with every kind of field.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "shape")]
struct Shape {
    /// An attribute that has to be there.
    #[xml(attr, required)]
    name: String,
    #[xml(attr)]
    size: Option<u32>,
    #[xml(attr = "in_hex")]
    hex: Option<Hex<4>>,
    #[xml(attr, omit_default)]
    count: u32,
    #[xml(attr, only = Live)]
    id: Option<u32>,
    #[xml(text)]
    title: Option<String>,
    #[xml(texts = "line")]
    lines: Vec<String>,
    #[xml(flag)]
    closed: bool,
    #[xml(child, default)]
    inner: Inner,
    #[xml(list = "item")]
    items: Vec<Inner>,
    #[xml(inline)]
    group: Group,
}

#[derive(Debug, Clone, PartialEq, Default, Element)]
struct Inner {
    #[xml(attr)]
    on: Option<YesNo>,
    #[xml(content)]
    text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Element)]
struct Group {
    #[xml(attr)]
    corner: Option<Corner>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
enum Corner {
    TopLeft,
    #[token("bottom_right")]
    BottomRight,
}

fn read(text: &str, scope: Scope) -> fv_error::Result<Shape> {
    let document = Document::parse(text)?;
    Shape::read(document.root(), &Context::new(scope))
}

fn write(shape: &Shape, scope: Scope) -> String {
    let mut writer = Writer::new();
    writer.value("shape", shape, &Context::new(scope));
    writer.finish()
}

const WHOLE: &str = "<shape name='a' size='7' in_hex='0x00ff' id='3' corner='top-left'>\n  \
                     <title>t</title>\n  <line>1</line>\n  <line>2</line>\n  <closed/>\n  \
                     <inner on='yes'>x</inner>\n  <item on='no'/>\n</shape>\n";

#[test]
fn a_derived_element_is_read_and_written() {
    let shape = read(WHOLE, Scope::LIVE).unwrap();
    assert_eq!(shape.group.corner, Some(Corner::TopLeft));
    assert_eq!(write(&shape, Scope::LIVE), WHOLE);
    assert_eq!(write(&shape, Scope::NONE), WHOLE.replace(" id='3'", ""));
    assert_eq!(read(WHOLE, Scope::NONE).unwrap().id, None);
}

#[test]
fn input_order_is_free_and_unknown_content_is_ignored() {
    let text = "<shape corner='bottom_right' new='1' name='a'><what/><item/><closed/><item/>\
                <inner/></shape>";
    let shape = read(text, Scope::NONE).unwrap();
    assert_eq!((shape.items.len(), shape.closed), (2, true));
    let expected = "<shape name='a' corner='bottom_right'>\n  <closed/>\n</shape>\n";
    assert_eq!(write(&shape, Scope::NONE), expected);
}

#[test]
fn generic_errors_have_libvirts_wording() {
    let cases = [
        (
            "<shape/>",
            "Missing required attribute 'name' in element 'shape'",
        ),
        (
            "<shape name='' size='-1'/>",
            "Invalid value for attribute 'size' in element 'shape': '-1'. Expected non-negative \
             integer value",
        ),
        (
            "<shape name='' corner='none'/>",
            "Invalid value for attribute 'corner' in element 'shape': 'none'.",
        ),
        (
            "<shape name=''><item on='maybe'/></shape>",
            "Invalid value for attribute 'on' in element 'item': 'maybe'.",
        ),
    ];
    for (text, message) in cases {
        let error = read(text, Scope::NONE).unwrap_err();
        assert_eq!(error.message(), format!("XML error: {message}"));
    }
}

#[test]
fn a_description_lists_names_places_and_words() {
    let mut found = Vec::new();
    Shape::DESCRIPTION.walk(3, &mut |path, field| {
        found.push((path.join("/"), field.place));
    });
    assert!(found.contains(&("item/on".into(), Place::Attribute)));
    assert!(found.contains(&("corner".into(), Place::Attribute)));
    let name = &Shape::DESCRIPTION.fields[0];
    assert_eq!(
        (name.required, name.doc),
        (true, "An attribute that has to be there.")
    );
    assert_eq!(Corner::TOKENS, ["top-left", "bottom_right"]);
    assert_eq!(Corner::BottomRight.to_string(), "bottom_right");
}
