use super::*;

#[test]
fn header_of_an_image_says_what_the_guest_sees() {
    let mut header = vec![0; HEADER];
    header[24..32].copy_from_slice(&4_194_304_u64.to_be_bytes());
    header[48..56].copy_from_slice(&7_u64.to_le_bytes());
    header[12..20].copy_from_slice(&3_u64.to_le_bytes());
    assert_eq!(capacity(StorageFormat::Qcow2, &header), Some(4_194_304));
    assert_eq!(capacity(StorageFormat::Qed, &header), Some(7));
    assert_eq!(capacity(StorageFormat::Vmdk, &header), Some(1536));
    assert_eq!(capacity(StorageFormat::Iso, &header), None);
}

#[test]
fn short_or_absurd_header_says_nothing() {
    assert_eq!(capacity(StorageFormat::Qcow2, &[0; 31]), None);
    let header = [0xff; HEADER];
    assert_eq!(capacity(StorageFormat::Vmdk, &header), None);
}

#[test]
fn sparse_file_takes_less_than_it_shows() {
    let path = std::env::temp_dir().join(format!("fv-sizes-{}", std::process::id()));
    std::fs::File::create(&path)
        .and_then(|file| file.set_len(1 << 20))
        .unwrap();
    let source = StorageSource::file(path.to_string_lossy());
    let image = |format| Image {
        source: &source,
        format,
        encrypted: false,
    };
    let sizes = of(image(StorageFormat::Raw)).unwrap();
    assert_eq!((sizes.capacity, sizes.physical), (1 << 20, 1 << 20));
    assert!(sizes.allocation < 1 << 20);
    // It has no capacity of its own, so what the host sees counts.
    assert_eq!(of(image(StorageFormat::Qcow2)).unwrap().capacity, 1 << 20);
    std::fs::remove_file(&path).unwrap();
    let error = of(image(StorageFormat::Raw)).unwrap_err().to_string();
    assert!(error.contains("Failed to open file '"), "{error}");
}
