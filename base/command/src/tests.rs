use std::path::PathBuf;
use std::time::Duration;

use fv_error::ErrorCode;
use fv_sys::fault;
use fv_sys::fd::{self, Wanted};
use fv_sys::signal::Signal;

use super::*;

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command
        .search_path("/nowhere:/usr/bin:/bin")
        .args(["-c", script])
        .env("PATH", "/usr/bin:/bin");
    command
}

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("fv-command-{name}-{}", std::process::id()))
}

#[test]
fn text_puts_each_option_on_a_line_of_its_own() {
    let mut command = Command::new("/usr/bin/qemu");
    command
        .env("LC_ALL", "C")
        .env("X", "a b")
        .args(["-name", "it's", "-S", "-m", "1", "last", ""]);
    assert_eq!(
        command.to_text(),
        "LC_ALL=C \\\nX='a b' \\\n/usr/bin/qemu \\\n-name 'it'\\''s' \\\n-S \\\n-m 1 \\\nlast \\\n''"
    );
    let mut plain = Command::new("tool");
    plain.args(["a", "b", "--opt", "c"]);
    assert_eq!(plain.to_text(), "tool \\\na \\\nb \\\n--opt c");
    assert_eq!(plain.to_line(), "tool a b --opt c");
}

#[test]
fn input_goes_in_and_both_outputs_come_out() {
    let mut command = shell("cat; echo oops >&2; exit 4");
    let input = vec![b'x'; 300_000];
    command.stdin(input.clone());
    let output = Host.run(&command).unwrap();
    assert_eq!(output.stdout, input);
    assert_eq!(output.stderr, b"oops\n");
    let error = output.require_success(&shell("…")).unwrap_err();
    assert_eq!(
        error.message(),
        "internal error: Child process (PATH=/usr/bin:/bin sh -c …) unexpected exit status 4: oops\n"
    );
}

#[test]
fn output_beyond_the_limit_is_dropped_and_told() {
    let mut command = shell("yes | head -c 100000");
    command.output_limit(10);
    let output = Host.run(&command).unwrap();
    assert_eq!((output.stdout.len(), output.cut), (10, true));
    assert!(output.is_success());
}

#[test]
fn a_program_that_does_not_read_its_input_is_no_failure() {
    let mut command = shell("exit 0");
    command.stdin(vec![0; 1 << 20]);
    assert!(Host.run(&command).unwrap().is_success());
}

#[test]
fn a_program_that_takes_too_long_is_killed_with_its_children() {
    let pid_file = scratch("timeout");
    let line = format!("sleep 60 & echo $! > {}; wait", pid_file.display());
    let noted = |time_ms| {
        let mut command = shell(&line);
        command.timeout(Duration::from_millis(time_ms));
        let error = Host.run(&command).unwrap_err();
        assert_eq!(error.code(), ErrorCode::OperationTimeout);
        let pid = std::fs::read_to_string(&pid_file).ok()?;
        pid.trim().parse::<i32>().ok()
    };
    // On a busy machine the time may be over before the program has begun.
    let child = [300, 1_000, 10_000].into_iter().find_map(noted).unwrap();
    std::fs::remove_file(&pid_file).unwrap();
    for _ in 0..200 {
        if !fv_sys::process::is_alive(child) {
            return;
        }
        fv_sys::clock::sleep(Duration::from_millis(10));
    }
    panic!("the program's child survived");
}

#[test]
fn a_program_that_does_nothing_is_killed_and_one_that_works_is_not() {
    let mut command = shell("sleep 60");
    command.idle_max(Duration::from_millis(600));
    let error = Host.run(&command).unwrap_err();
    assert_eq!(error.code(), ErrorCode::OperationTimeout);
    assert!(
        error.message().contains("did nothing for 600 ms"),
        "{error}"
    );
    let mut command = shell("i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done");
    command.idle_max(Duration::from_millis(300));
    assert!(Host.run(&command).unwrap().is_success());
}

