//! Debian's virsh against the server, where it is installed.

use std::process::Command;

use crate::fixture::Fixture;

/// Runs virsh; nothing if there is none.
#[expect(
    clippy::disallowed_methods,
    reason = "the test starts a client of its own"
)]
fn virsh(fixture: &Fixture, arguments: &[&str]) -> Option<String> {
    let uri = format!("qemu:///system?socket={}", fixture.path().display());
    let output = Command::new("virsh")
        .arg("-c")
        .arg(uri)
        .args(arguments)
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    Some(text + &errors)
}

#[test]
fn virsh_connects_and_asks() {
    let fixture = Fixture::new();
    let Some(uri) = virsh(&fixture, &["uri"]) else {
        return;
    };
    assert!(uri.starts_with("qemu:///system?socket="), "{uri}");
    assert_eq!(virsh(&fixture, &["hostname"]).unwrap().trim(), "tinyhost");
    let list = virsh(&fixture, &["list", "--all"]).unwrap();
    assert!(list.contains("guest") && list.contains("running"), "{list}");
    let version = virsh(&fixture, &["version"]).unwrap();
    assert!(version.contains("QEMU 10.0.2"), "{version}");
    let state = virsh(&fixture, &["domstate", "guest"]).unwrap();
    assert_eq!(state.trim(), "running");
    let missing = virsh(&fixture, &["domstate", "ghost"]).unwrap();
    assert!(
        missing.contains("failed to get domain 'ghost'"),
        "{missing}"
    );
    let refused = virsh(&fixture, &["-r", "destroy", "guest"]).unwrap();
    assert!(
        refused.contains("read only access prevents virDomainDestroy"),
        "{refused}"
    );
}
