use super::*;

#[test]
fn a_held_pid_file_cannot_be_taken_again_until_it_is_dropped() {
    let path = std::env::temp_dir().join(format!("fv-pid-{}", std::process::id()));
    let first = PidFile::acquire(&path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, std::process::id().to_string());
    assert!(matches!(PidFile::acquire(&path), Err(PidFileError::Held)));
    drop(first);
    assert!(!path.exists());
    drop(PidFile::acquire(&path).unwrap());
}
