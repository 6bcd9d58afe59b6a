use super::*;
use crate::process::Exit;

fn shell(script: &str) -> Spawn {
    let mut spawn = Spawn::new("/bin/sh");
    spawn.arguments = ["sh", "-c", script].map(OsString::from).to_vec();
    spawn.environment = vec!["PATH=/usr/bin:/bin".into(), "X=y".into()];
    spawn
}

fn output_of(mut spawn: Spawn) -> String {
    let pipe = fd::pipe(Blocking::Yes).unwrap();
    spawn.fds.push((pipe.writer, 1));
    let started = spawn.start().unwrap();
    let orphan = spawn.parentage == Parentage::Orphan;
    drop(spawn);
    let bytes = crate::file::read_all(&pipe.reader, 1 << 16).unwrap();
    if !orphan {
        process::wait(&started.handle, Waiting::Block).unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_program_runs_with_environment_folder_and_umask() {
    let mut spawn = shell("echo $X $(pwd) $(umask); exit 3");
    spawn.folder = Some("/".into());
    spawn.umask = Some(0o027);
    assert_eq!(output_of(spawn), "y / 0027\n");
}

#[test]
fn the_exit_is_told() {
    let exit = |script: &str| {
        let started = shell(script).start().unwrap();
        process::wait(&started.handle, Waiting::Block).unwrap()
    };
    assert_eq!(exit("exit 3"), Some(Exit::Code(3)));
    assert_eq!(exit("kill -9 $$"), Some(Exit::Signal(9)));
}

#[test]
fn only_named_descriptors_are_passed() {
    let extra = fd::pipe(Blocking::Yes).unwrap();
    let mut spawn = shell("ls /proc/self/fd | tr '\\n' ' '");
    spawn.fds.push((extra.reader, 7));
    // ls has one of its own open while it looks.
    let open: Vec<i32> = output_of(spawn)
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    assert_eq!(open, [0, 1, 2, 3, 7]);
}

#[test]
fn a_descriptor_may_take_the_number_of_another_one() {
    let first = fd::pipe(Blocking::Yes).unwrap();
    let second = fd::pipe(Blocking::Yes).unwrap();
    fd::write_all(&first.writer, b"first").unwrap();
    fd::write_all(&second.writer, b"second").unwrap();
    drop((first.writer, second.writer));
    let (a, b) = (first.reader.as_raw_fd(), second.reader.as_raw_fd());
    // Shells know one-digit numbers only; the crossing is done through /proc.
    let mut spawn = shell(&format!("cat /proc/self/fd/{a} /proc/self/fd/{b}"));
    spawn.fds.push((first.reader, b));
    spawn.fds.push((second.reader, a));
    assert_eq!(output_of(spawn), "secondfirst");
}

#[test]
fn failures_name_their_step() {
    let missing = Spawn::new("/nonexistent/program").start().unwrap_err();
    assert_eq!(missing.phase, Phase::Exec);
    assert_eq!(missing.source.kind(), io::ErrorKind::NotFound);
    let mut folder = shell("true");
    folder.folder = Some("/nonexistent".into());
    assert_eq!(folder.start().unwrap_err().phase, Phase::Folder);
    let mut orphan = Spawn::new("/nonexistent/program");
    orphan.parentage = Parentage::Orphan;
    assert_eq!(orphan.start().unwrap_err().phase, Phase::Exec);
    let mut program = shell("true");
    program.arguments.push("a\0b".into());
    assert_eq!(program.start().unwrap_err().phase, Phase::Prepare);
}

#[test]
fn an_orphan_is_nobodys_child_and_leads_its_session() {
    let mut spawn = shell("sleep 20");
    spawn.parentage = Parentage::Orphan;
    let started = spawn.start().unwrap();
    let status = process::status(started.pid).unwrap();
    assert_ne!(status.parent, process::own_pid());
    assert_eq!(status.session, started.pid);
    process::signal(&started.handle, signal::Signal::Kill).unwrap();
    assert!(fd::wait(&started.handle, fd::Wanted::Read, None).unwrap());
}

#[test]
fn a_held_child_runs_nothing_when_it_is_dropped() {
    let marker = std::env::temp_dir().join(format!("fv-held-{}", std::process::id()));
    let mut spawn = shell(&format!("touch {}", marker.display()));
    spawn.parentage = Parentage::Orphan;
    let held = spawn.hold().unwrap();
    let handle = process::open(held.pid()).unwrap();
    assert!(process::is_alive(held.pid()));
    drop(held);
    assert!(fd::wait(&handle, fd::Wanted::Read, None).unwrap());
    assert!(!marker.exists());
}

#[test]
fn a_held_child_that_is_dropped_leaves_no_zombie() {
    let held = shell("true").hold().unwrap();
    let pid = held.pid();
    drop(held);
    assert!(process::status(pid).is_err());
}

#[test]
fn limits_reach_the_program() {
    let mut spawn = shell("ulimit -n");
    spawn.limits.push((Resource::Files, Limit::both(99)));
    assert_eq!(output_of(spawn), "99\n");
}

#[test]
fn programs_get_the_number_of_files_that_the_process_began_with() {
    let before = crate::limits::current(Resource::Files).unwrap();
    crate::limits::raise_files().unwrap();
    let shown = output_of(shell("ulimit -Sn; ulimit -Hn"));
    assert_eq!(shown, format!("{}\n{}\n", before.soft, before.hard));
}

#[test]
fn credentials_reach_the_program_or_are_refused() {
    let credentials = Credentials {
        uid: 65_534,
        gid: 65_534,
        groups: vec![65_533],
    };
    let mut spawn = shell("id -u; id -G");
    spawn.credentials = Some(credentials);
    if crate::users::effective_uid() == 0 {
        assert_eq!(output_of(spawn), "65534\n65534 65533\n");
    } else {
        assert_eq!(spawn.start().unwrap_err().phase, Phase::Credentials);
    }
}

#[test]
fn a_session_is_killed_with_all_it_started() {
    let mut spawn = shell("sleep 30 & sleep 30");
    spawn.parentage = Parentage::SessionLeader;
    let started = spawn.start().unwrap();
    process::kill_session(started.pid).unwrap();
    let exit = process::wait(&started.handle, Waiting::Block).unwrap();
    assert_eq!(exit, Some(Exit::Signal(9)));
}

#[test]
fn an_injected_failure_stops_the_start() {
    let (result, reached) = fault::fail_at(0, || shell("true").start());
    assert_eq!(result.unwrap_err().phase, Phase::Prepare);
    assert_eq!(reached, fault::Reached::Yes);
}