#[test]
fn missing_programs_are_named() {
    let mut command = Command::new("no-such-program");
    command.search_path("/usr/bin:/bin");
    let error = Host.run(&command).unwrap_err();
    let text = "Cannot find 'no-such-program' in path: No such file or directory";
    assert_eq!(error.message(), text);
    let error = Host.run(&Command::new("/no/such/program")).unwrap_err();
    let text = "cannot execute binary /no/such/program: No such file or directory";
    assert_eq!(error.message(), text);
}

#[test]
fn a_launched_program_is_noted_before_it_runs_and_has_a_pid_file() {
    let pid_file = scratch("launch");
    let mut command = shell("exec sleep 60");
    command.pid_file(&pid_file);
    let mut noted = 0;
    let launched = Host
        .launch(&command, &mut |pid| {
            noted = pid;
            let name = fv_sys::process::status(pid).unwrap().name;
            assert_ne!(name, "sleep");
            Ok(())
        })
        .unwrap();
    assert_eq!(noted, launched.pid);
    assert_eq!(
        std::fs::read_to_string(&pid_file).unwrap(),
        launched.pid.to_string()
    );
    std::fs::remove_file(&pid_file).unwrap();
    let handle = launched.handle.unwrap();
    fv_sys::process::signal(&handle, Signal::Kill).unwrap();
    assert!(fd::wait(&handle, Wanted::Read, Some(Duration::from_secs(5))).unwrap());
}

#[test]
fn a_start_that_fails_leaves_no_pid_file() {
    let pid_file = scratch("failed");
    let mut command = Command::new("/no/such/program");
    command.pid_file(&pid_file);
    Host.launch(&command, &mut |_| Ok(())).unwrap_err();
    assert!(!pid_file.exists());
    let mut refused = shell("true");
    refused.pid_file(&pid_file);
    let refusal = |_| Err(Error::internal(ErrorDomain::Qemu, "no"));
    assert_eq!(
        Host.launch(&refused, &mut { refusal })
            .unwrap_err()
            .message(),
        "internal error: no"
    );
    assert!(!pid_file.exists());
}

#[test]
fn whichever_step_of_a_launch_fails_nothing_is_left_behind() {
    let pid_file = scratch("steps");
    let marker = scratch("marker");
    for step in 0.. {
        let mut command = shell(&format!("touch {}", marker.display()));
        command.pid_file(&pid_file);
        let launch = || Host.launch(&command, &mut |_| Ok(()));
        let (result, reached) = fault::fail_at(step, launch);
        if reached == fault::Reached::No {
            let handle = result.unwrap().handle.unwrap();
            assert!(fd::wait(&handle, Wanted::Read, Some(Duration::from_secs(5))).unwrap());
            assert!(marker.exists());
            break;
        }
        result.unwrap_err();
        assert!(!pid_file.exists() && !marker.exists(), "step {step}");
    }
    std::fs::remove_file(&pid_file).unwrap();
    std::fs::remove_file(&marker).unwrap();
}

#[test]
fn descriptors_get_numbers_from_three_on() {
    let pipe = fd::pipe(fd::Blocking::Yes).unwrap();
    let mut command = shell("echo hello >&3");
    assert_eq!(command.pass_fd(pipe.writer), 3);
    assert!(Host.run(&command).unwrap().is_success());
    let mut buffer = [0; 6];
    assert_eq!(fd::read(&pipe.reader, &mut buffer).unwrap(), 6);
}

#[test]
fn a_recorder_notes_and_answers() {
    let recorder = Recorder::answering(|command| match command.program() {
        "bad" => Ok(Output::failure(1, "no")),
        _ => Ok(Output::success("fine")),
    });
    assert_eq!(recorder.run(&Command::new("good")).unwrap().text(), "fine");
    assert!(
        recorder
            .launch(&Command::new("bad"), &mut |_| Ok(()))
            .is_err()
    );
    assert_eq!(recorder.lines(), ["good", "bad"]);
}
