use super::*;

#[test]
fn a_root_has_the_layout_of_the_host() {
    let places = Places::find(Some(Path::new("/x")), &Environment::default()).unwrap();
    assert_eq!(places.config(), Path::new("/x/etc/libvirt/libvirtd.conf"));
    assert_eq!(places.pid_file, Path::new("/x/run/libvirtd.pid"));
    let sockets = places.sockets(None).unwrap();
    assert_eq!(sockets.main, Path::new("/x/run/libvirt/libvirt-sock"));
    assert_eq!(
        sockets.admin,
        Path::new("/x/run/libvirt/libvirt-admin-sock")
    );
    let read_only = sockets.read_only.unwrap();
    assert_eq!(read_only, Path::new("/x/run/libvirt/libvirt-sock-ro"));
}

#[test]
fn a_user_has_sockets_where_the_session_has_them() {
    let environment = Environment {
        home: Some("/home/u".into()),
        runtime_dir: Some("/run/user/7".into()),
        ..Environment::default()
    };
    let places = Places::of_user(&environment).unwrap();
    assert_eq!(
        places.config(),
        Path::new("/home/u/.config/libvirt/libvirtd.conf")
    );
    assert_eq!(
        places.pid_file,
        Path::new("/run/user/7/libvirt/libvirtd.pid")
    );
    let sockets = places.sockets(None).unwrap();
    assert_eq!(sockets.main, Path::new("/run/user/7/libvirt/libvirt-sock"));
    assert_eq!(sockets.read_only, None);
    assert_eq!(
        sockets.admin,
        Path::new("/run/user/7/libvirt/libvirt-admin-sock")
    );
}

#[test]
fn a_path_too_long_for_a_socket_is_refused_by_name() {
    let root = format!("/{}", "x".repeat(90));
    let places = Places::find(Some(Path::new(&root)), &Environment::default()).unwrap();
    let error = places.sockets(None).unwrap_err();
    assert!(error.message().contains(&root), "{error}");
    assert!(places.sockets(Some("/short")).is_ok());
}
