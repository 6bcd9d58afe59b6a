use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use super::{documents, link, read, replace, with_note};

/// A folder of its own for each test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fv-kit-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_document_is_private_and_leaves_nothing_beside_it() {
    let folder = Folder::new("replace");
    let path = folder.0.join("a.xml");
    fs::write(&path, "old").expect("written");
    replace(&path, "new").expect("replaced");
    assert_eq!(read(&path).expect("read"), "new");
    assert_eq!(
        fs::metadata(&path).expect("there").permissions().mode() & 0o777,
        0o600
    );
    assert_eq!(fs::read_dir(&folder.0).expect("read").count(), 1);
}

#[test]
fn a_link_replaces_a_link() {
    let folder = Folder::new("link");
    let path = folder.0.join("l");
    link("/a".as_ref(), &path).expect("linked");
    link("/b".as_ref(), &path).expect("linked again");
    assert_eq!(fs::read_link(&path).expect("a link"), PathBuf::from("/b"));
}

#[test]
fn only_documents_are_found_in_order() {
    let folder = Folder::new("documents");
    for name in ["b.xml", "a.xml", "a.xml.new", ".xml", "c.pid"] {
        fs::write(folder.0.join(name), "").expect("written");
    }
    let found = documents(&folder.0).expect("read");
    assert_eq!(
        found
            .iter()
            .map(|(name, _)| name.as_str())
            .collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert!(
        documents(&folder.0.join("none"))
            .expect("no folder, no files")
            .is_empty()
    );
}

#[test]
fn the_note_is_one_comment_whatever_the_name() {
    let text = with_note("virsh edit a--b-->", "<domain/>");
    assert_eq!(text.matches("-->").count(), 1);
    assert!(text.ends_with("-->\n\n<domain/>\n"));
}
