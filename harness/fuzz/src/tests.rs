use std::path::PathBuf;

use super::*;

fn runner(run: fn(&[u8]) -> Outcome) -> Runner {
    let target = Target {
        name: "test",
        run,
        seeds: || vec![b"seed".to_vec()],
        words: &["magic"],
        length_max: 64,
    };
    let folder = std::env::temp_dir().join(format!("fv-fuzz-test-{}", std::process::id()));
    Runner {
        target,
        seed: 1,
        folder,
        more_seeds: None,
    }
}

#[test]
fn a_panic_is_found_and_its_input_kept() {
    let runner = runner(|bytes| {
        assert!(!bytes.windows(5).any(|part| part == b"magic"), "found it");
        Outcome(bytes.len() as u64)
    });
    let summary = runner.run(Budget::Runs(10_000)).unwrap();
    let fault = summary.fault.unwrap();
    assert_eq!(fault.what, "panic: found it");
    let input = std::fs::read(&fault.file).unwrap();
    assert!(input.windows(5).any(|part| part == b"magic"));
    std::fs::remove_file(fault.file).unwrap();
}

#[test]
fn the_same_seed_makes_the_same_run() {
    let runner = runner(|bytes| Outcome::of(&bytes));
    let first = runner.run(Budget::Runs(500)).unwrap();
    assert_eq!(first, runner.run(Budget::Runs(500)).unwrap());
    assert!(first.outcomes > 100);
}

#[test]
fn names_of_targets_are_unique_and_their_seeds_are_fine() {
    let all = targets();
    for (index, target) in all.iter().enumerate() {
        assert!(
            all[..index].iter().all(|other| other.name != target.name),
            "{}",
            target.name
        );
        let runner = Runner {
            target: *target,
            seed: 1,
            folder: PathBuf::from("/nonexistent"),
            more_seeds: None,
        };
        for seed in (target.seeds)() {
            runner.feed(&seed).unwrap();
        }
    }
}
