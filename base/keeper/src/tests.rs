use std::fs;

use fv_testkit::Scratch;

use super::*;

const LIMITS: Limits = Limits {
    size_max: 20,
    backups: 2,
};

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|_| "-".into())
}

fn all(path: &Path) -> Vec<String> {
    let names = ["", ".0", ".1", ".2"];
    let path = path.display();
    names
        .iter()
        .map(|name| read(Path::new(&format!("{path}{name}"))))
        .collect()
}

#[test]
fn full_files_are_put_aside_with_whole_lines_and_the_oldest_goes() {
    let scratch = Scratch::new("rolled");
    let path = scratch.path().join("log");
    let mut file = RolledFile::new(&path, LIMITS);
    for number in 10..20 {
        file.write(format!("line {number}\n").as_bytes()).unwrap();
    }
    assert_eq!(
        all(&path),
        [
            "line 18\nline 19\n",
            "line 16\nline 17\n",
            "line 14\nline 15\n",
            "-"
        ]
    );
}

#[test]
fn line_longer_than_a_file_is_cut() {
    let scratch = Scratch::new("long");
    let path = scratch.path().join("log");
    let mut file = RolledFile::new(&path, LIMITS);
    file.write(b"short\n").unwrap();
    file.write(&[b'x'; 50]).unwrap();
    assert_eq!(
        all(&path),
        ["x".repeat(10), "x".repeat(20), "x".repeat(20), "-".into()]
    );
}

#[test]
fn what_others_write_counts_and_what_they_move_away_is_left() {
    let scratch = Scratch::new("others");
    let path = scratch.path().join("log");
    let mut file = RolledFile::new(&path, LIMITS);
    file.write(b"one\n").unwrap();
    fs::write(&path, "one\nfrom elsewhere\n").unwrap();
    file.write(b"two\n").unwrap();
    assert_eq!(all(&path)[..2], ["two\n", "one\nfrom elsewhere\n"]);
    fs::rename(&path, scratch.path().join("moved")).unwrap();
    file.write(b"three\n").unwrap();
    assert_eq!(read(&path), "three\n");
}

#[test]
fn without_backups_or_limit_there_is_one_file() {
    let scratch = Scratch::new("one");
    let path = scratch.path().join("log");
    let limits = |size_max| Limits {
        size_max,
        backups: 0,
    };
    let mut file = RolledFile::new(&path, limits(5));
    file.write(b"abc\ndef\n").unwrap();
    assert_eq!(all(&path)[..2], ["def\n", "-"]);
    let mut file = RolledFile::new(&path, limits(0));
    file.write(&[b'x'; 100_000]).unwrap();
    assert_eq!(read(&path).len(), 100_004);
}

#[test]
fn who_begins_anew_removes_what_was_put_aside_and_who_appends_keeps_it() {
    let scratch = Scratch::new("begin");
    let path = scratch.path().join("log");
    fs::write(&path, "now\n").unwrap();
    fs::write(scratch.path().join("log.0"), "before\n").unwrap();
    fs::write(scratch.path().join("log.2"), "of somebody else\n").unwrap();
    let mut file = RolledFile::new(&path, LIMITS);
    file.begin(Former::Kept).unwrap();
    assert_eq!(all(&path)[..2], ["now\n", "before\n"]);
    file.begin(Former::Removed).unwrap();
    assert_eq!(all(&path), ["", "-", "-", "of somebody else\n"]);
    file.write(b"new\n").unwrap();
    assert_eq!(read(&path), "new\n");
}

#[test]
fn file_that_cannot_be_made_is_known_before_anything_is_written() {
    let scratch = Scratch::new("begin-not");
    let mut file = RolledFile::new(scratch.path().join("none/log"), LIMITS);
    let error = file.begin(Former::Removed).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let mut file = RolledFile::new(scratch.path(), LIMITS);
    assert!(file.begin(Former::Removed).is_err());
    assert!(scratch.path().is_dir());
}

#[test]
fn descriptors_of_the_outputs_are_no_sources() {
    let sources: Vec<_> = (0..3).map(source_of).collect();
    assert_eq!(sources, [0, 3, 4]);
}

#[test]
fn everything_from_the_pipe_is_kept_until_it_ends() {
    let scratch = Scratch::new("pipe");
    let path = scratch.path().join("log");
    let pipe = fd::pipe(fd::Blocking::Yes).unwrap();
    let target = RolledFile::new(&path, Limits::default());
    let reader = pipe.reader;
    let keeper = std::thread::spawn(move || keep(reader, target));
    for number in 0..1000 {
        fd::write_all(&pipe.writer, format!("{number}\n").as_bytes()).unwrap();
    }
    drop(pipe.writer);
    keeper.join().unwrap().unwrap();
    let text = read(&path);
    assert_eq!(text.lines().count(), 1000);
    assert!(text.ends_with("\n999\n"));
}

#[test]
fn flood_is_slowed_down_and_a_trickle_is_not() {
    let start = clock::now();
    let mut pace = Pace::new(start);
    assert_eq!(pace.took(start, BURST - 1), None);
    let rest = pace.took(start + Duration::from_millis(1), BURST).unwrap();
    assert_eq!(rest, BURST_TIME - Duration::from_millis(1));
    let mut pace = Pace::new(start);
    assert_eq!(pace.took(start + Duration::from_secs(1), BURST), None);
}
