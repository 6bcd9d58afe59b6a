use super::*;

const XML: &str = "<domain>
  <name>vm</name>
  <devices>
    <disk type='file' device='disk'><target dev='vda' bus='virtio'/></disk>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
  </devices>
</domain>";

fn found(path: &str) -> Result<Vec<String>, String> {
    let document = fv_model_xml::Document::parse(XML).unwrap();
    let found = select(document.root(), path);
    match found {
        Ok(found) => Ok(found.items.iter().map(Item::printed).collect()),
        Err(error) => Err(error.message().to_owned()),
    }
}

#[test]
fn paths_find_elements_attributes_and_texts() {
    let targets = [
        "<target dev=\"vda\" bus=\"virtio\"/>",
        "<target dev=\"sda\" bus=\"sata\"/>",
    ];
    for path in ["//target", "/domain/devices/disk/target", "//disk/*[@dev]"] {
        assert_eq!(found(path).unwrap(), targets, "{path}");
    }
    for path in [
        "//disk[2]/target",
        "//disk[@device='cdrom']/target",
        "//disk[readonly]/target",
        "//disk[last()]/target",
        "//target[@bus!='virtio']",
        "//disk[not(@device='disk') and @type=\"file\"]/target",
        "//disk[position()=2]/target",
        "//target[starts-with(@dev, 'sd')]",
    ] {
        assert_eq!(found(path).unwrap(), targets[1..], "{path}");
    }
    assert_eq!(
        found("//target/@dev").unwrap(),
        [" dev=\"vda\"", " dev=\"sda\""]
    );
    assert_eq!(found("/domain/name/text()").unwrap(), ["vm"]);
    assert_eq!(found("//name | //target/@bus").unwrap().len(), 3);
    assert_eq!(found("//target/../@device").unwrap().len(), 2);
}

#[test]
fn what_is_no_path_is_refused_or_finds_nothing() {
    assert_eq!(
        found("'text'").unwrap_err(),
        "internal error: Incorrect xpath ''text''"
    );
    assert!(found("count(//disk)").is_err());
    for path in ["//disk[", "", "//", "???", "//disk[@a=]"] {
        assert_eq!(found(path).unwrap(), Vec::<String>::new(), "{path}");
    }
    let deep = "(".repeat(100_000);
    assert_eq!(found(&format!("//a[{deep}")).unwrap(), Vec::<String>::new());
}
